"""Where vectors are stored and found again: pgvector, Qdrant or Pinecone behind one interface.

    vector_index.py    the interface, and what an entry, a place and a search are
    replace_place.py   replacing what a place holds: sends only what is new or changed
    postgres_index.py  pgvector in the control plane's PostgreSQL, schema `vectors`
    postgres_tables.py, postgres_search.py   its tables and indexes, its searches
    postgres_errors.py what its errors mean
    qdrant_index.py    Qdrant; qdrant_points.py, qdrant_errors.py beside it
    pinecone_index.py  Pinecone; pinecone_records.py, pinecone_errors.py beside it
    patience.py        what is tried again, and how long is waited
    health.py          whether the store answers
    resource.py        `VectorStore`: which of the three (ONEVICE_VECTORS)

Which collections there are is declared in `resources.migrations.vectors`; vectors are made in
`resources.embedding`.
"""

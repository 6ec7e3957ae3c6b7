"""Stage `projections`: a client's rows in the graph and in the store of vectors, as one saga.

    make_rows.py      rows of the lake as nodes, relationships and texts
    arrow_rows.py     the same as Arrow tables, and back: what a saga keeps and compares
    memory_graph.py   the graph's copy
    write_memory.py   what differs is written, in one transaction
    essence.py        the copy in the store of vectors
    publisher.py      both of them, all or none
    assets.py, checks.py

Nothing here is a source: both copies can be thrown away and published again.
"""

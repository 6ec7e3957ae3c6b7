"""Full text search: one small interface, in Elasticsearch or in the control plane's PostgreSQL.

`index.py` says what a search index can do, `documents.py` whose documents those are,
`search_query.py` what is asked and found; `declaration.py` how an index is declared. Which
indexes there are stands in `resources/migrations/elasticsearch/`, what fills them in each
system's `projections/`.
"""

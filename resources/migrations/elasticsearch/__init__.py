"""Versions of the search, in Elasticsearch and in PostgreSQL.

`versions/` declares, `revisions.py` lists them; `elastic_runner.py` brings a server there by new
indexes behind an alias, `postgres_runner.py` a database by new tables behind a view.
"""

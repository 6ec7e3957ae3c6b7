"""Versioned schemas of the stores, one folder each; each carries its way back.

`postgres/` is the schema of the control plane (Alembic), `neo4j/` that of the graph (Cypher
files); what all of them can do is in `store_migrations.py`.
"""

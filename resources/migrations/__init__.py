"""Versioned schemas of the stores, one folder each; each carries its way back.

`postgres/` is the control plane's schema (Alembic), `vectors/` the declared collections. Other stores get a folder when they come.
"""

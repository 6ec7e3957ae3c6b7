"""Versioned schemas of the stores, one folder each; each carries its way back.

`postgres/` is the control plane's schema (Alembic). Other stores get a folder when they come.
"""

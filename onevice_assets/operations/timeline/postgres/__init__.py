"""Statements and facts in PostgreSQL, schema `operations`: the truth about timelines."""

"""Measures how fast the graph is written; used by `onevice bench projections`, by no asset."""

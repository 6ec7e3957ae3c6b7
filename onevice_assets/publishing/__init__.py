"""Copies of the lake in the stores: what a projection is, how several are published together.

`projection.py` says what a store's copy can do, `digest.py` when two copies are equal. Nothing
here knows a table or a store; those stand in each system's `projections/`.
"""

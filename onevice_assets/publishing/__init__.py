"""Copies of the lake in the stores: what a projection is, how several are published together.

`projection.py` says what a store's copy can do, `digest.py` when two copies are equal,
`find_scope.py` what a partition means, `publish_scope.py` writes one scope to several stores.
Nothing here knows a table or a store; those stand in each system's `projections/`.
"""

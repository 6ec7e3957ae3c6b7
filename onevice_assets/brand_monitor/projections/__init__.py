"""Stage `projections`: copies of the monitor's lake in the stores, a scope at a time.

`list_projections.py` is the list of them; each store's class stands in a file of its own and knows
neither Dagster nor another store. `assets.py` publishes all of a scope's.
"""

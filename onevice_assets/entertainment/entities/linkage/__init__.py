"""Which records mean the same person, organization or thing.

Two ways lead through here. `link.link` links tables of unknown columns by a probabilistic model
(splink on DuckDB), measured by `evaluate`; `resolve.resolve` groups the few, context-rich
mentions of documents by evidence that a person can read. Both end in `merge`, whose log can be
undone. No Dagster here, no store, and no reading of documents.
"""

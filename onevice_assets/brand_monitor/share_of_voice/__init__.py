"""Share of voice: who is named, recommended, substituted and named together, per day.

The arithmetic is SQL and lives in `dbt/`; here it is run, tested and published. Upstream:
`llm_responses`, `llm_brand_states`. Downstream: graph and report.
"""

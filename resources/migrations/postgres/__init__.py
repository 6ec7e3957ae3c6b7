"""The control plane's schema `control`, step by step.

`versions/V001_….py` and on, revision ids `0001` and on, in order, each with a real downgrade.
`runner.py` applies them from the installed package (there is no alembic.ini); `env.py` is
Alembic's entry. Statements are SQL, as the seed writes them. Once released, a step never changes.
"""

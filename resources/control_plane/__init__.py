"""The control plane: what people and apps decided, in PostgreSQL, schema `control`.

`resource.py` opens transactions; every other module is a noun with the functions that read or
decide about it, `db` (the open transaction) first:

    websites   brands   overrides   simulations   ledger   budgets   notices   users   audit
    simulation_queue   import_queue   run_failures      (what sensors note)

Every decision writes one audit row, a decision that changes nothing writes none. Queries are SQL
text on SQLAlchemy connections, so that importing a noun loads no database driver; the tables are
declared in `resources/migrations/postgres`, nowhere else.
"""

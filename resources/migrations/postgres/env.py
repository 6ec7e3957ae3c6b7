"""Alembic's entry: runs the steps on the connection that `runner` hands over, nothing else."""

from __future__ import annotations

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=None,
    version_table_schema="control",
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()

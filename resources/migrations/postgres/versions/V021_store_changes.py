"""Where each change of a store stands that is carried on while the store is written and read.

A row a change: the stage done last, the one under way, and the phase that writers and readers ask
for. A shape that answers is always written: the last CHECK. Going back forgets where every change
stands: take them back first, or writers that ask take the old shape for the only one.
"""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"

_STAGES = "'backup', 'expand', 'dual_write', 'backfill', 'verify', 'switch_reads', 'contract'"
_UP = f"""
CREATE TABLE control.store_changes (
    name VARCHAR(100) PRIMARY KEY CHECK (name <> ''),
    store VARCHAR(50) NOT NULL CHECK (store <> ''),
    stage VARCHAR(50) NOT NULL DEFAULT 'none' CHECK (stage IN ('none', {_STAGES})),
    under_way VARCHAR(50) CHECK (under_way IN ({_STAGES})),
    is_undoing BOOLEAN NOT NULL DEFAULT FALSE,
    writes VARCHAR(10) NOT NULL DEFAULT 'old' CHECK (writes IN ('old', 'both', 'new')),
    reads VARCHAR(10) NOT NULL DEFAULT 'old' CHECK (reads IN ('old', 'new')),
    detail JSONB NOT NULL DEFAULT '{{}}',
    error TEXT,
    begun_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT clock_timestamp(),
    changed_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT clock_timestamp(),
    changed_by TEXT NOT NULL CHECK (changed_by <> ''),
    CONSTRAINT store_changes_read_what_is_written CHECK (writes IN ('both', reads))
);
"""


def upgrade() -> None:
    """Make the table."""
    op.get_bind().exec_driver_sql(_UP)


def downgrade() -> None:
    """Drop it."""
    op.get_bind().exec_driver_sql("DROP TABLE control.store_changes")

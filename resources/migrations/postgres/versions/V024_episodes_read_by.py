"""By which mappings or rules an episode was read, so that a later edition can read it again.

Rows that were read before this are of the first edition of the mappings. Going back forgets which.
"""

from __future__ import annotations

from alembic import op

revision = "0024"
down_revision = "0023"

_UP = """
ALTER TABLE operations.episodes ADD COLUMN read_by VARCHAR(100) CHECK (read_by <> '');
UPDATE operations.episodes SET read_by = 'mappings 1' WHERE outcome <> 'waiting';
"""


def upgrade() -> None:
    """Add the column; what was read is of the first edition."""
    op.get_bind().exec_driver_sql(_UP)


def downgrade() -> None:
    """Drop it."""
    op.get_bind().exec_driver_sql("ALTER TABLE operations.episodes DROP COLUMN read_by")

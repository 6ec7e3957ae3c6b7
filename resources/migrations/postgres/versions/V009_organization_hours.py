"""When an organization's day is asked: its time zone, and the hour there.

No hour means that its websites are asked by hand only. Going back forgets both; every
organization is asked at 03:00 UTC again once the newer code runs.
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"

_UP = """
ALTER TABLE control.organizations
    ADD COLUMN timezone VARCHAR(100) NOT NULL DEFAULT 'UTC' CHECK (timezone <> ''),
    ADD COLUMN daily_at TIME DEFAULT '03:00';
"""

_DOWN = "ALTER TABLE control.organizations DROP COLUMN daily_at, DROP COLUMN timezone"


def upgrade() -> None:
    """Give every organization its hours."""
    op.get_bind().exec_driver_sql(_UP)


def downgrade() -> None:
    """Take them away."""
    op.get_bind().exec_driver_sql(_DOWN)

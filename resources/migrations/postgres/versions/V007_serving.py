"""Schema `serving`: the derived tables of seed 004, for people and apps that ask in SQL.

A projection of the lake: it can be thrown away and published again, so going back loses nothing.
Every row says its tenant and scope. The statements are in the two files beside this one; where
the seed is not followed is in ADR 16.
"""

from __future__ import annotations

from pathlib import Path

from alembic import op

revision = "0007"
down_revision = "0006"

_FILES = ("V007_serving_websites.sql", "V007_serving_days.sql")


def upgrade() -> None:
    """Make the schema and its tables."""
    op.execute("CREATE SCHEMA serving")
    for name in _FILES:
        op.get_bind().exec_driver_sql(Path(__file__).with_name(name).read_text("utf-8"))


def downgrade() -> None:
    """Drop it all; the lake still has every row."""
    op.execute("DROP SCHEMA serving CASCADE")

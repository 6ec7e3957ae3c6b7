"""What the entertainment graph needs: access groups of users, and calls that no website is of.

Going back forgets the groups; it is refused while the ledger has calls of no website, for money
that was spent is not forgotten.
"""

from __future__ import annotations

from alembic import op

revision = "0013"
down_revision = "0012"

_UP = """
ALTER TABLE control.users ADD COLUMN access_groups TEXT[] NOT NULL DEFAULT '{}';
ALTER TABLE control.llm_attempts
    ALTER COLUMN website_id DROP NOT NULL,
    ADD CONSTRAINT llm_attempts_simulations_have_websites
        CHECK (website_id IS NOT NULL OR purpose <> 'simulation');
"""
_BACK = """
ALTER TABLE control.llm_attempts
    DROP CONSTRAINT llm_attempts_simulations_have_websites,
    ALTER COLUMN website_id SET NOT NULL;
ALTER TABLE control.users DROP COLUMN access_groups;
"""


def upgrade() -> None:
    """Add the column; let a call of a stage belong to an organization alone."""
    op.get_bind().exec_driver_sql(_UP)


def downgrade() -> None:
    """Take both back."""
    op.get_bind().exec_driver_sql(_BACK)

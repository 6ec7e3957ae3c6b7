"""The provider's id of each HTTP request beside its attempt: of failed ones too, for its support.

`request_id` stays the id of the answer. Going back forgets the ids; payloads keep those they have.
"""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the column."""
    op.get_bind().exec_driver_sql(
        "ALTER TABLE control.llm_attempts ADD COLUMN provider_request_id VARCHAR(255)"
    )


def downgrade() -> None:
    """Take it away."""
    op.get_bind().exec_driver_sql(
        "ALTER TABLE control.llm_attempts DROP COLUMN provider_request_id"
    )

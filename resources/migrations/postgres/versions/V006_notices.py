"""Notices to people: at most one per website, brand, day and channel.

A brand may be one that answers showed and nobody listed, so its id (which depends on its name
alone) refers to no row. Going back forgets what was sent; it would be sent again.
"""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"

_NOTICES = """
CREATE TABLE control.notices (
    id UUID PRIMARY KEY,
    website_id UUID NOT NULL REFERENCES control.websites(id) ON DELETE CASCADE,
    brand_id UUID NOT NULL,
    brand VARCHAR(255) NOT NULL CHECK (brand <> ''),
    day DATE NOT NULL,
    channel VARCHAR(50) NOT NULL CHECK (channel IN ('log', 'webhook', 'email')),
    status VARCHAR(50) NOT NULL DEFAULT 'claimed' CHECK (status IN ('claimed', 'sent', 'failed')),
    severity VARCHAR(50) NOT NULL CHECK (severity IN ('info', 'warning', 'error')),
    title TEXT NOT NULL,
    run_count INTEGER NOT NULL DEFAULT 1 CHECK (run_count >= 1),
    error TEXT,
    claimed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    settled_at TIMESTAMP WITH TIME ZONE,
    UNIQUE (website_id, brand_id, day, channel),
    CHECK ((status = 'claimed') = (settled_at IS NULL)),
    CHECK (status <> 'failed' OR error IS NOT NULL),
    CHECK (status <> 'sent' OR error IS NULL)
);
CREATE INDEX idx_notices_unsettled ON control.notices(website_id, day) WHERE status <> 'sent';
"""


def upgrade() -> None:
    """Make the table."""
    op.get_bind().exec_driver_sql(_NOTICES)


def downgrade() -> None:
    """Drop it."""
    op.drop_table("notices", schema="control")

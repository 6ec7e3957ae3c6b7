"""What came in at the webhooks of clients' shops and forms, and how often something was refused.

A delivery is a row once its body lies in the object store under its SHA-256; the same delivery a
second time is the same row. Of what was refused nothing is kept but how often, by day and reason.
Going back forgets both; the bodies stay and are nobody's.
"""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"

_UP = """
CREATE TABLE control.webhook_deliveries (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES control.organizations(id) ON DELETE CASCADE,
    brand_id UUID NOT NULL REFERENCES control.campaign_clients(id) ON DELETE CASCADE,
    source VARCHAR(20) NOT NULL CHECK (source IN ('shopify', 'forms')),
    topic VARCHAR(100) CHECK (topic <> ''),
    replay_key VARCHAR(200) NOT NULL CHECK (replay_key <> ''),
    content_hash VARCHAR(64) NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
    content_type VARCHAR(200) NOT NULL,
    size_bytes INTEGER NOT NULL CHECK (size_bytes >= 0),
    headers JSONB NOT NULL,
    triggered_at TIMESTAMP WITH TIME ZONE,
    received_at TIMESTAMP WITH TIME ZONE NOT NULL,
    read_at TIMESTAMP WITH TIME ZONE,
    UNIQUE (brand_id, source, replay_key, content_hash)
);
CREATE INDEX webhook_deliveries_unread ON control.webhook_deliveries (brand_id, received_at)
    WHERE read_at IS NULL;
CREATE INDEX webhook_deliveries_of_organization ON control.webhook_deliveries (organization_id);
CREATE TABLE control.webhook_refusals (
    brand_id UUID REFERENCES control.campaign_clients(id) ON DELETE CASCADE,
    source VARCHAR(20) NOT NULL CHECK (source IN ('shopify', 'forms')),
    reason VARCHAR(50) NOT NULL CHECK (reason <> ''),
    day DATE NOT NULL,
    times BIGINT NOT NULL CHECK (times > 0),
    last_at TIMESTAMP WITH TIME ZONE NOT NULL,
    UNIQUE NULLS NOT DISTINCT (brand_id, source, reason, day)
);
"""


def upgrade() -> None:
    """Make both tables."""
    op.get_bind().exec_driver_sql(_UP)


def downgrade() -> None:
    """Drop them."""
    op.get_bind().exec_driver_sql(
        "DROP TABLE control.webhook_refusals; DROP TABLE control.webhook_deliveries"
    )

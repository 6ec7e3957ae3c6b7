"""Clients whose campaigns are remembered: whom they belong to, and how they sell.

A client's id is the `brand_id` of everything that is remembered of it. It is not `brands.id`, which
two organizations share for one name. Going back forgets the clients; their files and rows stay and
are nobody's.
"""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"

_UP = """
CREATE TABLE control.campaign_clients (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES control.organizations(id) ON DELETE CASCADE,
    slug VARCHAR(100) NOT NULL CHECK (slug <> ''),
    name VARCHAR(255) NOT NULL CHECK (name <> ''),
    business_model VARCHAR(50) NOT NULL CHECK (business_model IN ('service', 'ecommerce')),
    industry VARCHAR(255) CHECK (industry <> ''),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    UNIQUE (organization_id, slug)
);
"""


def upgrade() -> None:
    """Make the table."""
    op.get_bind().exec_driver_sql(_UP)


def downgrade() -> None:
    """Drop it."""
    op.get_bind().exec_driver_sql("DROP TABLE control.campaign_clients")

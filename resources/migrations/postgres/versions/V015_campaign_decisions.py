"""What persons decide about campaigns' results: rates of currencies, what an ad shows, what rests.

Going back forgets these decisions; the reports stay, and what needs a decision waits for it again.
"""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"

_UP = """
CREATE TABLE control.campaign_rates (
    client_id UUID NOT NULL REFERENCES control.campaign_clients(id) ON DELETE CASCADE,
    currency VARCHAR(3) NOT NULL CHECK (currency ~ '^[A-Z]{3}$' AND currency <> 'USD'),
    day DATE NOT NULL,
    usd_per_unit DOUBLE PRECISION NOT NULL CHECK (usd_per_unit > 0),
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (client_id, currency, day)
);
CREATE TABLE control.campaign_ad_links (
    client_id UUID NOT NULL REFERENCES control.campaign_clients(id) ON DELETE CASCADE,
    network VARCHAR(50) NOT NULL CHECK (network <> ''),
    ad_id VARCHAR(255) NOT NULL CHECK (ad_id <> ''),
    content_id UUID NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (client_id, network, ad_id)
);
CREATE TABLE control.campaign_archived_content (
    client_id UUID NOT NULL REFERENCES control.campaign_clients(id) ON DELETE CASCADE,
    content_id UUID NOT NULL,
    archived_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (client_id, content_id)
);
"""


def upgrade() -> None:
    """Make the tables."""
    op.get_bind().exec_driver_sql(_UP)


def downgrade() -> None:
    """Drop them."""
    op.get_bind().exec_driver_sql(
        "DROP TABLE control.campaign_archived_content, control.campaign_ad_links, "
        "control.campaign_rates"
    )

"""What was delivered to the operations memory, what it named, and what of it could not be used.

An episode is kept once, however often it is delivered, and is never changed but for when it was
read. Entities are what episodes name by a key of their own. What could not be used is told in
`quarantine` by file, line, reason and next step. Going back forgets all three; the facts stay.
"""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"

_OWNER = "organization_id UUID NOT NULL REFERENCES control.organizations(id) ON DELETE CASCADE"
_HASH = "VARCHAR(64) NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$')"
_UP = f"""
CREATE TABLE operations.episodes (
    {_OWNER},
    id UUID NOT NULL,
    kind VARCHAR(20) NOT NULL CHECK (kind IN ('document', 'email', 'row', 'webhook')),
    source VARCHAR(100) NOT NULL CHECK (source <> ''),
    source_key VARCHAR(500) CHECK (source_key <> ''),
    source_version VARCHAR(200) CHECK (source_version <> ''),
    content_hash {_HASH},
    content JSONB NOT NULL,
    stored_at VARCHAR(1000),
    file VARCHAR(500) NOT NULL,
    line INTEGER CHECK (line > 0),
    batch VARCHAR(200),
    event_at TIMESTAMP WITH TIME ZONE,
    ingested_at TIMESTAMP WITH TIME ZONE NOT NULL,
    reading JSONB NOT NULL,
    outcome VARCHAR(10) NOT NULL CHECK (outcome IN ('waiting', 'mapped', 'refused')),
    PRIMARY KEY (organization_id, id)
);
CREATE INDEX episodes_of_source_idx ON operations.episodes (organization_id, source, source_key);
CREATE INDEX episodes_waiting_idx ON operations.episodes (organization_id, kind, id)
    WHERE outcome = 'waiting';
CREATE INDEX episodes_of_batch_idx ON operations.episodes (organization_id, batch);
CREATE TABLE operations.entities (
    {_OWNER},
    id UUID NOT NULL,
    type VARCHAR(20) NOT NULL
        CHECK (type IN ('Customer', 'Driver', 'Equipment', 'Invoice', 'Load')),
    system VARCHAR(100) NOT NULL,
    key VARCHAR(500) NOT NULL CHECK (key <> ''),
    name VARCHAR(250) NOT NULL CHECK (name <> ''),
    PRIMARY KEY (organization_id, id),
    UNIQUE (organization_id, type, system, key),
    UNIQUE (organization_id, name)
);
CREATE TABLE operations.quarantine (
    {_OWNER},
    id UUID NOT NULL,
    episode_id UUID,
    source VARCHAR(100) NOT NULL,
    file VARCHAR(500) NOT NULL,
    line INTEGER CHECK (line > 0),
    reason TEXT NOT NULL CHECK (reason <> ''),
    what_to_do TEXT NOT NULL CHECK (what_to_do <> ''),
    is_kept BOOLEAN NOT NULL,
    content JSONB NOT NULL,
    batch VARCHAR(200),
    noticed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (organization_id, id)
);
CREATE INDEX quarantine_of_time_idx ON operations.quarantine (organization_id, noticed_at);
"""


def upgrade() -> None:
    """Make the three tables."""
    op.get_bind().exec_driver_sql(_UP)


def downgrade() -> None:
    """Drop them."""
    op.get_bind().exec_driver_sql(
        "DROP TABLE operations.quarantine, operations.entities, operations.episodes"
    )

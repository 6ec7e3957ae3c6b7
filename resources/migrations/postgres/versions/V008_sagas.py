"""The saga log: what changes several stores together, step by step.

What a saga has to itself (`alone_on`) has one open saga of a kind at most. Epochs come from one
sequence, so that whoever holds a saga later has the greater one, across sagas too. Leases are by
this server's clock: the hosts' own may differ. Going back forgets every saga, and open ones are
then never finished: resume them first.
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"

_UP = """
CREATE SEQUENCE control.saga_epochs;
CREATE TABLE control.sagas (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES control.organizations(id) ON DELETE CASCADE,
    kind VARCHAR(50) NOT NULL CHECK (kind <> ''),
    scope TEXT NOT NULL CHECK (scope <> ''),
    alone_on TEXT NOT NULL CHECK (alone_on <> ''),
    payload JSONB NOT NULL,
    state VARCHAR(50) NOT NULL DEFAULT 'running' CHECK (
        state IN ('running', 'completed', 'compensating', 'compensated', 'stuck')
    ),
    epoch BIGINT NOT NULL,
    owner_host TEXT NOT NULL,
    owner_pid INTEGER NOT NULL,
    owner_started_at DOUBLE PRECISION NOT NULL,
    lease_until TIMESTAMP WITH TIME ZONE,
    resumed_count INTEGER NOT NULL DEFAULT 0 CHECK (resumed_count >= 0),
    is_tidy BOOLEAN NOT NULL DEFAULT FALSE,
    error TEXT,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT clock_timestamp(),
    ended_at TIMESTAMP WITH TIME ZONE,
    CHECK ((state IN ('completed', 'compensated')) = (ended_at IS NOT NULL)),
    CHECK (ended_at IS NOT NULL OR NOT is_tidy),
    CHECK (state IN ('running', 'completed') OR error IS NOT NULL)
);
CREATE UNIQUE INDEX idx_sagas_open ON control.sagas(kind, alone_on) WHERE ended_at IS NULL;
CREATE INDEX idx_sagas_untidy ON control.sagas(created_at) WHERE NOT is_tidy;
CREATE INDEX idx_sagas_organization_id ON control.sagas(organization_id, created_at);

CREATE TABLE control.saga_steps (
    saga_id UUID NOT NULL REFERENCES control.sagas(id) ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position >= 0),
    name VARCHAR(100) NOT NULL CHECK (name <> ''),
    state VARCHAR(50) NOT NULL DEFAULT 'pending' CHECK (
        state IN ('pending', 'unchanged', 'doing', 'done', 'undoing', 'undone')
    ),
    fingerprint TEXT NOT NULL DEFAULT '',
    detail JSONB NOT NULL DEFAULT '{}',
    try_count INTEGER NOT NULL DEFAULT 0 CHECK (try_count >= 0),
    seconds DOUBLE PRECISION NOT NULL DEFAULT 0 CHECK (seconds >= 0),
    error TEXT,
    PRIMARY KEY (saga_id, position),
    UNIQUE (saga_id, name)
);
"""

_DOWN = """
DROP TABLE control.saga_steps;
DROP TABLE control.sagas;
DROP SEQUENCE control.saga_epochs;
"""


def upgrade() -> None:
    """Make the log and its epochs."""
    op.get_bind().exec_driver_sql(_UP)


def downgrade() -> None:
    """Drop both."""
    op.get_bind().exec_driver_sql(_DOWN)

"""The id map: ids that other systems and engines have for what has an id of ours.

A row ties one of theirs (a QuickBooks customer, a node of Graphiti, a legacy key) to one of ours,
for ever: theirs never comes to mean something else, while ours may have several. Going back
forgets what was tied; nothing else refers to it.
"""

from __future__ import annotations

from alembic import op

revision = "0019"
down_revision = "0018"

_UP = """
CREATE TABLE control.id_map (
    organization_id UUID NOT NULL REFERENCES control.organizations(id) ON DELETE CASCADE,
    system VARCHAR(50) NOT NULL CHECK (system <> ''),
    kind VARCHAR(50) NOT NULL CHECK (kind <> ''),
    external_id VARCHAR(250) NOT NULL CHECK (external_id <> ''),
    id UUID NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (organization_id, system, kind, external_id)
);
CREATE INDEX id_map_of_id ON control.id_map (id);
"""


def upgrade() -> None:
    """Make the table."""
    op.get_bind().exec_driver_sql(_UP)


def downgrade() -> None:
    """Drop it."""
    op.get_bind().exec_driver_sql("DROP TABLE control.id_map")

"""Facts in two times: what was said, and what therefore held when, as known when.

`statements` is the truth and only grows; `facts` follows from it and is written in the same
transaction. No two facts of one slot may overlap in both times: an exclusion constraint over ranges
alone, for btree_gist is not everywhere. A key is a one-point range over a number: of the subject
and the relation (65,536 relations an organization at most, so that the two make one number and no
two keys can share it), and of the object where many hold. Going back forgets all of it.
"""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"

_OWNER = "organization_id UUID NOT NULL REFERENCES control.organizations(id) ON DELETE CASCADE"
_UP = f"""
CREATE SCHEMA operations;
CREATE TABLE operations.relations (
    {_OWNER},
    number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 65535),
    name VARCHAR(100) NOT NULL CHECK (name <> ''),
    holds VARCHAR(10) NOT NULL CHECK (holds IN ('one', 'many')),
    on_overlap VARCHAR(10) NOT NULL CHECK (on_overlap IN ('replace', 'refuse')),
    PRIMARY KEY (organization_id, number),
    UNIQUE (organization_id, name)
);
CREATE TABLE operations.names (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY CHECK (number < 140737488355328),
    {_OWNER},
    name VARCHAR(250) NOT NULL CHECK (name <> ''),
    UNIQUE (organization_id, name)
);
CREATE TABLE operations.statements (
    {_OWNER},
    id UUID NOT NULL,
    subject BIGINT NOT NULL,
    relation INTEGER NOT NULL,
    object BIGINT,
    valid TSTZRANGE NOT NULL,
    known_at TIMESTAMP WITH TIME ZONE NOT NULL,
    denies BOOLEAN NOT NULL,
    withdraws UUID CHECK (withdraws <> id),
    attributes JSONB NOT NULL,
    source VARCHAR(512) NOT NULL,
    PRIMARY KEY (organization_id, id)
);
CREATE INDEX statements_of_key_idx ON operations.statements (subject, relation);
CREATE TABLE operations.facts (
    {_OWNER},
    id UUID PRIMARY KEY,
    subject BIGINT NOT NULL,
    relation INTEGER NOT NULL CHECK (relation BETWEEN 1 AND 65535),
    object BIGINT NOT NULL,
    about INT8RANGE NOT NULL GENERATED ALWAYS AS
        (int8range(subject * 65536 + relation, subject * 65536 + relation, '[]')) STORED,
    slot BIGINT NOT NULL CHECK (slot IN (0, object)),
    valid TSTZRANGE NOT NULL CHECK (NOT isempty(valid)),
    known TSTZRANGE NOT NULL CHECK (NOT isempty(known) AND NOT lower_inf(known)),
    statement_id UUID NOT NULL,
    CONSTRAINT facts_never_overlap EXCLUDE USING gist
        (about WITH &&, int8range(slot, slot, '[]') WITH &&, valid WITH &&, known WITH &&)
);
CREATE INDEX facts_object_idx ON operations.facts (object);
"""


def upgrade() -> None:
    """Make the schema."""
    op.get_bind().exec_driver_sql(_UP)


def downgrade() -> None:
    """Drop it."""
    op.get_bind().exec_driver_sql("DROP SCHEMA operations CASCADE")

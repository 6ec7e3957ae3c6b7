"""Finding facts by the words of names, by attributes, and by meaning.

Names get their words, for full text, and their folded form, by which a name is spotted in a
question: columns that the server makes, so that no writer can forget them. Attributes of
statements get an index for what they contain (`attributes @> …`) and one for their words. These
have no list of pending entries, which every search would read through (`fastupdate = off`). Which
facts have a vector, and where, is in `fact_texts`. Going back forgets all of it; nothing that was
said is lost.
"""

from __future__ import annotations

from alembic import op

revision = "0020"
down_revision = "0019"

_FOLDED = "btrim(regexp_replace(lower(name), '[^[:alnum:]]+', ' ', 'g'))"
_UP = f"""
ALTER TABLE operations.names
    ADD COLUMN folded TEXT NOT NULL GENERATED ALWAYS AS ({_FOLDED}) STORED,
    ADD COLUMN words TSVECTOR NOT NULL GENERATED ALWAYS AS
        (to_tsvector('simple', regexp_replace(lower(name), '[^[:alnum:]]+', ' ', 'g'))) STORED;
CREATE INDEX names_folded_idx ON operations.names (organization_id, folded);
CREATE INDEX names_words_idx ON operations.names USING gin (words) WITH (fastupdate = off);
CREATE INDEX statements_attributes_idx ON operations.statements
    USING gin (attributes jsonb_path_ops) WITH (fastupdate = off) WHERE attributes <> '{{}}';
CREATE INDEX statements_words_idx ON operations.statements
    USING gin (jsonb_to_tsvector('english', attributes, '["string", "numeric"]'))
    WITH (fastupdate = off) WHERE attributes <> '{{}}';
CREATE INDEX facts_statement_idx ON operations.facts (statement_id);
CREATE TABLE operations.fact_texts (
    organization_id UUID NOT NULL REFERENCES control.organizations(id) ON DELETE CASCADE,
    kept_in VARCHAR(200) NOT NULL CHECK (kept_in <> ''),
    id UUID NOT NULL,
    subject BIGINT NOT NULL,
    relation INTEGER NOT NULL,
    object BIGINT NOT NULL,
    PRIMARY KEY (organization_id, kept_in, id),
    UNIQUE (kept_in, subject, relation, object)
);
"""


def upgrade() -> None:
    """Add columns, indexes and the table."""
    op.get_bind().exec_driver_sql(_UP)


def downgrade() -> None:
    """Drop them."""
    op.get_bind().exec_driver_sql(
        "DROP TABLE operations.fact_texts; DROP INDEX operations.facts_statement_idx; "
        "DROP INDEX operations.statements_words_idx; "
        "DROP INDEX operations.statements_attributes_idx; "
        "ALTER TABLE operations.names DROP COLUMN words, DROP COLUMN folded"
    )

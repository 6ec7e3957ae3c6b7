"""What was erased and retracted, told by hashes; and the one way in which the audit log may change.

An erasure that is under way keeps whom it is about, so that it can be ended after a crash; once it
is done only hashes of ids are left. A retraction is a tombstone by hash: the answer is neither
asked nor imported again. The ledger keeps what an erased website cost without saying what for.
Entries of the audit log may be made hashes, and nothing else. Going back forgets erasures and
retractions: what was erased stays gone, what was retracted may be imported again.
"""

from __future__ import annotations

from alembic import op

revision = "0022"
down_revision = "0021"

_TABLES = """
CREATE TABLE control.erasures (
    id UUID PRIMARY KEY,
    kind VARCHAR(50) NOT NULL CHECK (kind IN ('organization', 'website', 'user', 'answers')),
    id_hashes TEXT[] NOT NULL CHECK (id_hashes <> '{}'),
    subject JSONB,
    counts JSONB NOT NULL DEFAULT '{}',
    spent_usd NUMERIC(15, 9) NOT NULL DEFAULT 0 CHECK (spent_usd >= 0),
    begun_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT clock_timestamp(),
    ended_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT erasures_end_without_content CHECK ((ended_at IS NULL) = (subject IS NOT NULL))
);
CREATE TABLE control.retractions (
    response_hash VARCHAR(64) PRIMARY KEY CHECK (response_hash ~ '^[0-9a-f]{64}$'),
    content_hash VARCHAR(64) NOT NULL CHECK (content_hash ~ '^[0-9a-f]{64}$'),
    retracted_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX idx_retractions_content ON control.retractions(content_hash);
"""
_LEDGER = """
ALTER TABLE control.llm_attempts
    ADD COLUMN retracted_at TIMESTAMP WITH TIME ZONE,
    DROP CONSTRAINT llm_attempts_check2,
    ADD CONSTRAINT llm_attempts_answered_with CHECK (
        status <> 'succeeded' OR purpose = 'erased'
        OR (response_id IS NOT NULL AND payload_path IS NOT NULL)
    );
"""
_AUDIT = """
CREATE OR REPLACE FUNCTION control.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('onevice.erasing', true) = 'on' THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
        MESSAGE = TG_TABLE_NAME || ' is append only: ' || TG_OP || ' refused';
END $$;
CREATE FUNCTION control.refuse_other_than_hashes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.id = OLD.id AND NEW.recorded_at = OLD.recorded_at AND NEW.action = OLD.action
        AND NEW.actor IN (OLD.actor, 'erased') AND NEW.website_id IS NULL
        AND NEW.subject ~ '^erased:[0-9a-f]{64}$' AND NEW.detail = '{}'::jsonb THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
        MESSAGE = TG_TABLE_NAME || ' is append only: an entry may only be made a hash';
END $$;
CREATE TRIGGER audit_log_only_becomes_hashes BEFORE UPDATE ON control.audit_log
    FOR EACH ROW EXECUTE FUNCTION control.refuse_other_than_hashes();
"""
_DOWN = """
DROP TRIGGER audit_log_only_becomes_hashes ON control.audit_log;
DROP FUNCTION control.refuse_other_than_hashes();
CREATE OR REPLACE FUNCTION control.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
        MESSAGE = TG_TABLE_NAME || ' is append only: ' || TG_OP || ' refused';
END $$;
DELETE FROM control.llm_attempts WHERE purpose = 'erased';
ALTER TABLE control.llm_attempts
    DROP CONSTRAINT llm_attempts_answered_with,
    ADD CONSTRAINT llm_attempts_check2 CHECK (
        status <> 'succeeded' OR (response_id IS NOT NULL AND payload_path IS NOT NULL)
    ),
    DROP COLUMN retracted_at;
DROP TABLE control.retractions;
DROP TABLE control.erasures;
"""


def upgrade() -> None:
    """Make the tables; let the ledger and the audit log forget content."""
    for statements in (_TABLES, _LEDGER, _AUDIT):
        op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    """Take it away; amounts without content go."""
    op.get_bind().exec_driver_sql(_DOWN)

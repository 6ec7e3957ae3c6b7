"""What must not be removed, whatever its period: legal holds.

No key refers to what is held: a hold stands after its organization is gone, and is released, never
deleted. The audit log still only grows, but that rows older than its period of seven years may go:
the database itself refuses to delete younger ones. Going back forgets every hold: what they kept is
then kept by its period alone.
"""

from __future__ import annotations

from alembic import op

revision = "0023"
down_revision = "0022"

_UP = """
CREATE TABLE control.legal_holds (
    id UUID PRIMARY KEY,
    organization_id UUID,
    website_id UUID,
    client_id UUID,
    subject VARCHAR(512) CHECK (subject <> ''),
    document_id VARCHAR(100) CHECK (document_id <> ''),
    first_day DATE,
    last_day DATE,
    reason TEXT NOT NULL CHECK (reason <> ''),
    placed_by VARCHAR(255) NOT NULL CHECK (placed_by <> ''),
    placed_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT clock_timestamp(),
    released_by VARCHAR(255) CHECK (released_by <> ''),
    released_at TIMESTAMP WITH TIME ZONE,
    release_reason TEXT CHECK (release_reason <> ''),
    CONSTRAINT legal_holds_name_something CHECK (
        num_nonnulls(organization_id, website_id, client_id, subject, document_id, first_day,
            last_day) > 0
    ),
    CONSTRAINT legal_holds_days_in_order CHECK (first_day <= last_day),
    CONSTRAINT legal_holds_are_released_whole CHECK (
        num_nonnulls(released_by, released_at, release_reason) IN (0, 3)
    )
);
CREATE INDEX legal_holds_standing_idx ON control.legal_holds (placed_at)
    WHERE released_at IS NULL;
DROP TRIGGER audit_log_is_append_only ON control.audit_log;
CREATE TRIGGER audit_log_is_append_only BEFORE UPDATE OR TRUNCATE ON control.audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION control.refuse_change();
CREATE TRIGGER audit_log_keeps_its_period BEFORE DELETE ON control.audit_log
    FOR EACH ROW WHEN (OLD.recorded_at > clock_timestamp() - INTERVAL '2555 days')
    EXECUTE FUNCTION control.refuse_change();
"""
_DOWN = """
DROP TRIGGER audit_log_keeps_its_period ON control.audit_log;
DROP TRIGGER audit_log_is_append_only ON control.audit_log;
CREATE TRIGGER audit_log_is_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON control.audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION control.refuse_change();
DROP TABLE control.legal_holds;
"""


def upgrade() -> None:
    """Make the table, and let the oldest rows of the audit log go."""
    op.get_bind().exec_driver_sql(_UP)


def downgrade() -> None:
    """Drop it, and let no row of the audit log go."""
    op.get_bind().exec_driver_sql(_DOWN)

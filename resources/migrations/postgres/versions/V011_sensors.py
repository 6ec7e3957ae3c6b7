"""What sensors note: requested simulations, failures of runs, and when brands were decided about.

A simulation run says when a Dagster run was last asked for, when it was last heard of, how often
it was started again and why it failed. Failures of one cause within an hour are one row; notices
may be about such a row instead of a brand. Going back forgets all of it: what was requested and
still waits is requested again.
"""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"

_REQUESTS = """
ALTER TABLE control.simulation_runs
    ADD COLUMN requested_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN noted_at TIMESTAMP WITH TIME ZONE,
    ADD COLUMN restarts INTEGER NOT NULL DEFAULT 0 CHECK (restarts >= 0),
    ADD COLUMN error TEXT;
CREATE INDEX idx_simulation_runs_waiting
    ON control.simulation_runs(organization_id, created_at, id)
    WHERE status = 'pending' AND requested_at IS NULL AND kind <> 'import';
CREATE INDEX idx_simulation_runs_requested ON control.simulation_runs(created_at, id)
    WHERE status IN ('pending', 'running') AND requested_at IS NOT NULL;
CREATE INDEX idx_simulation_runs_day ON control.simulation_runs(website_id, day);
"""

_FAILURES = """
CREATE TABLE control.run_failures (
    id UUID PRIMARY KEY,
    cause VARCHAR(64) NOT NULL CHECK (cause <> ''),
    job TEXT NOT NULL,
    asset TEXT NOT NULL,
    partition TEXT NOT NULL,
    reason TEXT NOT NULL,
    next_step TEXT NOT NULL,
    run_count INTEGER NOT NULL CHECK (run_count >= 1),
    first_run_id TEXT NOT NULL,
    last_run_id TEXT NOT NULL,
    last_event_id BIGINT NOT NULL,
    first_at TIMESTAMP WITH TIME ZONE NOT NULL,
    last_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CHECK (last_at >= first_at)
);
CREATE INDEX idx_run_failures_cause ON control.run_failures(cause, first_at);
CREATE INDEX idx_run_failures_last ON control.run_failures(last_at);
ALTER TABLE control.notices
    ALTER COLUMN website_id DROP NOT NULL,
    ALTER COLUMN brand_id DROP NOT NULL,
    ALTER COLUMN brand DROP NOT NULL,
    ADD COLUMN failure_id UUID REFERENCES control.run_failures(id) ON DELETE CASCADE,
    ADD CONSTRAINT notices_failure_id_channel_key UNIQUE (failure_id, channel),
    ADD CONSTRAINT notices_about_check CHECK (
        (failure_id IS NULL) = (website_id IS NOT NULL AND brand_id IS NOT NULL)
        AND (brand_id IS NULL) = (brand IS NULL)
    );
"""

_DECISIONS = """
CREATE INDEX idx_audit_log_brands ON control.audit_log(recorded_at) WHERE action LIKE 'brand.%%';
"""

_BACK = """
DELETE FROM control.notices WHERE failure_id IS NOT NULL;
ALTER TABLE control.notices
    DROP CONSTRAINT notices_about_check,
    DROP COLUMN failure_id,
    ALTER COLUMN website_id SET NOT NULL,
    ALTER COLUMN brand_id SET NOT NULL,
    ALTER COLUMN brand SET NOT NULL;
DROP TABLE control.run_failures;
DROP INDEX control.idx_audit_log_brands;
DROP INDEX control.idx_simulation_runs_day;
ALTER TABLE control.simulation_runs
    DROP COLUMN requested_at, DROP COLUMN noted_at, DROP COLUMN restarts, DROP COLUMN error;
"""


def upgrade() -> None:
    """Add the columns, the table and the indexes."""
    for statements in (_REQUESTS, _FAILURES, _DECISIONS):
        op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    """Take them away."""
    op.get_bind().exec_driver_sql(_BACK)

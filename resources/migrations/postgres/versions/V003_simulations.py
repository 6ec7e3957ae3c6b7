"""Simulation runs (seed 004) and the attempt ledger, where money is spent.

A prompt, provider, model and sample has at most one attempt of a run that is not failed, so
nothing is paid twice. Runs with attempts cannot be deleted: money spent stays on record.
"""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

_RUNS = """
CREATE TABLE control.simulation_runs (
    id UUID PRIMARY KEY,
    website_id UUID NOT NULL REFERENCES control.websites(id) ON DELETE CASCADE,
    organization_id UUID NOT NULL REFERENCES control.organizations(id) ON DELETE CASCADE,
    kind VARCHAR(50) NOT NULL CHECK (kind IN ('daily', 'requested', 'import')),
    day DATE,
    status VARCHAR(50) NOT NULL DEFAULT 'pending'
        CHECK (status IN ('pending', 'running', 'completed', 'failed')),
    total_prompts INTEGER CHECK (total_prompts >= 0),
    completed_prompts INTEGER NOT NULL DEFAULT 0 CHECK (completed_prompts >= 0),
    settings JSONB NOT NULL DEFAULT '{}',
    source_path VARCHAR(512),
    source_sha256 VARCHAR(64),
    started_at TIMESTAMP WITH TIME ZONE,
    completed_at TIMESTAMP WITH TIME ZONE,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
    CHECK ((kind = 'import') = (day IS NULL)),
    CHECK ((kind = 'import') = (source_path IS NOT NULL)),
    CHECK ((kind = 'import') = (source_sha256 IS NOT NULL))
);
CREATE INDEX idx_simulation_runs_website ON control.simulation_runs(website_id);
CREATE INDEX idx_simulation_runs_status ON control.simulation_runs(status);
CREATE UNIQUE INDEX idx_simulation_runs_daily ON control.simulation_runs(website_id, day)
    WHERE kind = 'daily';
CREATE UNIQUE INDEX idx_simulation_runs_import
    ON control.simulation_runs(website_id, source_sha256) WHERE kind = 'import';
"""

_LEDGER = """
CREATE TABLE control.llm_attempts (
    id UUID PRIMARY KEY,
    simulation_run_id UUID NOT NULL REFERENCES control.simulation_runs(id),
    organization_id UUID NOT NULL REFERENCES control.organizations(id),
    website_id UUID NOT NULL REFERENCES control.websites(id),
    prompt_id UUID NOT NULL,
    prompt_hash VARCHAR(64) NOT NULL,
    provider VARCHAR(50) NOT NULL,
    model VARCHAR(255) NOT NULL,
    sample_number INTEGER NOT NULL CHECK (sample_number >= 1),
    status VARCHAR(50) NOT NULL DEFAULT 'reserved'
        CHECK (status IN ('reserved', 'succeeded', 'failed')),
    reserved_usd NUMERIC(12, 6) NOT NULL CHECK (reserved_usd >= 0),
    cost_usd NUMERIC(12, 6) CHECK (cost_usd >= 0),
    request_id VARCHAR(255),
    response_id UUID,
    payload_path VARCHAR(512),
    error TEXT,
    reserved_at TIMESTAMP WITH TIME ZONE NOT NULL,
    settled_at TIMESTAMP WITH TIME ZONE,
    CHECK ((status = 'reserved') = (settled_at IS NULL)),
    CHECK ((status = 'reserved') = (cost_usd IS NULL)),
    CHECK (status <> 'succeeded' OR (response_id IS NOT NULL AND payload_path IS NOT NULL)),
    CHECK ((status = 'failed') = (error IS NOT NULL))
);
CREATE UNIQUE INDEX idx_llm_attempts_once ON control.llm_attempts
    (simulation_run_id, prompt_id, provider, model, sample_number) WHERE status <> 'failed';
CREATE INDEX idx_llm_attempts_run ON control.llm_attempts(simulation_run_id, reserved_at);
CREATE INDEX idx_llm_attempts_spent ON control.llm_attempts(organization_id, reserved_at)
    INCLUDE (website_id, cost_usd, reserved_usd);
"""


def upgrade() -> None:
    """Make the tables."""
    for statements in (_RUNS, _LEDGER):
        op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    """Drop them, dependants first."""
    for table in ("llm_attempts", "simulation_runs"):
        op.drop_table(table, schema="control")

"""Money to the last digit: exact costs, answers that are used again, and who is asking.

A call costs billionths of a dollar per token, so six digits lost what nine keep. An answer that
was used again names the attempt that paid for it. A website's day is asked by one process at a
time: leases are by this server's clock. Going back rounds costs to six digits and forgets which
answers were used again, so those rows go (they cost nothing).
"""

from __future__ import annotations

from alembic import op

revision = "0010"
down_revision = "0009"

_UP = """
ALTER TABLE control.llm_attempts
    ALTER COLUMN reserved_usd TYPE NUMERIC(15, 9),
    ALTER COLUMN cost_usd TYPE NUMERIC(15, 9),
    ADD COLUMN reused_from UUID REFERENCES control.llm_attempts(id),
    ADD CONSTRAINT llm_attempts_reused_are_free CHECK (
        reused_from IS NULL OR (status = 'succeeded' AND cost_usd = 0 AND reserved_usd = 0)
    );
CREATE INDEX idx_llm_attempts_asked
    ON control.llm_attempts(organization_id, prompt_hash, reserved_at)
    WHERE status = 'succeeded' AND reused_from IS NULL;
CREATE INDEX idx_llm_attempts_open ON control.llm_attempts(reserved_at) WHERE status = 'reserved';

CREATE TABLE control.work_claims (
    website_id UUID NOT NULL REFERENCES control.websites(id) ON DELETE CASCADE,
    day DATE NOT NULL,
    work VARCHAR(50) NOT NULL CHECK (work <> ''),
    token UUID NOT NULL,
    owner_host TEXT NOT NULL,
    owner_pid INTEGER NOT NULL,
    owner_started_at DOUBLE PRECISION NOT NULL,
    claimed_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT clock_timestamp(),
    lease_until TIMESTAMP WITH TIME ZONE NOT NULL,
    PRIMARY KEY (website_id, day, work)
);
"""

_DOWN = """
DROP TABLE control.work_claims;
DROP INDEX control.idx_llm_attempts_open;
DROP INDEX control.idx_llm_attempts_asked;
DELETE FROM control.llm_attempts WHERE reused_from IS NOT NULL;
ALTER TABLE control.llm_attempts
    DROP CONSTRAINT llm_attempts_reused_are_free,
    DROP COLUMN reused_from,
    ALTER COLUMN cost_usd TYPE NUMERIC(12, 6),
    ALTER COLUMN reserved_usd TYPE NUMERIC(12, 6);
"""


def upgrade() -> None:
    """Keep nine digits; say what was used again, and who is asking."""
    op.get_bind().exec_driver_sql(_UP)


def downgrade() -> None:
    """Forget both, and round."""
    op.get_bind().exec_driver_sql(_DOWN)

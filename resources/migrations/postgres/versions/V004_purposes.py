"""The ledger learns of calls before any simulation: analysis, customers, conversations, prompts.

Such a call belongs to a website and a purpose, and to no simulation run and no prompt. Going back
forgets these calls, because the schema before has no place for them.
"""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

_UP = """
ALTER TABLE control.llm_attempts
    ADD COLUMN purpose VARCHAR(50) NOT NULL DEFAULT 'simulation' CHECK (purpose <> ''),
    ALTER COLUMN simulation_run_id DROP NOT NULL,
    ALTER COLUMN prompt_id DROP NOT NULL,
    ADD CONSTRAINT llm_attempts_of_simulations CHECK (
        (purpose = 'simulation') = (simulation_run_id IS NOT NULL)
        AND (purpose = 'simulation') = (prompt_id IS NOT NULL)
    );
CREATE INDEX idx_llm_attempts_stages ON control.llm_attempts(website_id, reserved_at)
    WHERE purpose <> 'simulation';
"""

_DOWN = """
DELETE FROM control.llm_attempts WHERE purpose <> 'simulation';
DROP INDEX control.idx_llm_attempts_stages;
ALTER TABLE control.llm_attempts
    DROP CONSTRAINT llm_attempts_of_simulations,
    DROP COLUMN purpose,
    ALTER COLUMN simulation_run_id SET NOT NULL,
    ALTER COLUMN prompt_id SET NOT NULL;
"""


def upgrade() -> None:
    """Say what each call was for; only those of a simulation need its run and prompt."""
    op.get_bind().exec_driver_sql(_UP)


def downgrade() -> None:
    """Require a run and a prompt of every call again."""
    op.get_bind().exec_driver_sql(_DOWN)

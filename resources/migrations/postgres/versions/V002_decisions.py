"""What people decide about prompts and money, and the record of every decision.

`audit_log` is append only: a trigger refuses updates, deletions and truncation. It has no foreign
keys, because a record outlives what it is about.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

_PROMPTS = """
CREATE TABLE control.prompt_baskets (
    id UUID PRIMARY KEY,
    website_id UUID NOT NULL REFERENCES control.websites(id) ON DELETE CASCADE,
    version INTEGER NOT NULL CHECK (version >= 1),
    reason VARCHAR(50) NOT NULL CHECK (reason IN ('created', 'refresh', 'override')),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    UNIQUE (website_id, version)
);
CREATE TABLE control.prompt_overrides (
    id UUID PRIMARY KEY,
    website_id UUID NOT NULL REFERENCES control.websites(id) ON DELETE CASCADE,
    action VARCHAR(50) NOT NULL CHECK (action IN ('pin', 'reject', 'add')),
    prompt_id UUID,
    topic VARCHAR(255) NOT NULL,
    prompt_text TEXT NOT NULL CHECK (prompt_text <> ''),
    prompt_type VARCHAR(50) NOT NULL
        CHECK (prompt_type IN ('primary', 'follow_up', 'clarification')),
    sequence_order INTEGER NOT NULL CHECK (sequence_order >= 1),
    locale VARCHAR(35) NOT NULL,
    icp_id UUID,
    basket_version INTEGER NOT NULL,
    withdrawn_in INTEGER,
    created_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CHECK ((action = 'add') = (prompt_id IS NULL)),
    FOREIGN KEY (website_id, basket_version)
        REFERENCES control.prompt_baskets(website_id, version) ON DELETE CASCADE,
    FOREIGN KEY (website_id, withdrawn_in)
        REFERENCES control.prompt_baskets(website_id, version)
);
CREATE INDEX idx_prompt_overrides_website ON control.prompt_overrides(website_id);
CREATE UNIQUE INDEX idx_prompt_overrides_prompt
    ON control.prompt_overrides(website_id, prompt_id) WHERE withdrawn_in IS NULL;
"""

_BUDGETS = """
CREATE TABLE control.budgets (
    id UUID PRIMARY KEY,
    organization_id UUID NOT NULL REFERENCES control.organizations(id) ON DELETE CASCADE,
    website_id UUID REFERENCES control.websites(id) ON DELETE CASCADE,
    period VARCHAR(50) NOT NULL CHECK (period IN ('day', 'month')),
    limit_usd NUMERIC(12, 6) NOT NULL CHECK (limit_usd >= 0),
    created_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
    updated_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(),
    UNIQUE NULLS NOT DISTINCT (organization_id, website_id, period)
);
"""

_AUDIT = """
CREATE TABLE control.audit_log (
    id UUID PRIMARY KEY,
    recorded_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT clock_timestamp(),
    actor VARCHAR(255) NOT NULL CHECK (actor <> ''),
    action VARCHAR(100) NOT NULL CHECK (action <> ''),
    subject VARCHAR(512) NOT NULL,
    website_id UUID,
    detail JSONB NOT NULL DEFAULT '{}'
);
CREATE INDEX idx_audit_log_recorded ON control.audit_log(recorded_at);
CREATE INDEX idx_audit_log_website ON control.audit_log(website_id);
CREATE FUNCTION control.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege',
        MESSAGE = TG_TABLE_NAME || ' is append only: ' || TG_OP || ' refused';
END $$;
CREATE TRIGGER audit_log_is_append_only
    BEFORE UPDATE OR DELETE OR TRUNCATE ON control.audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION control.refuse_change();
"""


def upgrade() -> None:
    """Make the tables and the trigger."""
    for statements in (_PROMPTS, _BUDGETS, _AUDIT):
        op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    """Drop them, dependants first."""
    for table in ("audit_log", "budgets", "prompt_overrides", "prompt_baskets"):
        op.drop_table(table, schema="control")
    op.execute("DROP FUNCTION control.refuse_change()")

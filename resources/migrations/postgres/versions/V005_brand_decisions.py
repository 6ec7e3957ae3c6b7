"""What people decide about names: approved, rejected, merged; and how an alias may be written.

A merge is a pointer from brand to brand, so that undoing it brings back what was. A brand that is
in the catalogue only because of a decision (`source = 'decision'`) leaves with it; so do the
aliases that an approval brought (`decision_id`). Only decisions in force stand here, the audit
log holds the others. Going back forgets merges and rejections; approved brands stay.
"""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"

_DECISIONS = """
ALTER TABLE control.brands
    ADD COLUMN source VARCHAR(50) NOT NULL DEFAULT 'person'
        CONSTRAINT brands_of_known_source CHECK (source IN ('person', 'decision')),
    ADD COLUMN merged_into UUID REFERENCES control.brands(id),
    ADD CONSTRAINT brands_not_merged_into_itself CHECK (merged_into <> id);
CREATE INDEX idx_brands_merged ON control.brands(merged_into) WHERE merged_into IS NOT NULL;
CREATE TABLE control.brand_decisions (
    id UUID PRIMARY KEY,
    name VARCHAR(255) NOT NULL,
    normalized_name VARCHAR(255) UNIQUE NOT NULL CHECK (normalized_name <> ''),
    verdict VARCHAR(50) NOT NULL CHECK (verdict IN ('approved', 'rejected')),
    brand_id UUID REFERENCES control.brands(id) ON DELETE CASCADE,
    why TEXT,
    decided_at TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT clock_timestamp(),
    CHECK ((verdict = 'approved') = (brand_id IS NOT NULL))
);
CREATE INDEX idx_brand_decisions_brand ON control.brand_decisions(brand_id);
"""

_ALIASES = """
UPDATE control.brand_aliases SET match_policy = 'auto'
    WHERE match_policy NOT IN ('auto', 'any_case', 'exact');
ALTER TABLE control.brand_aliases
    ADD COLUMN context_words TEXT[] NOT NULL DEFAULT '{}',
    ADD COLUMN decision_id UUID REFERENCES control.brand_decisions(id) ON DELETE CASCADE,
    ADD CONSTRAINT brand_aliases_of_known_policy
        CHECK (match_policy IN ('auto', 'any_case', 'exact', 'context')),
    ADD CONSTRAINT brand_aliases_with_context
        CHECK ((match_policy = 'context') = (context_words <> '{}'));
CREATE INDEX idx_brand_aliases_decision ON control.brand_aliases(decision_id)
    WHERE decision_id IS NOT NULL;
"""

# The last brand of each chain of merges; UNION ends the walk even if the chain were a circle.
_MERGED = """
CREATE VIEW control.merged_brands AS
WITH RECURSIVE chain(brand_id, survivor_id) AS (
    SELECT id, merged_into FROM control.brands WHERE merged_into IS NOT NULL
    UNION
    SELECT chain.brand_id, b.merged_into FROM chain
    JOIN control.brands b ON b.id = chain.survivor_id
    WHERE b.merged_into IS NOT NULL
)
SELECT brand_id, survivor_id FROM chain JOIN control.brands b ON b.id = survivor_id
WHERE b.merged_into IS NULL;
"""

_DOWN = """
DROP VIEW control.merged_brands;
DELETE FROM control.brands WHERE source = 'decision' AND merged_into IS NOT NULL;
ALTER TABLE control.brand_aliases
    DROP COLUMN decision_id,
    DROP CONSTRAINT brand_aliases_with_context,
    DROP CONSTRAINT brand_aliases_of_known_policy,
    DROP COLUMN context_words;
DROP TABLE control.brand_decisions;
DROP INDEX control.idx_brands_merged;
ALTER TABLE control.brands DROP COLUMN merged_into, DROP COLUMN source;
"""


def upgrade() -> None:
    """Let merges, verdicts and match policies be kept."""
    for statements in (_DECISIONS, _ALIASES, _MERGED):
        op.get_bind().exec_driver_sql(statements)


def downgrade() -> None:
    """Forget them; brands that were only there to be merged go too."""
    op.get_bind().exec_driver_sql(_DOWN)

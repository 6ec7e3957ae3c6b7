"""Which rows of each table of PostgreSQL are a subject's, and the order in which they can go.

Each table names a condition for whose rows go; values come from `Subject.parameters`. A table
whose rows are nobody's has none and says why. What foreign keys would take along is named all the
same, so that it is counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from resources.erasure.subject import Subject

if TYPE_CHECKING:
    from sqlalchemy import Connection

_ORGANIZATION: Final = "organization_id = ANY(%(organizations)s::uuid[])"
_WEBSITE: Final = "website_id = ANY(%(websites)s::uuid[])"
_CLIENT: Final = "client_id = ANY(%(clients)s::uuid[])"
_BRAND: Final = "brand_id = ANY(%(clients)s::uuid[])"
_EITHER: Final = f"{_ORGANIZATION} OR {_WEBSITE}"
_OWN_KEYS: Final = (
    "(regexp_replace({0}, '^.*[|]', '') = ANY(%(website_keys)s) OR "
    "regexp_replace({0}, '^.*[|]', '') = ANY(%(slugs)s) OR EXISTS (SELECT FROM "
    "unnest(%(slugs)s::text[]) s WHERE regexp_replace({0}, '^.*[|]', '') LIKE s || '.%%'))"
)
_SAGAS: Final = f"({_ORGANIZATION} OR {_OWN_KEYS.format('scope')})"
_FAILURES: Final = _OWN_KEYS.format("partition")


@dataclass(frozen=True)
class TableRows:
    """A table and which of its rows are a subject's.

    Attributes:
        condition: SQL; empty where rows are nobody's, or go by other means.
        why: why there is no condition.
    """

    condition: str = ""
    why: str = ""


TABLES: Final[Mapping[str, TableRows]] = {
    "serving.llm_answer_belief_maps": TableRows(
        f"{_EITHER} OR llm_response_id = ANY(%(responses)s::uuid[])"
    ),
    "serving.llm_brand_states": TableRows(
        f"{_EITHER} OR llm_response_id = ANY(%(responses)s::uuid[])"
    ),
    "serving.llm_responses": TableRows(f"{_EITHER} OR id = ANY(%(responses)s::uuid[])"),
    **{
        f"serving.{name}": TableRows(_EITHER)
        for name in (
            *("share_of_voice", "substitution_patterns", "brands", "prompt_classifications"),
            *("prompts", "conversation_sequences", "icps", "website_analysis", "scraped_pages"),
        )
    },
    "control.saga_steps": TableRows(f"saga_id IN (SELECT id FROM control.sagas WHERE {_SAGAS})"),
    "control.sagas": TableRows(_SAGAS),
    "control.work_claims": TableRows(_WEBSITE),
    "control.notices": TableRows(
        f"{_WEBSITE} OR failure_id IN (SELECT id FROM control.run_failures WHERE {_FAILURES})"
    ),
    "control.run_failures": TableRows(_FAILURES),
    # those that stand refuse the erasure; what is left were released
    "control.legal_holds": TableRows(f"{_EITHER} OR {_CLIENT}"),
    "control.webhook_deliveries": TableRows(f"{_ORGANIZATION} OR {_BRAND}"),
    "control.webhook_refusals": TableRows(_BRAND),
    "control.campaign_ad_links": TableRows(_CLIENT),
    "control.campaign_archived_content": TableRows(_CLIENT),
    "control.campaign_rates": TableRows(_CLIENT),
    "control.campaign_clients": TableRows(_ORGANIZATION),
    **{
        f"operations.{name}": TableRows(_ORGANIZATION)
        for name in (
            *("fact_texts", "facts", "statements", "relations", "names"),
            *("quarantine", "entities", "episodes"),
        )
    },
    "control.id_map": TableRows(_ORGANIZATION),
    "control.llm_attempts": TableRows(_EITHER),
    "control.simulation_runs": TableRows(_EITHER),
    "control.prompt_overrides": TableRows(_WEBSITE),
    "control.prompt_baskets": TableRows(_WEBSITE),
    "control.budgets": TableRows(_EITHER),
    "control.competitor_relationships": TableRows(_WEBSITE),
    "control.website_brands": TableRows(_WEBSITE),
    "control.websites": TableRows("id = ANY(%(websites)s::uuid[])"),
    "control.users": TableRows("id = ANY(%(users)s::uuid[])"),
    "control.organizations": TableRows("id = ANY(%(organizations)s::uuid[])"),
    "control.brand_aliases": TableRows(why="with a brand nobody else knows"),
    "control.brand_decisions": TableRows(why="with a brand nobody else knows"),
    "control.brands": TableRows(why="shared; those that nobody else knows go"),
    "control.audit_log": TableRows(why="entries become hashes"),
    "control.store_changes": TableRows(why="of stores, not of tenants"),
    "control.erasures": TableRows(why="hashes alone, once an erasure is done"),
    "control.retractions": TableRows(why="hashes alone"),
}

_FORGET_WHAT_FOR: Final = f"""
UPDATE control.llm_attempts SET purpose = 'erased', simulation_run_id = NULL, website_id = NULL,
    prompt_id = NULL, prompt_hash = '', request_id = NULL, provider_request_id = NULL,
    response_id = NULL, payload_path = NULL, reused_from = NULL,
    error = CASE WHEN status = 'failed' THEN 'erased' END
WHERE {_WEBSITE}
"""
_POINT_AT_NOBODY: Final = f"""
UPDATE control.llm_attempts SET reused_from = NULL WHERE reused_from IN
    (SELECT id FROM control.llm_attempts WHERE {_EITHER})
"""


def count_rows(db: Connection, table: str, subject: Subject) -> int:
    """How many rows of a table are a subject's."""
    rows = TABLES[table]
    if not rows.condition:
        return 0
    sql = f"SELECT count(*) FROM {table} WHERE {rows.condition}"
    return int(db.exec_driver_sql(sql, subject.parameters).scalar_one())


def delete_rows(db: Connection, table: str, subject: Subject) -> int:
    """Delete a subject's rows of a table; how many those were.

    The ledger of an organization that stays keeps amounts, times and models of an erased website,
    and nothing that tells what was asked: what was spent was spent.
    """
    rows = TABLES[table]
    if not rows.condition or (subject.kind == "answers" and "responses" not in rows.condition):
        return 0
    if table == "control.llm_attempts":
        db.exec_driver_sql(_POINT_AT_NOBODY, subject.parameters)
        if not subject.is_whole_organization:
            return db.exec_driver_sql(_FORGET_WHAT_FOR, subject.parameters).rowcount
    sql = f"DELETE FROM {table} WHERE {rows.condition}"
    return db.exec_driver_sql(sql, subject.parameters).rowcount

"""What stands of some facts now: for copies, and for what is cached of a subject."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from onevice_assets.operations.timeline.contract import sort_facts
from onevice_assets.operations.timeline.fact import Fact
from onevice_assets.operations.timeline.postgres import queries
from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
from onevice_assets.operations.timeline.postgres.rows import to_fact, to_statement
from onevice_assets.operations.timeline.statement import Statement
from resources.control_plane.rows import write_ids


def look_at_facts(facts: PostgresFacts, ids: Sequence[str]) -> tuple[Any, dict[str, Fact]]:
    """Those of some facts that stand now, by id, and the mark of just before that."""
    given = {"organization_id": facts.organization_id, "ids": write_ids(ids)}
    with facts.begin() as db:
        mark = tuple(db.exec_driver_sql(queries.MARK_OF_IDS, given).one())
        rows = db.exec_driver_sql(queries.FACTS_OF_IDS, given).all()
    return mark, {str(row[-1]): to_fact(row[:-1]) for row in rows}


def mark_facts(facts: PostgresFacts, ids: Sequence[str]) -> Any:
    """Another value as soon as one of some facts comes, goes, or is known no longer."""
    return tuple(*_ask(facts, queries.MARK_OF_IDS, ids=write_ids(ids)))


def read_most_of_subject(facts: PostgresFacts, subject: str, most: int) -> list[Fact]:
    """Facts that were ever known of a subject, `most` of them at most, sorted."""
    rows = _ask(facts, queries.MOST_OF_SUBJECT, subject=subject, most=most)
    return sort_facts(map(to_fact, rows))


def read_statements_of_episodes(facts: PostgresFacts, episodes: Sequence[str]) -> list[Statement]:
    """Every statement that some episodes ever made, withdrawals too."""
    rows = _ask(facts, queries.STATEMENTS + queries.OF_EPISODES, episodes=list(episodes))
    return list(map(to_statement, rows))


def read_statements(facts: PostgresFacts, ids: Sequence[str]) -> dict[str, Statement]:
    """Statements by id; those that are not there are left out."""
    rows = _ask(facts, queries.STATEMENTS + queries.OF_IDS, ids=write_ids(ids))
    return {one.id: one for one in map(to_statement, rows)}


def _ask(facts: PostgresFacts, query: str, **given: Any) -> Sequence[Any]:
    with facts.begin() as db:
        given["organization_id"] = facts.organization_id
        return db.exec_driver_sql(query, given).all()

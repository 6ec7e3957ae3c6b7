"""Questions in both times, answered from Graphiti's edges; the same as `contract.FactStore`.

What an edge cannot say (`as_edges.can_say`) is in no answer here; PostgreSQL has it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from onevice_assets.operations.graphiti import statements as cypher
from onevice_assets.operations.graphiti.as_edges import EARLIEST, clamp, node_id, to_moment
from onevice_assets.operations.graphiti.groups import facts_group
from onevice_assets.operations.timeline.calendar import BEGINNING, FOREVER
from onevice_assets.operations.timeline.contract import sort_facts
from onevice_assets.operations.timeline.fact import Fact
from onevice_assets.operations.timeline.statement import Interval
from resources.cypher import Statement
from resources.graph_store import GraphStore


class GraphitiFacts:
    """One organization's facts as Graphiti holds them."""

    def __init__(self, graph: GraphStore, organization_id: str) -> None:
        """Hold the resource that knows the address."""
        self._graph, self._owner = graph, organization_id
        self._group = facts_group(organization_id)

    def at(self, subject: str, relation: str | None, valid_at: int, known_at: int) -> list[Fact]:
        """As `FactStore.at`."""
        return self.during(subject, relation, Interval(valid_at, valid_at + 1), known_at)

    def during(
        self, subject: str, relation: str | None, interval: Interval, known_at: int
    ) -> list[Fact]:
        """As `FactStore.during`."""
        times = _to_times(interval, known_at)
        return self._ask(cypher.OF_SUBJECT_DURING, subject, relation, times)

    def during_of_object(
        self, object_: str, relation: str | None, interval: Interval, known_at: int
    ) -> list[Fact]:
        """As `FactStore.during_of_object`."""
        times = _to_times(interval, known_at)
        return self._ask(cypher.OF_OBJECT_DURING, object_, relation, times)

    def history(self, subject: str, relation: str | None) -> list[Fact]:
        """As `FactStore.history`."""
        return self._ask(cypher.HISTORY, subject, relation, {})

    def _ask(
        self, statement: Statement, name: str, relation: str | None, times: dict[str, datetime]
    ) -> list[Fact]:
        asked = {"id": node_id(self._owner, name), "relation": relation, "group": self._group}
        with self._graph.session() as session:
            return sort_facts(map(_to_fact, session.read(statement, **asked, **times)))


def _to_times(interval: Interval, known_at: int) -> dict[str, datetime]:
    """An interval's moments as an edge can be compared with; before the year 1 is its beginning."""
    start, end = clamp(interval.start), clamp(interval.end)
    if end == EARLIEST:  # wholly before: open beginnings hold there, nothing else
        end += timedelta(microseconds=1)
    return {"start": start, "end": end, "known": clamp(known_at)}


def _to_fact(row: dict[str, Any]) -> Fact:
    return Fact(
        row["subject"],
        row["relation"],
        row["object"],
        Interval(to_moment(row["valid_at"], BEGINNING), to_moment(row["invalid_at"], FOREVER)),
        Interval(to_moment(row["created_at"], BEGINNING), to_moment(row["expired_at"], FOREVER)),
        row["statement_id"],
    )

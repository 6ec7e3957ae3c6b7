"""One organization's facts in the graph: a copy of what PostgreSQL recorded, and questions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from onevice_assets.operations.timeline.calendar import write_moment
from onevice_assets.operations.timeline.contract import Recorded, sort_facts
from onevice_assets.operations.timeline.fact import Fact
from onevice_assets.operations.timeline.graph import statements as cypher
from onevice_assets.operations.timeline.statement import Interval
from resources.change.phase import NO_CHANGE, Phase, Phases
from resources.change.property_change import write_properties
from resources.cypher import Statement
from resources.graph_store import GraphStore, GraphTransaction
from resources.identity import derived_id
from resources.migrations.neo4j.runner import ensure_current

_NO_TIME: Final = date(1970, 1, 1)


class GraphFacts:
    """Facts of an organization; answers as `contract.FactStore`."""

    def __init__(self, graph: GraphStore, organization_id: str, phases: Phases = NO_CHANGE) -> None:
        """Hold the resource that knows the address.

        Args:
            graph: the store.
            organization_id: whose facts.
            phases: of the change of the intervals' names (`timeline/changes.py`): ask for them
                wherever that change may be under way.
        """
        self._graph, self._owner, self._phases = graph, organization_id, phases

    def prepare(self) -> None:
        """Make the keys and indexes, where they are not there."""
        with self._graph.session() as session:
            ensure_current(session)

    def apply(self, recorded: Iterable[Recorded]) -> None:
        """Make the graph hold what PostgreSQL does, one transaction a batch; again is no change.

        Raises:
            StoreError: the graph refused; earlier batches stay, apply all of them again.
        """
        with self._graph.session() as session:
            for one in recorded:
                if one.came or one.gone:
                    with self._phases.hold() as phase:
                        work = partial(self._apply, one, phase)
                        session.change("operations.timeline.apply", work)

    def take_away(self) -> int:
        """Delete the organization's facts from the graph, 5,000 entities a transaction.

        Returns:
            How many entities there were.
        """
        count = 0
        with self._graph.session() as session:
            while gone := session.change("operations.timeline.take_away", self._take_some):
                count += gone
        return count

    def at(self, subject: str, relation: str | None, valid_at: int, known_at: int) -> list[Fact]:
        """As `FactStore.at`."""
        return self.during(subject, relation, Interval(valid_at, valid_at + 1), known_at)

    def during(
        self, subject: str, relation: str | None, interval: Interval, known_at: int
    ) -> list[Fact]:
        """As `FactStore.during`."""
        times = {"start": interval.start, "end": interval.end, "known_at": known_at}
        return self._ask(cypher.OF_SUBJECT_DURING, subject, relation, times)

    def during_of_object(
        self, object_: str, relation: str | None, interval: Interval, known_at: int
    ) -> list[Fact]:
        """As `FactStore.during_of_object`."""
        times = {"start": interval.start, "end": interval.end, "known_at": known_at}
        return self._ask(cypher.OF_OBJECT_DURING, object_, relation, times)

    def history(self, subject: str, relation: str | None) -> list[Fact]:
        """As `FactStore.history`."""
        return self._ask(cypher.HISTORY, subject, relation, {})

    def everything(self) -> Iterator[tuple[str, Fact]]:
        """Every fact with its id, as the graph has them, 1,000 subjects at once."""
        last = ""
        with self._graph.session() as session:
            while ids := [
                row["id"]
                for row in session.read(
                    cypher.NEXT_SUBJECTS, last=last, organization_id=self._owner
                )
            ]:
                last = ids[-1]
                found = session.read(cypher.OF_SUBJECTS, ids=ids, organization_id=self._owner)
                yield from ((row["id"], _to_fact(row)) for row in found)

    def _ask(
        self, statement: Statement, name: str, relation: str | None, times: dict[str, int]
    ) -> list[Fact]:
        asked = {"id": self._entity(name), "relation": relation, "organization_id": self._owner}
        with self._graph.session() as session:
            return sort_facts(map(_to_fact, session.read(statement, **asked, **times)))

    def _apply(self, done: Recorded, phase: Phase, transaction: GraphTransaction) -> None:
        names = {name for one in done.came for name in (one.subject, one.object)}
        entities = [{"id": self._entity(name), "name": name} for name in sorted(names)]
        transaction.write(cypher.MERGE_ENTITIES, entities, organization_id=self._owner)
        new = [self._to_row(one, phase) for one in done.came]
        # those that come too: a batch that is applied again finds them there
        old = [{"id": fact, "start": self._entity(subject)} for fact, subject in done.gone]
        old += [{"id": row["id"], "start": row["start"]} for row in new]
        transaction.write(cypher.DELETE_FACTS, old, organization_id=self._owner)
        transaction.write(cypher.CREATE_FACTS, new)

    def _take_some(self, transaction: GraphTransaction) -> int:
        found: Sequence[dict[str, Any]] = transaction.read(
            cypher.TAKE_AWAY, organization_id=self._owner
        )
        return int(found[0]["gone"]) if found else 0

    def _entity(self, name: str) -> str:
        return derived_id(_NO_TIME, "operations.names", self._owner, name)

    def _to_row(self, one: Fact, phase: Phase) -> dict[str, Any]:
        identity = one.identity(self._owner)
        properties = {
            "organization_id": self._owner,
            "relation": one.relation,
            "valid_from": one.valid.start,
            "valid_to": one.valid.end,
            "known_from": one.known.start,
            "known_to": one.known.end,
            "valid": f"{write_moment(one.valid.start)}/{write_moment(one.valid.end)}",
            "known": f"{write_moment(one.known.start)}/{write_moment(one.known.end)}",
            "statement_id": one.statement_id,
        }
        start, end = self._entity(one.subject), self._entity(one.object)
        written = write_properties(properties, phase, cypher.INTERVAL_NAMES)
        return {"id": identity, "start": start, "end": end, "properties": written}


def _to_fact(row: dict[str, Any]) -> Fact:
    return Fact(
        row["subject"],
        row["relation"],
        row["object"],
        Interval(row["valid_from"], row["valid_to"]),
        Interval(row["known_from"], row["known_to"]),
        row["statement_id"],
    )

"""All facts of an organization into Graphiti, exactly, by what differs; no language model.

Nodes and edges go in by Graphiti's own bulk save, with our ids: a second load writes nothing, and
one that was cut off is finished by the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

from onevice_assets.operations.graphiti import statements as cypher
from onevice_assets.operations.graphiti.as_edges import (
    Name,
    can_say,
    collect_names,
    to_edge,
    to_node,
)
from onevice_assets.operations.graphiti.groups import facts_group, texts_group
from onevice_assets.operations.timeline.fact import Fact
from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
from resources.errors import StoreError
from resources.graph_store import GraphStore
from resources.operation_tables import entities

if TYPE_CHECKING:
    from graphiti_core import Graphiti
    from graphiti_core.edges import EntityEdge
    from graphiti_core.nodes import EntityNode

    from resources.control_plane.resource import ControlPlane
    from resources.cypher import Statement
    from resources.embedding.embedder import Embedder

BATCH: Final = 500
"""Nodes, or edges, a transaction."""

T = TypeVar("T")


@dataclass
class Loaded:
    """What a load did.

    Attributes:
        facts: how many there are.
        unsayable: those that an edge cannot hold; they stay in PostgreSQL alone.
        labels: how many entities have each type; `Entity` those of none.
    """

    facts: int = 0
    unsayable: int = 0
    nodes_written: int = 0
    edges_written: int = 0
    nodes_deleted: int = 0
    edges_deleted: int = 0
    labels: dict[str, int] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        """Whether anything was written or deleted."""
        return any((self.nodes_written, self.edges_written, self.nodes_deleted, self.edges_deleted))


def load_facts(
    facts: PostgresFacts,
    graph: GraphStore,
    control: ControlPlane,
    embedder: Embedder,
    known: Mapping[str, str] | None = None,
) -> Loaded:
    """Make Graphiti hold an organization's facts, those of the past too.

    Args:
        facts: the truth.
        graph: a configured Neo4j.
        control: where two loads of one organization wait for each other.
        embedder: makes the vectors of names and facts that are written; a hosted one costs money.
        known: types of entities by name; those of the table of entities where none are given.
            Of a name that is in neither, its facts tell.

    Raises:
        ConfigurationError: Graphiti cannot run here.
        StoreError: a store refused, or another load is at it; load again, nothing is lost.
        BudgetError, ProviderError: of a hosted embedder.
    """
    import asyncio

    from resources.graphiti.engine import require_neo4j

    require_neo4j(graph)
    with _alone(control, facts.organization_id):
        if known is None:
            with control.begin() as db:
                known = entities.types_by_name(db, facts.organization_id)
        loading = _Loading(facts, graph, embedder, known)
        return asyncio.run(loading.run())


def take_away(graph: GraphStore, organization_id: str) -> int:
    """Delete an organization's facts and texts from Graphiti, 2,000 nodes a transaction.

    Returns:
        How many nodes there were.
    """
    count = 0
    with graph.session() as session:
        for group in (facts_group(organization_id), texts_group(organization_id)):
            while gone := _count_gone(session.change("take_away", _taking(group))):
                count += gone
    return count


@dataclass
class _Loading:
    facts: PostgresFacts
    graph: GraphStore
    embedder: Embedder
    known: Mapping[str, str]
    done: Loaded = field(default_factory=Loaded)

    async def run(self) -> Loaded:
        from resources.graphiti.engine import open_graphiti, prepare

        names: dict[str, Name] = {}
        collect_names(self._sayable(), names)
        async with open_graphiti(self.graph, self.embedder) as engine:
            await prepare(engine)
            there = self._read(cypher.READ_NODES)
            await self._write_nodes(engine, names, there)
            old = self._read(cypher.READ_EDGES)
            await self._write_edges(engine, old)
        self.done.edges_deleted = self._delete(cypher.DELETE_EDGES, old)
        self.done.nodes_deleted = self._delete(cypher.DELETE_NODES, there)
        return self.done

    def _sayable(self) -> Iterator[Fact]:
        self.done.facts = self.done.unsayable = 0
        for part in self.facts.everything():
            for fact in part.came:
                self.done.facts += 1
                if can_say(fact):
                    yield fact
                else:
                    self.done.unsayable += 1

    async def _write_nodes(
        self, engine: Graphiti, names: Mapping[str, Name], there: dict[str, str]
    ) -> None:
        owner, model = self.facts.organization_id, self.embedder.model
        every = (to_node(owner, name, told, self.known, model) for name, told in names.items())
        for batch in _batches(every):
            for node in batch:
                label = node.labels[0] if node.labels else "Entity"
                self.done.labels[label] = self.done.labels.get(label, 0) + 1
            new = [one for one in batch if not _is_there(one, there)]
            for node, vector in zip(new, self._embed([one.name for one in new]), strict=True):
                node.name_embedding = vector
            await self._save(engine, new, [])
            self.done.nodes_written += len(new)

    async def _write_edges(self, engine: Graphiti, there: dict[str, str]) -> None:
        owner, model = self.facts.organization_id, self.embedder.model
        for batch in _batches(to_edge(owner, one, model) for one in self._sayable()):
            new = [one for one in batch if not _is_there(one, there)]
            for edge, vector in zip(new, self._embed([one.fact for one in new]), strict=True):
                edge.fact_embedding = vector
            await self._save(engine, [], new)
            self.done.edges_written += len(new)

    async def _save(
        self, engine: Graphiti, nodes: list[EntityNode], edges: list[EntityEdge]
    ) -> None:
        from graphiti_core.utils.bulk_utils import add_nodes_and_edges_bulk

        if nodes or edges:
            await add_nodes_and_edges_bulk(engine.driver, [], [], nodes, edges, engine.embedder)

    def _embed(self, texts: list[str]) -> list[list[float]]:
        return self.embedder.embed(texts).tolist() if texts else []

    def _read(self, statement: Statement) -> dict[str, str]:
        group = facts_group(self.facts.organization_id)
        with self.graph.session() as session:
            return session.look(
                statement.name,
                lambda t: {row["uuid"]: row["hash"] for row in t.stream(statement, group=group)},
            )

    def _delete(self, statement: Statement, left: Mapping[str, str]) -> int:
        rows = [{"uuid": one} for one in left]
        with self.graph.session() as session:
            session.write(statement, rows, group=facts_group(self.facts.organization_id))
        return len(rows)


def _is_there(one: EntityNode | EntityEdge, there: dict[str, str]) -> bool:
    """Whether it stands there as it should; what is asked for is taken out of `there`."""
    return bool(there.pop(one.uuid, None) == one.attributes["onevice_hash"])


def _batches(every: Iterable[T]) -> Iterator[list[T]]:
    left = iter(every)
    while batch := list(islice(left, BATCH)):
        yield batch


def _taking(group: str) -> Any:
    return lambda transaction: transaction.read(cypher.TAKE_AWAY, group=group)


def _count_gone(rows: list[dict[str, Any]]) -> int:
    return int(rows[0]["gone"]) if rows else 0


@contextmanager
def _alone(control: ControlPlane, organization_id: str) -> Iterator[None]:
    """Keep two loads apart: Graphiti has no constraint that would keep their nodes single."""
    with control.begin() as db:
        taken = db.exec_driver_sql(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%(name)s, 0))",
            {"name": f"graphiti {organization_id}"},
        ).scalar()
        if not taken:
            raise StoreError(
                "Another process is loading this organization's facts into Graphiti. Nothing was "
                "done here: load again when it has ended."
            )
        yield

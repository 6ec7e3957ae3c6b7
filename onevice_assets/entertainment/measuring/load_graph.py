"""Puts a made-up graph into a store by plain statements, and takes it away again.

For benches and tests of queries: an empty graph is filled much faster than the stage's own writer
may, which compares and replaces in one transaction. Batches are of one transaction of ten, so that
the server works at one while the next is packed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from operator import methodcaller
from typing import TYPE_CHECKING, Any

from onevice_assets.entertainment.graph.finding.ensure_indexes import ensure_indexes
from onevice_assets.entertainment.graph.model.every import NODES, RELATIONSHIPS
from onevice_assets.entertainment.graph.model.kinds import VECTOR_DIMENSIONS
from onevice_assets.entertainment.measuring.made_up_graph import MadeUp
from onevice_assets.entertainment.measuring.made_up_vectors import make_vectors
from resources.cypher import Statement, define
from resources.errors import StoreError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from resources.graph_store import GraphSession
    from resources.progress import Task

_BATCH = 5_000
_VECTORS = 200
_TOGETHER = 10
"""Batches a transaction."""
_ONE = 1_000_000
"""Vectors are sent as text, in millionths: a driver packs a list number by number, ten times as
long."""
_USED_NODES = ("CreativeConcept", "Union", "Person", "Project")
_USED_EDGES = ("DIRECTED", "PRODUCED", "INCORPORATES", "COLLABORATED_WITH")
_OWN = "entertainment.made_up"

_CREATE_NODES = {
    label: define(
        f"{_OWN}.nodes.{label}",
        f"UNWIND $rows AS row CREATE (n:{label}) SET n = row RETURN count(n) AS written",
        rows=[],
    )
    for label in _USED_NODES
}
_CREATE_EDGES = {
    kind: define(
        f"{_OWN}.edges.{kind}",
        f"UNWIND $rows AS row MATCH (a:{RELATIONSHIPS[kind].start} {{id: row.start}}) "
        f"MATCH (b:{RELATIONSHIPS[kind].end} {{id: row.end}}) "
        f"CREATE (a)-[r:{kind}]->(b) SET r = row.own RETURN count(r) AS written",
        rows=[],
    )
    for kind in _USED_EDGES
}
_SET_VECTORS = {
    label: define(
        f"{_OWN}.vectors.{label}",
        f"UNWIND $rows AS row MATCH (n:{label} {{id: row.id}}) SET n.{name} = "
        f"[one IN split(row.vector, ' ') | toInteger(one) / {_ONE}.0] RETURN count(n) AS written",
        rows=[],
    )
    for label, name in (("Person", "skillsEmbedding"), ("Project", "conceptEmbedding"))
}
# Neo4j alone lists indexes so
_BEHIND = Statement(
    f"{_OWN}.behind", "SHOW INDEXES YIELD name, state WHERE state <> 'ONLINE' RETURN name"
)
_TAKE_AWAY = {
    label: define(
        f"{_OWN}.take_away.{label}",
        f"MATCH (n:{label}) WHERE n.organization_id = $organization_id WITH n LIMIT 5000 "
        "WITH collect(n) AS found UNWIND found AS n DETACH DELETE n RETURN count(n) AS gone",
        organization_id="none",
    )
    for label in NODES
}


def load(session: GraphSession, made: MadeUp, task: Task | None = None) -> int:
    """Create everything of a graph that is not there yet; how many rows.

    Args:
        session: of any graph whose schema is current.
        made: what is created.
        task: counts rows.

    Raises:
        StoreError: the graph refused, as it does where the same rows are there already.
    """
    total = 0
    nodes = ((_CREATE_NODES[label], rows) for label, rows in made.nodes())
    edges = ((_CREATE_EDGES[kind], _to_edges(rows)) for kind, rows in made.edges())
    for statement, rows in chain(nodes, edges):
        _send(session, statement, rows, _BATCH, task)
        total += len(rows)
    return total


def fill_neo4j(
    session: GraphSession, made: MadeUp, vectors: Mapping[str, int], task: Task | None = None
) -> int:
    """Create a graph in a Neo4j, vectors on its nodes, and its search indexes last; how many rows.

    Indexes that are not there yet are filled once, by more than row by row: so they have few
    segments, each of which every search looks at.

    Args:
        session: of a Neo4j whose schema is current.
        made: what is created.
        vectors: how many of the nodes of a label have one.
        task: counts rows and vectors.

    Raises:
        StoreError: as `load` and `await_indexes`.
    """
    rows = load(session, made, task)
    for seed, (label, count) in enumerate(vectors.items()):
        some = make_vectors(made.seed, count, VECTOR_DIMENSIONS, seed)
        load_vectors(session, made, label, some, task)
    ensure_indexes(session)
    await_indexes(session)
    return rows


def load_vectors(
    session: GraphSession,
    made: MadeUp,
    label: str,
    vectors: Iterator[tuple[int, NDArray[np.float32]]],
    task: Task | None = None,
) -> None:
    """Give nodes their vectors, for Neo4j's own vector indexes."""
    prefix = NODES[label].prefix
    while part := list(islice(vectors, _TOGETHER * _VECTORS)):
        rows = [{"id": made.id_of(prefix, n), "vector": _to_text(one)} for n, one in part]
        _send(session, _SET_VECTORS[label], rows, _VECTORS, task)


def await_indexes(session: GraphSession, patience_s: float = 1_800) -> None:
    """Wait until Neo4j's indexes hold what was written.

    Raises:
        StoreError: they do not within the time.
    """
    until = time.monotonic() + patience_s
    while behind := session.read(_BEHIND):
        if time.monotonic() > until:
            names = ", ".join(str(one["name"]) for one in behind)
            raise StoreError(f"Neo4j did not fill {names} in {patience_s:.0f} s. Try again later.")
        time.sleep(1)


def take_away(session: GraphSession, organization_id: str) -> None:
    """Delete everything of an organization, 5,000 nodes at a time."""
    for statement in _TAKE_AWAY.values():
        while _take_some(session, statement, organization_id):
            pass


def _take_some(session: GraphSession, statement: Statement, organization_id: str) -> int:
    def work(transaction: Any) -> int:
        found: Sequence[dict[str, Any]] = transaction.read(
            statement, organization_id=organization_id
        )
        return int(found[0]["gone"]) if found else 0

    return session.change(statement.name, work)


def _send(
    session: GraphSession,
    statement: Statement,
    rows: Sequence[dict[str, Any]],
    batch: int,
    task: Task | None,
) -> None:
    for start in range(0, len(rows), _TOGETHER * batch):
        part = rows[start : start + _TOGETHER * batch]
        session.change(statement.name, methodcaller("write", statement, part, batch))
        if task:
            task.advance(len(part))


def _to_text(vector: NDArray[np.float32]) -> str:
    return " ".join(map(str, (vector * _ONE).round().astype(int).tolist()))


def _to_edges(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "start": row["start"],
            "end": row["end"],
            "own": {name: value for name, value in row.items() if name not in ("start", "end")},
        }
        for row in rows
    ]

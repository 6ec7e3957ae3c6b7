"""A Neo4j with nothing of Graphiti in it, neither data nor indexes, before and after a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from resources.cypher import Statement
from resources.embedding.static_vectors import StaticVectors
from resources.graph_store import GraphSession, GraphStore
from resources.migrations.neo4j.runner import ensure_current

_WIPE = Statement(
    "tests.graphiti.wipe",
    "MATCH (n) WHERE NOT n:OneviceMigration AND NOT n:OneviceMigrationLock DETACH DELETE n",
)
_INDEXES = Statement(
    "tests.graphiti.indexes",
    "SHOW INDEXES YIELD name, type, labelsOrTypes, properties, owningConstraint "
    "WHERE type <> 'LOOKUP' RETURN name, type, labelsOrTypes, properties, owningConstraint",
)


def indexes(session: GraphSession) -> dict[str, str]:
    """Every index by name, with what it is on."""
    return {row["name"]: repr(sorted(row.items())) for row in session.read(_INDEXES)}


def wipe(session: GraphSession) -> None:
    session.change("wipe", lambda t: t.read(_WIPE))


@pytest.fixture(scope="module")
def neo4j(graph_server: GraphStore) -> Iterator[GraphStore]:
    """The Neo4j of the tests; Graphiti's indexes are dropped at the end: others count theirs."""
    with graph_server.session() as session:
        wipe(session)
        ensure_current(session)
        before = indexes(session)
        yield graph_server
        wipe(session)
        for name in indexes(session).keys() - before.keys():
            drop = Statement("tests.graphiti.drop", f"DROP INDEX {name}")
            session.change("drop", lambda t, drop=drop: t.read(drop))


@pytest.fixture(scope="session")
def embedder() -> StaticVectors:
    return StaticVectors()

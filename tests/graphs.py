"""A graph to test on: the embedded one, or the one ONEVICE_TEST_NEO4J_URI names (it is emptied).

Its own variable, because a test wipes the graph and must never reach the one NEO4J_URI names.
"""

from __future__ import annotations

import os
from typing import Any

import pytest

from resources.cypher import Statement
from resources.graph_store import GraphSession, GraphStore
from resources.local_servers import ensure

_OURS = "WHERE NOT n:OneviceMigration AND NOT n:OneviceMigrationLock"  # what the schema is stays
_WIPE = Statement("tests.wipe", f"MATCH (n) {_OURS} DETACH DELETE n")
_NODES = Statement(
    "tests.nodes", f"MATCH (n) {_OURS} RETURN labels(n) AS labels, properties(n) AS p"
)
_EDGES = Statement(
    "tests.edges",
    "MATCH (a)-[r]->(b) RETURN type(r) AS kind, properties(a) AS a, properties(b) AS b, "
    "properties(r) AS p",
)


@pytest.fixture(scope="session")
def graph_server(request: pytest.FixtureRequest) -> GraphStore:
    """A running graph; the embedded one belongs to the whole run's home, not a test's."""
    uri = os.environ.get("ONEVICE_TEST_NEO4J_URI", "")
    if not uri:
        own = ensure("graph", request.getfixturevalue("home"))
        return GraphStore(uri=own.url, user=own.user or "", password=own.password or "")
    return GraphStore(
        uri=uri,
        user=os.environ.get("ONEVICE_TEST_NEO4J_USER", ""),
        password=os.environ.get("ONEVICE_TEST_NEO4J_PASSWORD", ""),
    )


@pytest.fixture
def graph(graph_server: GraphStore) -> GraphStore:
    """A graph without data; its schema and the history of that stay."""
    with graph_server.session() as session:
        session.change("wipe", lambda t: t.read(_WIPE))
    return graph_server


def dump(session: GraphSession) -> tuple[list[str], list[str]]:
    """Everything a graph holds, in an order of its own: nodes and edges with all properties."""
    return (
        sorted(repr((one["labels"], _sorted(one["p"]))) for one in session.read(_NODES)),
        sorted(
            repr((one["kind"], _sorted(one["a"]), _sorted(one["b"]), _sorted(one["p"])))
            for one in session.read(_EDGES)
        ),
    )


def _sorted(properties: dict[str, Any]) -> list[tuple[str, Any]]:
    return sorted(properties.items())

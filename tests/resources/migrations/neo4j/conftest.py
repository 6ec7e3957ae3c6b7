"""A graph without any schema, and folders of steps to bring it up by."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from resources.cypher import Statement
from resources.graph_store import GraphSession, GraphStore
from resources.migrations.neo4j import statements as cypher
from resources.migrations.neo4j.lock import Patience
from resources.migrations.neo4j.runner import GraphMigrations
from resources.migrations.neo4j.steps import read_steps

KEY = "CREATE CONSTRAINT tests_a_id IF NOT EXISTS FOR (n:TestsA) REQUIRE n.id IS UNIQUE;"
KEY_BACK = "DROP CONSTRAINT tests_a_id IF EXISTS;"
NAMES = "CREATE INDEX tests_a_name IF NOT EXISTS FOR (n:TestsA) ON (n.name);"
NAMES_BACK = "DROP INDEX tests_a_name IF EXISTS;"
EDGES = "CREATE CONSTRAINT tests_r_id IF NOT EXISTS FOR ()-[r:TESTS_R]-() REQUIRE r.id IS UNIQUE;"
EDGES_BACK = "DROP CONSTRAINT tests_r_id IF EXISTS;"
ROWS = "MERGE (n:TestsA {id: 'one; // of one'}) SET n.name = \"it's\";"
ROWS_BACK = "MATCH (n:TestsA {id: 'one; // of one'}) DETACH DELETE n;"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two steps: a key; an edge's key, a row and an index."""
    write_step(tmp_path, 1, KEY, KEY_BACK)
    write_step(tmp_path, 2, f"{EDGES}\n{ROWS}\n{NAMES}", f"{NAMES_BACK}\n{ROWS_BACK}\n{EDGES_BACK}")
    return tmp_path


def write_step(folder: Path, number: int, up: str, down: str) -> Path:
    """Write a step and its way back; the first one's path."""
    stem = f"V{number:03}__step_{number}"
    (folder / f"{stem}.down.cypher").write_text(f"// back\n{down}\n")
    path = folder / f"{stem}.cypher"
    path.write_text(f"// What {number} brings.\n{up}\n")
    return path


def migrations(graph: GraphStore, folder: Path) -> GraphMigrations:
    """Migrations by the files of a folder, as they are now."""
    return GraphMigrations(graph, read_steps(folder), Patience(lease_seconds=3, wait_seconds=120))


@pytest.fixture
def bare(graph_server: GraphStore) -> Iterator[GraphStore]:
    """A graph without node, constraint and index; left so as well."""
    with graph_server.session() as session:
        strip(session)
        yield graph_server
        strip(session)


def strip(session: GraphSession) -> None:
    """Take away everything."""
    send(session, "MATCH (n) DETACH DELETE n")
    for row in session.read(cypher.SHOW_CONSTRAINTS):
        if str(row["type"]).endswith("UNIQUENESS"):
            send(session, f"DROP CONSTRAINT {row['name']} IF EXISTS")
    for row in session.read(cypher.SHOW_INDEXES):
        if row["owningConstraint"] is None and row["labelsOrTypes"]:
            send(session, f"DROP INDEX {row['name']} IF EXISTS")


def send(session: GraphSession, text: str) -> list[dict[str, object]]:
    """Run any Cypher."""
    return session.change("test", lambda t: t.read(Statement("tests.any", text)))


def schema(session: GraphSession) -> set[str]:
    """Names of the constraints and indexes the tests' own steps make."""
    rows = session.read(cypher.SHOW_CONSTRAINTS) + session.read(cypher.SHOW_INDEXES)
    return {row["name"] for row in rows if str(row["name"]).startswith("tests_")}

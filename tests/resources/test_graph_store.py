"""The graph resource: sessions, batches, retries, errors, and every statement of the product."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path
from typing import Any

import pytest

import onevice_assets
import resources
from resources import graph_store
from resources.cypher import Statement, define, known_statements
from resources.errors import ConfigurationError, StoreError
from resources.graph_store import GraphStore, GraphTransaction
from tests.fake_bolt import FakeBolt
from tests.fault_proxy import closed_port

ROOT = Path(__file__).resolve().parents[2]
MERGE = Statement(
    "tests.merge", "UNWIND $rows AS row MERGE (n:Test {id: row.id}) RETURN count(n) AS written"
)
CONSTRAINT = Statement(
    "tests.constraint",
    "CREATE CONSTRAINT test_id IF NOT EXISTS FOR (n:Test) REQUIRE n.id IS UNIQUE",
)
CREATE = Statement("tests.create", "UNWIND $rows AS row CREATE (n:Test {id: row.id})")
LINK = Statement(
    "tests.link",
    "UNWIND $rows AS row MATCH (a:Test {id: row.id}) MATCH (b:Test {id: row.to}) "
    "CREATE (a)-[r:TESTS]->(b) RETURN count(r) AS written",
)
COUNT = Statement("tests.count", "MATCH (n:Test) RETURN count(n) AS count")


def collect_statements() -> list[Statement]:
    """Every statement of the product, all modules imported first; what drops comes first."""
    for package in (onevice_assets, resources):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if (
                re.search(r"\.(graph|neo4j|searching|entertainment)\b", module.name)
                and "cli" not in module.name
            ):
                importlib.import_module(module.name)
    known = [one for one in known_statements() if not one.name.startswith("tests.")]
    return sorted(known, key=lambda one: ".down." not in one.name)


STATEMENTS = collect_statements()


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda one: one.name)
def test_the_graph_takes_every_statement_of_the_product(
    graph_server: GraphStore, statement: Statement
) -> None:
    with graph_server.session() as session:
        found = session.change(statement.name, lambda t: t.read(statement, **statement.example))
        assert isinstance(found, list)


def test_cypher_stands_only_in_registered_statements() -> None:
    cypher = re.compile(r"\b(?:MATCH|MERGE|UNWIND|CREATE) (?:\(|\$|[a-z]+ AS )")
    free = [
        str(path.relative_to(ROOT))
        for package in ("onevice_assets", "resources", "sensors")
        for path in sorted((ROOT / package).rglob("*.py"))
        if cypher.search(text := path.read_text("utf-8"))
        and not re.search(r"\b(?:define|define_own|question)\(", text)
    ]
    assert not free


def test_statements_keep_to_the_profile_that_both_graphs_speak() -> None:
    banned = re.compile(r"apoc\.|gds\.|NODE KEY|IS NOT NULL UNIQUE|elementId|datetime\(|date\(\)")
    assert STATEMENTS
    # a whole copy of a graph, others' nodes with it, has nothing but ids to tell nodes by
    whole = {"backup.nodes", "backup.relationships"}
    assert {one.name for one in STATEMENTS if banned.search(one.text)} <= whole
    schema = [one for one in STATEMENTS if one.text.startswith("CREATE CONSTRAINT")]
    assert schema
    assert all("IF NOT EXISTS" in one.text and "IS UNIQUE" in one.text for one in schema)


def test_a_name_stands_for_one_statement() -> None:
    define("tests.once", "RETURN 1 AS n")
    define("tests.once", "RETURN  1\n AS n")
    with pytest.raises(ValueError, match="two Cypher statements"):
        define("tests.once", "RETURN 2 AS n")


def test_rows_go_in_batches_and_only_once(graph: GraphStore) -> None:
    with graph.session() as session:
        session.change("constrain", lambda t: t.read(CONSTRAINT))
        for _ in range(2):
            session.write(MERGE, [{"id": str(n)} for n in range(2500)], batch=1000)
        assert session.read(COUNT) == [{"count": 2500}]


def test_a_transaction_that_fails_leaves_nothing(graph: GraphStore) -> None:
    def work(transaction: GraphTransaction) -> None:
        transaction.write(MERGE, [{"id": "a"}, {"id": "b"}])
        transaction.write(LINK, [{"id": "a", "to": "b"}, {"id": "a", "to": "nowhere"}])

    with graph.session() as session:
        with pytest.raises(StoreError, match="wrote 1 of 2 rows"):
            session.change("link", work)
        assert session.read(COUNT) == [{"count": 0}]


def test_a_constraint_error_is_tried_again_and_then_told(
    graph: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []
    monkeypatch.setattr(graph_store, "_TRIES", 3)

    def work(transaction: GraphTransaction) -> None:
        tries.append(1)
        transaction.read(CREATE, rows=[{"id": "same"}, {"id": "same"}])

    with graph.session() as session:
        session.change("constrain", lambda t: t.read(CONSTRAINT))
        with pytest.raises(StoreError, match="ConstraintError"):
            session.change("twice", work)
        assert session.read(COUNT) == [{"count": 0}]
    assert len(tries) == 3


def test_a_constraint_error_of_another_writer_heals(graph: GraphStore) -> None:
    ids = ["same", "other"]

    def work(transaction: GraphTransaction) -> None:
        transaction.read(CREATE, rows=[{"id": ids[0]}, {"id": "mine" if len(ids) == 1 else "same"}])

    def work_and_learn(transaction: GraphTransaction) -> None:
        try:
            work(transaction)
        finally:
            del ids[1:]

    with graph.session() as session:
        session.change("constrain", lambda t: t.read(CONSTRAINT))
        session.change("heal", work_and_learn)
        assert session.read(COUNT) == [{"count": 2}]


def test_a_refused_statement_names_itself_and_the_place(graph: GraphStore) -> None:
    wrong = Statement("tests.wrong", "MATCH (n RETURN n")
    with graph.session() as session, pytest.raises(StoreError) as told:
        session.read(wrong)
    assert "`tests.wrong`" in str(told.value)
    assert session.address in str(told.value)


def test_a_graph_that_is_not_there_is_told_soon() -> None:
    uri = f"bolt://127.0.0.1:{closed_port()}"
    store = GraphStore(uri=uri, user="neo4j", password="hidden-word", retry_seconds=0.5)
    with store.session() as session, pytest.raises(StoreError, match="did not answer") as told:
        session.read(COUNT)
    assert "NEO4J_URI" in str(told.value)
    assert "hidden-word" not in str(told.value) + repr(store)


@pytest.mark.parametrize("place", ["127.0.0.1:1", "nobody.invalid:7687"])
def test_a_host_that_is_not_there_is_asked_once_and_nothing_is_printed(
    place: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONEVICE_PRIVATE_HOSTS", "nobody.invalid")
    slept: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", slept.append)
    store = GraphStore(uri=f"bolt://{place}")
    with store.session() as session, pytest.raises(StoreError, match="did not answer"):
        session.read(COUNT)
    assert slept == []
    assert "will be retried" not in caplog.text


def test_a_transient_error_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", slept.append)
    fake = FakeBolt("Neo.TransientError.General.TemporaryFailure", "leader election")
    store = GraphStore(uri=f"bolt://127.0.0.1:{fake.port}", retry_seconds=0.3)
    with store.session() as session, pytest.raises(StoreError, match="leader election"):
        session.read(COUNT)
    fake.close()
    assert len(slept) >= 1


def test_a_wrong_address_is_a_wrong_setting() -> None:
    store = GraphStore(uri="http://127.0.0.1:7687")
    with pytest.raises(ConfigurationError, match="NEO4J_URI"), store.session():
        pass


def test_a_wrong_password_is_a_wrong_setting(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from resources.local_servers import ensure

    server: Any = ensure("graph", home)
    store = GraphStore(uri=server.url, user=server.user, password="not-the-password")
    with store.session() as session, pytest.raises(ConfigurationError, match="NEO4J_PASSWORD"):
        session.read(COUNT)

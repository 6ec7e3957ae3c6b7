"""The graph's facts are PostgreSQL's, question by question, and leave what others have alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from onevice_assets.operations.timeline.calendar import BEGINNING, FOREVER
from onevice_assets.operations.timeline.graph.facts import GraphFacts
from onevice_assets.operations.timeline.measuring.evaluate_timeline import evaluate_file
from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
from onevice_assets.operations.timeline.statement import Interval, Statement
from resources.control_plane.resource import ControlPlane
from resources.cypher import Statement as Cypher
from resources.errors import InputError
from resources.graph_store import GraphStore
from resources.identity import new_id
from tests.graphs import dump

OTHERS = Cypher("tests.others", "CREATE (:Entity {name: 'unit 1'})-[:RELATES_TO]->(:Entity)")
SPANS = [(BEGINNING, FOREVER), (4, 5)]


def say(who: str, start: int, end: int, known: int, **more: object) -> Statement:
    about = {"subject": "unit 1", "relation": "driver", **more}
    return Statement(
        new_id(),
        object=who,
        valid=Interval(start, end),
        known_at=known,
        **about,  # type: ignore[arg-type]
    )


@pytest.fixture
def copy(facts: PostgresFacts, graph_server: GraphStore) -> Iterator[GraphFacts]:
    """The graph of the same organization, emptied afterwards."""
    made = GraphFacts(graph_server, facts.organization_id)
    made.prepare()
    yield made
    made.take_away()


def test_both_stores_answer_every_question_alike(facts: PostgresFacts, copy: GraphFacts) -> None:
    wrong = say("Ann", 1, 6, 100)
    parts = [
        [wrong, say("Bob", 4, FOREVER, 101), say("Acme", BEGINNING, 9, 101, relation="customer")],
        [say("Cy", 2, 6, 103, withdraws=wrong.id), say("Acme", 3, 5, 102, relation="customer")],
        [say("Dee", 3, FOREVER, 99), say("Ann", 1, FOREVER, 100, subject="unit 2")],
    ]
    for part in parts:
        copy.apply(facts.record(part))
        for unit in ("unit 1", "nobody"):
            for relation in (None, "driver"):
                assert copy.history(unit, relation) == facts.history(unit, relation)
                for known in (99, 101, 103):
                    for span in SPANS:
                        asked = (unit, relation, Interval(*span), known)
                        assert copy.during(*asked) == facts.during(*asked)
        for who in ("Ann", "Acme"):
            asked = (who, None, Interval(2, 9), 103)
            assert copy.during_of_object(*asked) == facts.during_of_object(*asked)
    assert len(facts.history("unit 1", "driver")) > len(parts)


def test_a_copy_made_anew_is_the_one_that_followed_every_batch(
    facts: PostgresFacts, graph: GraphStore
) -> None:
    copy = GraphFacts(graph, facts.organization_id)
    copy.prepare()
    with graph.session() as session:
        session.change("others", lambda t: t.read(OTHERS))
        before = dump(session)
        copy.apply(facts.record([say("Ann", 1, 6, 100), say("Bob", 3, 4, 101)]))
        followed = dump(session)
        copy.apply(facts.everything())
        assert dump(session) == followed
        copy.take_away()
        assert dump(session) == before
        copy.apply(facts.everything())
        assert dump(session) == followed


def test_an_evaluation_agrees_and_leaves_nothing(
    facts_database: ControlPlane, graph_server: GraphStore, tmp_path: Path
) -> None:
    path = tmp_path / "facts.tsv"
    lines = [f"u{n % 9}\tdriver\td{n % 4}\t{1990 + n}\t{1992 + n}" for n in range(20)]
    path.write_text("\n".join([*lines, "u1\tdriver\td1\t2020\t2010", "broken"]), "utf-8")
    stores = {"control": facts_database, "graph": graph_server}
    for one in ((), ("driver",)):
        told = evaluate_file(stores, path, one=one, questions=40)
        assert told["agreement"] == 1.0
        assert 0 < told["answered_with_something"] < 40
        assert (told["lines"], told["statements"], told["refused"]["count"]) == (22, 21, 1)
        assert [line["line"] for line in told["without_time"]["lines"]] == [21]
    with facts_database.begin() as db:
        left = db.exec_driver_sql(
            "SELECT count(*) FROM control.organizations WHERE slug LIKE 'measuring-%%'", {}
        )
        assert left.scalar() == 0
    with pytest.raises(InputError, match="no relation of the file; it has driver"):
        evaluate_file(stores, path, one=["captain"], questions=1)


def test_an_evaluation_tells_a_store_that_answers_otherwise(
    facts_database: ControlPlane,
    graph_server: GraphStore,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "facts.tsv"
    path.write_text("u1\tdriver\tAnn\t2020\t2021\n", "utf-8")
    monkeypatch.setattr(GraphFacts, "at", lambda *_: [])
    told = evaluate_file({"control": facts_database, "graph": graph_server}, path, questions=30)
    assert told["agreement"] == told["stores"]["graph"]["agreement"] < 1
    assert told["stores"]["postgres"]["agreement"] == 1
    assert told["different"][0]["store"] == "graph"

"""The timeline's facts in a real Neo4j by Graphiti: exact, once, and asked in both times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import dagster as dg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onevice_assets.operations.graphiti.assets import graphiti_facts
from onevice_assets.operations.graphiti.facts import GraphitiFacts
from onevice_assets.operations.graphiti.load_facts import Loaded, load_facts, take_away
from onevice_assets.operations.graphiti.search import search_facts
from onevice_assets.operations.timeline.answer_by_scan import answer_at
from onevice_assets.operations.timeline.calendar import BEGINNING, FOREVER, start_of_day
from onevice_assets.operations.timeline.contract import FactStore
from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
from onevice_assets.operations.timeline.statement import Interval, Statement
from resources.control_plane.resource import ControlPlane
from resources.embedding.resource import Embeddings
from resources.embedding.static_vectors import StaticVectors
from resources.errors import StoreError
from resources.graph_store import GraphStore
from resources.identity import new_id
from resources.object_store import Objects
from resources.operation_tables import entities
from resources.operation_tables.entities import make_entity
from tests.graphs import dump
from tests.onevice_assets.operations.conftest import NewFacts
from tests.onevice_assets.operations.graphiti.conftest import wipe
from tests.onevice_assets.operations.histories import MOMENTS, RELATIONS, histories

pytestmark = pytest.mark.server("ONEVICE_TEST_NEO4J_URI")


def say(who: str, start: int, end: int, known: int, **more: object) -> Statement:
    about = {"subject": "unit 1", "relation": "driver", **more}
    return Statement(
        new_id(),
        object=who,
        valid=Interval(start, end),
        known_at=known,
        **about,  # type: ignore[arg-type]
    )


class Desk:
    """Loads one organization's facts after the other."""

    def __init__(self, neo4j: GraphStore, control: ControlPlane, embedder: StaticVectors) -> None:
        self.graph, self.control, self.embedder = neo4j, control, embedder

    def load(self, facts: PostgresFacts, **known: str) -> Loaded:
        return load_facts(facts, self.graph, self.control, self.embedder, known)

    def asks(self, facts: PostgresFacts) -> GraphitiFacts:
        return GraphitiFacts(self.graph, facts.organization_id)

    def dump(self) -> tuple[list[str], list[str]]:
        with self.graph.session() as session:
            return dump(session)


@pytest.fixture
def desk(neo4j: GraphStore, facts_database: ControlPlane, embedder: StaticVectors) -> Desk:
    with neo4j.session() as session:
        wipe(session)
    return Desk(neo4j, facts_database, embedder)


def record(facts: PostgresFacts, statements: Sequence[Statement]) -> None:
    for done in facts.record(statements):
        assert not done.refused


def lay_side_by_side(many: Sequence[Sequence[Statement]]) -> list[Statement]:
    """Histories as one organization's, each of subjects and ids of its own."""

    def move(number: int, one: Statement) -> Statement:
        ids = {
            old: str(UUID(int=1000 * number + UUID(old).int))
            for old in (one.id, one.withdraws)
            if old
        }
        withdraws = ids.get(one.withdraws or "")
        return replace(one, id=ids[one.id], withdraws=withdraws, subject=f"{number} {one.subject}")

    return [move(number, one) for number, part in enumerate(many, 1) for one in part]


@settings(
    max_examples=3,  # each loads twelve histories, and asks 700 questions
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(many=st.lists(histories(7, subjects=2), min_size=12, max_size=12))
def test_every_question_in_both_times_is_answered_as_by_the_timeline(
    desk: Desk, new_facts: NewFacts, many: list[list[Statement]]
) -> None:
    facts, said = new_facts(), lay_side_by_side(many)
    half = len(said) // 2
    for part in (said[:half], said[half:]):  # knowledge that comes late changes what was loaded
        list(facts.record(part))
        done = desk.load(facts)
        assert done.unsayable == 0
    asked: FactStore = desk.asks(facts)
    for number in range(1, len(many) + 1):
        for subject in (f"{number} unit 0", f"{number} unit 1"):
            assert asked.history(subject, None) == facts.history(subject, None)
            relation = "driver" if subject.endswith("0") else "customer"
            for valid, known in ((at, 99 + (at + number) % 8) for at in MOMENTS):
                answers = {
                    (one.object, one.statement_id)
                    for one in asked.at(subject, relation, valid, known)
                }
                assert answers == answer_at(RELATIONS, said, subject, relation, valid, known)
    for who in ("Ann", "Bob"):
        during = (who, None, Interval(2, 9), 103)
        assert asked.during_of_object(*during) == facts.during_of_object(*during)


def test_a_second_load_writes_nothing_and_a_cut_off_one_is_finished(
    desk: Desk, facts: PostgresFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = say("Bob", start_of_day(2024, 3, 10), FOREVER, start_of_day(2024, 3, 10))
    march = start_of_day(2024, 3)
    record(facts, [say("Ann", march, FOREVER, march + 5), wrong])
    record(facts, [say("Acme", BEGINNING, march, march, relation="customer")])
    with monkeypatch.context() as patched:
        patched.setattr("onevice_assets.operations.graphiti.load_facts.BATCH", 1)
        patched.setattr(StaticVectors, "embed", fail_after(desk.embedder, 4))
        with pytest.raises(StoreError, match="cut off"):
            desk.load(facts)
    first = desk.load(facts, Acme="Customer")
    assert (first.facts, first.edges_written, first.unsayable) == (4, 4, 0)
    held = desk.dump()
    again = desk.load(facts, Acme="Customer")
    assert not again.changed
    assert again.labels == {"Driver": 2, "Customer": 1, "Entity": 1}
    assert desk.dump() == held
    later = wrong.known_at + 9
    record(facts, [say("Cy", march, FOREVER, later, withdraws=wrong.id)])
    assert desk.load(facts, Acme="Customer").changed
    asked = desk.asks(facts)
    assert asked.history("unit 1", None) == facts.history("unit 1", None)
    assert [one.object for one in asked.at("unit 1", "driver", wrong.valid.start, later)] == ["Cy"]
    take_away(desk.graph, facts.organization_id)
    assert desk.dump() == ([], [])


def fail_after(embedder: StaticVectors, calls: int) -> Callable[..., Any]:
    left, embed = [calls], StaticVectors.embed

    def embedding(_: object, texts: Sequence[str]) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise StoreError("cut off")
        return embed(embedder, texts)

    return embedding


def test_what_an_edge_cannot_say_is_counted_and_stays_in_postgresql(
    desk: Desk, facts: PostgresFacts
) -> None:
    long_ago = say("Caesar", start_of_day(-48), start_of_day(-43, 3, 15), 100)
    record(facts, [long_ago, say("Ann", start_of_day(2024), FOREVER, 100)])
    done = desk.load(facts)
    assert (done.facts, done.unsayable, done.edges_written) == (2, 1, 1)
    asked = desk.asks(facts)
    when = start_of_day(-45)
    assert asked.at("unit 1", "driver", when, 200) == []
    assert [one.object for one in facts.at("unit 1", "driver", when, 200)] == ["Caesar"]
    assert [one.object for one in asked.at("unit 1", "driver", start_of_day(2025), 200)] == ["Ann"]


def test_two_organizations_share_names_and_nothing_else(desk: Desk, new_facts: NewFacts) -> None:
    ours, theirs = new_facts(), new_facts()
    record(ours, [say("Ann", 1, 9, 100)])
    record(theirs, [say("Bob", 1, 9, 100)])
    desk.load(ours)
    alone = desk.dump()
    desk.load(theirs)
    assert [one.object for one in desk.asks(ours).at("unit 1", None, 2, 100)] == ["Ann"]
    assert [one.object for one in desk.asks(theirs).at("unit 1", None, 2, 100)] == ["Bob"]
    for facts, who in ((ours, "Ann"), (theirs, "Bob")):
        (found,) = search_facts(desk.graph, desk.embedder, facts.organization_id, "driver", 5)
        assert (found.fact, found.told_by) == (f"unit 1 driver {who}", "timeline")
    take_away(desk.graph, theirs.organization_id)
    assert desk.dump() == alone


def test_two_loads_of_one_organization_do_not_meet(desk: Desk, facts: PostgresFacts) -> None:
    record(facts, [say("Ann", 1, 9, 100)])
    with desk.control.begin() as db:
        db.exec_driver_sql(
            "SELECT pg_advisory_xact_lock(hashtextextended(%(name)s, 0))",
            {"name": f"graphiti {facts.organization_id}"},
        )
        with pytest.raises(StoreError, match="Another process is loading"):
            desk.load(facts)
    assert desk.dump() == ([], [])


def test_the_asset_loads_an_organization_with_the_types_its_episodes_gave(
    desk: Desk, facts: PostgresFacts, objects: Objects
) -> None:
    owner = facts.organization_id
    list(facts.record([say("Ann", 0, FOREVER, 1)]))
    with desk.control.begin() as db:
        unit = make_entity(owner, "Equipment", "", "1", "unit 1")
        entities.insert(db, owner, [unit])
        sql = "SELECT slug FROM control.organizations WHERE id = %(id)s"
        slug = str(db.exec_driver_sql(sql, {"id": owner}).scalar())
    stores = {"control": desk.control, "graph": desk.graph, "objects": objects}
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions("operations_organizations", [slug])
        run = dg.materialize(
            [graphiti_facts],
            resources={**stores, "embeddings": Embeddings(kind="local")},
            partition_key=slug,
            instance=instance,
        )
    (made,) = run.asset_materializations_for_node("operations__graphiti__facts")
    assert made.metadata["labels"].value == {"Driver": 1, "Equipment": 1}

"""The timeline's stores change their shape under its own writer and a reader, and change back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from onevice_assets.operations.timeline.calendar import FOREVER
from onevice_assets.operations.timeline.changes import (
    CHANGES,
    INTERVALS,
    make_channel,
    make_intervals,
    phases_of_intervals,
)
from onevice_assets.operations.timeline.contract import Recorded
from onevice_assets.operations.timeline.fact import Fact
from onevice_assets.operations.timeline.graph.facts import GraphFacts
from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
from onevice_assets.operations.timeline.statement import Interval, Relation, Statement
from resources.change.phase import hold_phase
from resources.change.procedure import Procedure
from resources.control_plane import organizations
from resources.control_plane.resource import ControlPlane
from resources.cypher import Statement as Cypher
from resources.errors import StoreError
from resources.graph_store import GraphStore
from resources.identity import new_id
from resources.object_store import Objects
from tests.conftest import new_database
from tests.traffic import WHO, Traffic, carry_through

CHANNELS = ("cli", "webhook", "facts.tsv")
READ = Cypher(
    "tests.read_interval",
    "MATCH (:TimelineEntity)-[f:TIMELINE_FACT {id: $id}]->() "
    "RETURN f.valid AS old, f.valid_during AS new",
)


@pytest.fixture(scope="module")
def changed(server_url: str) -> Iterator[ControlPlane]:
    """A database whose schema may be changed."""
    with new_database(server_url) as url:
        control = ControlPlane(url=url)
        yield control
        control.close()


@pytest.fixture
def facts(changed: ControlPlane) -> PostgresFacts:
    with changed.begin() as db:
        owner = organizations.find_or_add(db, f"o{new_id()}", actor="test")
    made = PostgresFacts(changed, owner)
    made.declare(Relation("driver", "one"), actor="test")
    return made


@pytest.fixture
def kept(tmp_path: Path) -> Objects:
    return Objects(url=(tmp_path / "objects").as_uri())


def source(number: int) -> str:
    channel = CHANNELS[number % len(CHANNELS)]
    return channel if "." in channel else f"{channel}:{number}"


def statement(number: int) -> Statement:
    valid = Interval(number, FOREVER)
    unit, identity = f"unit {number % 7}", new_id()
    return Statement(identity, unit, "driver", "Ann", valid, number, source=source(number))


def test_statements_get_a_channel_that_may_not_be_empty(
    facts: PostgresFacts, changed: ControlPlane, kept: Objects
) -> None:
    change = make_channel(changed)
    ids: dict[int, str] = {}

    def write(number: int) -> None:
        said = statement(number)
        (done,) = facts.record([said])
        assert done.statements == 1
        ids[number] = said.id

    def read(number: int) -> str:
        with changed.begin() as db:
            phase = hold_phase(db, change.name)
            wanted = "channel" if phase.reads == "new" else change.expression.format(row="t")
            found = db.exec_driver_sql(
                f"SELECT {wanted} FROM operations.statements t WHERE id = %(id)s",
                {"id": ids[number]},
            )
            return str(found.scalar_one())

    def look() -> tuple[bool, bool]:
        with changed.begin() as db:
            found = db.exec_driver_sql(
                "SELECT is_nullable FROM information_schema.columns WHERE table_name = "
                "'statements' AND column_name = 'channel'"
            ).scalar()
        return found != "NO", found is not None

    def wanted(number: int) -> str:
        return "file" if "." in source(number) else CHANNELS[number % len(CHANNELS)]

    procedure = Procedure(changed, kept, change)
    carry_through(procedure, Traffic(write, read, wanted), look, to_and_fro=True)


@pytest.fixture
def copy(facts: PostgresFacts, changed: ControlPlane, graph: GraphStore) -> Iterator[GraphFacts]:
    made = GraphFacts(graph, facts.organization_id, phases_of_intervals(changed))
    made.prepare()
    yield made
    made.take_away()


def fact(number: int) -> Fact:
    span = Interval(number, number + 1)
    return Fact(f"unit {number % 7}", "driver", "Ann", span, Interval(5, FOREVER), new_id())


def test_facts_in_the_graph_call_their_intervals_otherwise(
    copy: GraphFacts, facts: PostgresFacts, changed: ControlPlane, graph: GraphStore, kept: Objects
) -> None:
    ids: dict[int, str] = {}
    owner = facts.organization_id

    def write(number: int) -> None:
        made = fact(number)
        copy.apply([Recorded(1, came=[made])])
        ids[number] = made.identity(owner)

    def read(number: int) -> bool:
        with phases_of_intervals(changed).hold() as phase, graph.session() as session:
            (found,) = session.read(READ, id=ids[number])
            return str(found[phase.reads]).startswith("1970-01-01")

    def look() -> tuple[bool, bool]:
        known = list(ids.values())
        with graph.session() as session:
            found = [row for one in known[:3] + known[-3:] for row in session.read(READ, id=one)]
        return any(one["old"] for one in found), any(one["new"] for one in found)

    procedure = Procedure(changed, kept, make_intervals(graph))
    carry_through(procedure, Traffic(write, read, lambda _: True), look)


def test_a_writer_that_does_not_heed_the_change_keeps_it_from_being_read(
    facts: PostgresFacts, changed: ControlPlane, graph: GraphStore, kept: Objects
) -> None:
    unaware = GraphFacts(graph, facts.organization_id)
    unaware.prepare()
    procedure = Procedure(changed, kept, CHANGES[INTERVALS]({"graph": graph}))
    while procedure.next(actor=WHO).stage != "backfill":
        pass
    unaware.apply([Recorded(1, came=[fact(1)])])
    with pytest.raises(StoreError, match="Something wrote one shape alone"):
        procedure.next(actor=WHO)
    found = procedure.status()
    assert found is not None
    assert (found.stage, found.under_way, found.reads) == ("backfill", "verify", "old")
    assert "Something wrote" in str(found.error)
    while procedure.rollback(actor=WHO).stage != "dual_write":
        pass
    while procedure.next(actor=WHO).stage != "switch_reads":
        pass
    while procedure.rollback(actor=WHO).is_begun:
        pass
    unaware.take_away()

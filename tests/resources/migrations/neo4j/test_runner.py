"""Bringing a graph up and down: in order, once, one runner at a time, and never half told."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from resources.errors import InputError, StoreError
from resources.graph_store import GraphSession, GraphStore
from resources.migrations.neo4j import statements as cypher
from resources.migrations.neo4j.lock import Patience, hold_lock
from resources.migrations.neo4j.runner import GraphMigrations, ensure_current
from resources.migrations.neo4j.steps import STEPS
from tests.resources.migrations.neo4j.conftest import (
    EDGES,
    EDGES_BACK,
    KEY,
    migrations,
    schema,
    send,
    write_step,
)

ALL = {"tests_a_id", "tests_r_id", "tests_a_name"}


def applied(graph: GraphStore, folder: Path) -> list[str]:
    return [one.version for one in migrations(graph, folder).status() if one.is_applied]


def climb(folder: Path, to: str, *die_at: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.resources.migrations.neo4j.climber", str(folder), to]
    pipe = subprocess.PIPE
    return subprocess.Popen([*command, *die_at], stdout=pipe, stderr=pipe, text=True)


def test_a_graph_of_a_newer_code_is_left_alone(bare: GraphStore, folder: Path) -> None:
    migrations(bare, folder).up()
    for path in folder.glob("V002*"):
        path.unlink()
    older = migrations(bare, folder)
    for act in (older.status, older.up, lambda: older.down("0000")):
        with pytest.raises(StoreError, match=r"at version 0002 and this code knows .* 0001"):
            act()
    assert [one.place for one in older.check() if one.place.startswith("version")] == [
        "version 0002"
    ]


def test_a_changed_file_is_refused_by_name_and_both_checksums(
    bare: GraphStore, folder: Path
) -> None:
    changing = migrations(bare, folder)
    changing.up("0001")
    before = changing._steps[0].checksum
    path = folder / "V001__step_1.cypher"
    path.write_text(path.read_text() + "// a thought\n")
    changed = migrations(bare, folder)
    for act in (changed.up, lambda: changed.down("0000")):
        with pytest.raises(StoreError, match=r"V001__step_1\.cypher") as told:
            act()
        assert before in str(told.value)
        assert changed._steps[0].checksum in str(told.value)
    assert applied(bare, folder) == ["0001"]
    assert "version 0001" in [one.place for one in changed.check()]


def test_a_hole_in_the_history_is_refused(bare: GraphStore, folder: Path) -> None:
    migrations(bare, folder).up()
    with bare.session() as session:
        send(session, "MATCH (m:OneviceMigration {version: '0001'}) DETACH DELETE m")
    with pytest.raises(StoreError, match="no unbroken row"):
        migrations(bare, folder).up()


@pytest.mark.parametrize("to", ["0003", "1", "head", ""])
def test_a_version_nobody_wrote_is_refused(bare: GraphStore, folder: Path, to: str) -> None:
    with pytest.raises(InputError, match="0000, 0001, 0002"):
        migrations(bare, folder).up(to)


def test_a_step_that_fails_tells_what_took_effect_and_can_be_run_again(
    bare: GraphStore, folder: Path
) -> None:
    wrong = f"{EDGES}\nCREATE CONSTRAINT tests_wrong FOR (n:TestsA REQUIRE;\n{KEY}"
    write_step(folder, 2, wrong, EDGES_BACK)
    with pytest.raises(StoreError) as told:
        migrations(bare, folder).up()
    for words in ("V002__step_2.cypher", "statement 2 of 3", "its first 1 took", "below 0002"):
        assert words in str(told.value)
    assert applied(bare, folder) == ["0001"]
    write_step(folder, 2, EDGES, EDGES_BACK)
    assert [one.version for one in migrations(bare, folder).up()] == ["0002"]


def test_rows_that_break_a_key_stop_its_step_and_stay(bare: GraphStore, folder: Path) -> None:
    with bare.session() as session:
        send(session, "CREATE (:TestsA {id: 'twice'}), (:TestsA {id: 'twice'})")
        with pytest.raises(StoreError, match=r"V001__step_1\.cypher stopped at statement 1 of 1"):
            migrations(bare, folder).up()
        assert applied(bare, folder) == []
        assert not schema(session)
        send(session, "MATCH (n:TestsA) WITH collect(n)[0] AS n DETACH DELETE n")
    assert len(migrations(bare, folder).up()) == 2


def test_two_processes_at_once_apply_each_step_once(bare: GraphStore, folder: Path) -> None:
    both = [climb(folder, "0002"), climb(folder, "0002")]
    said = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], [errors for _, errors in said]
    assert sorted(out.split() for out, _ in said) == [[], ["0001", "0002"]]
    with bare.session() as session:
        assert schema(session) >= ALL


@pytest.mark.parametrize("statement", ["V002__step_2.1", "V002__step_2.2", "migrations.record"])
def test_a_runner_that_was_killed_is_taken_over(
    bare: GraphStore, folder: Path, statement: str
) -> None:
    migrations(bare, folder).up("0001")
    assert climb(folder, "0002", statement).wait(timeout=120) == -9
    assert applied(bare, folder) == ["0001"]
    assert [one.version for one in migrations(bare, folder).up()] == ["0002"]
    with bare.session() as session:
        assert schema(session) >= ALL
        assert send(session, "MATCH (n:TestsA) RETURN count(n) AS n") == [{"n": 1}]


@pytest.mark.parametrize("statement", ["V002__step_2.down.2", "migrations.forget"])
def test_going_down_can_be_killed_too(bare: GraphStore, folder: Path, statement: str) -> None:
    steps = migrations(bare, folder)
    steps.up()
    assert climb(folder, "0001", statement).wait(timeout=120) == -9
    assert applied(bare, folder) == ["0001", "0002"]
    assert [one.version for one in steps.down("0001")] == ["0002"]
    with bare.session() as session:
        assert schema(session) & ALL == {"tests_a_id"}
    assert len(steps.up()) == 1
    assert not steps.check()


def test_whoever_waits_in_vain_is_told_who_is_at_it(bare: GraphStore) -> None:
    with bare.session() as session, bare.session() as other:
        with hold_lock(session, Patience()) as confirm:
            with pytest.raises(StoreError, match=r"in vain: .*:\d+:\w+ \(host:process\)"):
                hold_lock(other, Patience(wait_seconds=0)).__enter__()
            confirm()
        hold_lock(other, Patience(wait_seconds=0)).__enter__()


def test_a_lease_is_renewed_for_as_long_as_its_holder_works(bare: GraphStore) -> None:
    with bare.session() as session, hold_lock(session, Patience(lease_seconds=1)):
        ends = [_lease_end(session)]
        while len(set(ends)) < 4:
            ends.append(_lease_end(session))
        assert sorted(ends) == ends
        assert ends[-1] - ends[0] > 500


def test_a_runner_whose_lease_was_lost_stops(bare: GraphStore, folder: Path) -> None:
    with bare.session() as session, hold_lock(session, Patience()) as confirm:
        send(session, "MATCH (l:OneviceMigrationLock) SET l.owner = 'another'")
        with pytest.raises(StoreError, match="was lost"):
            confirm()
    with bare.session() as session:
        assert session.read(cypher.READ_LOCK, lock="schema")[0]["owner"] == "another"


def test_up_and_down_and_up_again_end_where_they_began(bare: GraphStore, folder: Path) -> None:
    steps = migrations(bare, folder)
    assert not [one for one in steps.status() if one.is_applied or one.applied_at]
    with bare.session() as session:
        assert [one.version for one in steps.up("0001")] == ["0001"]
        assert schema(session) & ALL == {"tests_a_id"}
        assert [one.version for one in steps.up()] == ["0002"]
        assert steps.up() == []
        assert all(one.is_applied and one.applied_at for one in steps.status())
        assert not steps.check()
        assert [one.version for one in steps.down("0000")] == ["0002", "0001"]
        assert not schema(session) & ALL
        assert not send(session, "MATCH (n:TestsA) RETURN n.id AS id")
        assert steps.down("0000") == []
        assert len(steps.up()) == 2
        assert not steps.check()


def test_a_dry_run_tells_the_steps_and_changes_nothing(bare: GraphStore, folder: Path) -> None:
    steps = migrations(bare, folder)
    planned = steps.up(dry_run=True)
    assert [one.name for one in planned] == [
        "V001__step_1.cypher: What 1 brings.",
        "V002__step_2.cypher: What 2 brings.",
    ]
    with bare.session() as session:
        assert not schema(session)
        assert send(session, "MATCH (n) RETURN count(n) AS n") == [{"n": 0}]
    steps.up()
    assert [one.name for one in steps.down("0001", dry_run=True)] == ["V002__step_2.cypher: back"]
    assert applied(bare, folder) == ["0001", "0002"]


def test_the_graph_is_up_to_date_when_it_is_written_to(bare: GraphStore) -> None:
    with bare.session() as session:
        ensure_current(session)
        ensure_current(session)
    ours = GraphMigrations(bare)
    assert [one.version for one in ours.status() if one.is_applied] == [s.version for s in STEPS]
    assert not ours.check()


def test_what_is_shipped_can_be_undone_to_nothing(bare: GraphStore) -> None:
    ours = GraphMigrations(bare)
    ours.up()
    ours.down("0000")
    with bare.session() as session:
        left = [row for row in session.read(cypher.SHOW_CONSTRAINTS) if "UNIQUE" in row["type"]]
    # what stands in a graph that others use too is taken away by nobody (ADR 31)
    kept = {cypher.HISTORY, cypher.LOCK, "Droom"}
    assert {row["labelsOrTypes"][0] for row in left} == kept


def _lease_end(session: GraphSession) -> int:
    rows = send(session, "MATCH (l:OneviceMigrationLock) RETURN l.expires_at_ms AS at")
    return int(str(rows[0]["at"]))

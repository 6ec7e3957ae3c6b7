"""Facts in PostgreSQL: as a full scan answers, whoever writes at once, whatever is killed."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onevice_assets.operations.timeline.answer_by_scan import answer_at, list_facts
from onevice_assets.operations.timeline.calendar import BEGINNING, FOREVER, start_of_day
from onevice_assets.operations.timeline.contract import Recorded, tell_difference
from onevice_assets.operations.timeline.postgres import queries
from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
from onevice_assets.operations.timeline.statement import Interval, Relation, Statement
from resources.control_plane import audit
from resources.control_plane.resource import ControlPlane
from resources.errors import InputError, StoreError
from resources.identity import new_id
from tests.onevice_assets.operations.conftest import NewFacts
from tests.onevice_assets.operations.histories import RELATIONS, histories

MANY = settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])


def say(who: str | None, start: int, end: int, known: int, **more: object) -> Statement:
    made = Statement(new_id(), "unit 1", "driver", who, Interval(start, end), known)
    return replace(made, **more)  # type: ignore[arg-type]


def record(facts: PostgresFacts, *statements: Statement) -> Recorded:
    (done,) = facts.record(statements)
    return done


@MANY
@given(histories(most=10, subjects=2), st.integers(1, 4))
def test_postgresql_answers_as_a_full_scan_does(
    new_facts: NewFacts, said: list[Statement], step: int
) -> None:
    facts = new_facts()
    for start in range(0, len(said), step):
        assert not record(facts, *said[start : start + step]).refused
    for subject, relation in {(one.subject, one.relation) for one in said}:
        every = facts.history(subject, relation)
        assert set(every) == list_facts(RELATIONS, said, subject, relation)
        for at, known in ((2, 101), (5, 103), (9, 105), (12, 110)):
            wanted = answer_at(RELATIONS, said, subject, relation, at, known)
            found = facts.at(subject, relation, at, known)
            assert {(f.object, f.statement_id) for f in found} == wanted
            span = Interval(at - 2, at + 1)
            assert facts.during(subject, None, span, known) == [
                f for f in every if f.known.holds(known) and f.valid.meets(span)
            ]


def test_who_drove_on_3_march_as_we_knew_it_on_10_march(facts: PostgresFacts) -> None:
    march = [start_of_day(2024, 3, day) for day in range(1, 31)]
    wrong = say("Ann", march[0], FOREVER, march[1])
    right = say("Bob", march[0], FOREVER, march[14], withdraws=wrong.id)
    record(facts, wrong, right)
    then = facts.at("unit 1", "driver", march[2], march[9])
    now = facts.at("unit 1", "driver", march[2], march[20])
    assert [one.object for one in then] == ["Ann"]
    assert [one.object for one in now] == ["Bob"]
    told = tell_difference(facts, "unit 1", "driver", (march[2], march[9]), (march[2], march[20]))
    assert ([one.object for one in told.gone], [one.object for one in told.came]) == (
        ["Ann"],
        ["Bob"],
    )


def test_the_same_statement_delivered_again_changes_nothing(facts: PostgresFacts) -> None:
    one = say("Ann", 1, 5, 100, attributes={"from": "e-mail", "miles": 1.5})
    record(facts, one, one)
    before = facts.history("unit 1", None)
    again = record(facts, one)
    assert (again.statements, again.came, again.gone, again.refused) == (0, [], [], [])
    assert facts.history("unit 1", None) == before
    assert facts.find_statement(one.id) == one


def test_another_statement_under_a_known_id_is_refused_and_the_first_stays(
    facts: PostgresFacts,
) -> None:
    one = say("Ann", 1, 5, 100)
    record(facts, one)
    (refused,) = record(facts, replace(one, object="Bob")).refused
    assert "an id of its own" in refused.reason
    assert [f.object for f in facts.history("unit 1", None)] == ["Ann"]


def test_a_relation_that_refuses_overlaps_says_which_statement_is_in_the_way(
    facts: PostgresFacts,
) -> None:
    facts.declare(Relation("leased_to", "one", "refuse"), actor="test")
    first = say("Acme", 1, 9, 100, relation="leased_to")
    over, after = (say("Zeta", at, 12, 101, relation="leased_to") for at in (5, 9))
    done = record(facts, first, over, after)
    assert done.statements == 2
    assert [one.statement_id for one in done.refused] == [over.id]
    assert first.id in done.refused[0].reason


def test_a_statement_of_an_undeclared_relation_says_how_to_declare_it(facts: PostgresFacts) -> None:
    (refused,) = record(facts, say("Ann", 1, 5, 100, relation="captain")).refused
    assert "onevice timeline relation" in refused.reason


def test_a_relation_keeps_its_meaning_once_it_is_declared(facts: PostgresFacts) -> None:
    facts.declare(Relation("driver", "one"), actor="test")
    with pytest.raises(InputError, match="declared already"):
        facts.declare(Relation("driver", "many"), actor="test")


def test_times_before_our_era_and_beyond_9999_come_back_to_the_microsecond(
    facts: PostgresFacts,
) -> None:
    start, end = start_of_day(-4712) + 1, start_of_day(290_000, 12, 31) + 86_399_999_999
    record(facts, say("Ann", start, end, 100), say("Bob", BEGINNING, start, 100))
    assert [(f.object, f.valid) for f in facts.history("unit 1", "driver")] == [
        ("Bob", Interval(BEGINNING, start)),
        ("Ann", Interval(start, end)),
    ]
    (found,) = facts.at("unit 1", "driver", start, 100)
    assert found.object == "Ann"


def test_one_organization_never_sees_the_facts_of_another(new_facts: NewFacts) -> None:
    mine, theirs = new_facts(), new_facts()
    one = say("Ann", 1, 5, 100)
    record(mine, one)
    assert theirs.history("unit 1", None) == []
    record(theirs, one)
    assert len(theirs.history("unit 1", None)) == len(mine.history("unit 1", None)) == 1


def test_an_object_knows_whose_it_was(facts: PostgresFacts) -> None:
    record(facts, say("Ann", 1, 5, 100), say("Ann", 3, FOREVER, 100, subject="unit 2"))
    assert [f.subject for f in facts.during_of_object("Ann", "driver", Interval(4, 9), 100)] == [
        "unit 1",
        "unit 2",
    ]
    assert not facts.during_of_object("Ann", "customer", Interval(4, 9), 100)


def test_two_writers_of_one_unit_leave_what_one_after_the_other_would(
    facts: PostgresFacts,
) -> None:
    parts = [
        [say(f"d{n % 5}", n % 7, FOREVER if n % 3 else n % 7 + 4, 100 + n) for n in range(w, 24, 4)]
        for w in range(4)
    ]
    failed: list[BaseException] = []

    def write(part: list[Statement]) -> None:
        try:
            for one in part:
                record(facts, one, say("Zed", 1, 2, 99, subject=f"unit {one.known_at}"))
        except StoreError as error:  # shown below, where the test can see it
            failed.append(error)

    threads = [threading.Thread(target=write, args=[part]) for part in parts]
    [one.start() for one in threads]
    [one.join() for one in threads]
    assert not failed
    every = [one for part in parts for one in part]
    assert set(facts.history("unit 1", "driver")) == list_facts(
        RELATIONS, every, "unit 1", "driver"
    )


def test_rows_that_overlap_are_refused_by_the_database_itself(
    facts: PostgresFacts, facts_database: ControlPlane
) -> None:
    import psycopg

    record(facts, say("Ann", 1, 5, 100))
    copy = (
        "INSERT INTO operations.facts (organization_id, id, subject, relation, object, slot, "
        "valid, known, statement_id) SELECT organization_id, gen_random_uuid(), subject, relation, "
        "object, slot, valid, known, statement_id FROM operations.facts "
        "WHERE organization_id = %(owner)s"
    )
    with pytest.raises(Exception, match="facts_never_overlap") as told:  # noqa: SIM117
        with facts_database.begin() as db:
            db.exec_driver_sql(copy, {"owner": facts.organization_id})
    assert isinstance(told.value.__cause__ or told.value, psycopg.Error) or told.value


def test_a_writer_that_fails_half_way_leaves_nothing_of_its_batch(
    facts: PostgresFacts, monkeypatch: pytest.MonkeyPatch
) -> None:
    from onevice_assets.operations.timeline.postgres import write_facts

    one = say("Ann", 1, 5, 100)
    with monkeypatch.context() as broken:
        broken.setattr(write_facts, "_COPY_STATEMENTS", "COPY operations.nowhere FROM STDIN")
        with pytest.raises(StoreError, match="Nothing of this transaction stays"):
            record(facts, one)
    assert facts.history("unit 1", None) == []
    assert record(facts, one).statements == 1


def test_a_persons_statement_is_in_the_audit_log_once(
    facts: PostgresFacts, facts_database: ControlPlane
) -> None:
    one = say("Ann", 1, 5, 100, subject=f"unit {new_id()}")
    facts.say(one, actor="cli:anna")
    facts.say(one, actor="cli:anna")
    with facts_database.begin() as db:
        found = [e for e in audit.entries(db) if e.subject == one.subject]
    assert [(e.actor, e.action, e.detail["object"]) for e in found] == [
        ("cli:anna", "timeline.say", "Ann")
    ]


def test_the_point_query_walks_the_range_index(
    facts: PostgresFacts, facts_database: ControlPlane
) -> None:
    record(facts, *(say("Ann", 1, 5, 100, subject=f"unit {n}") for n in range(2_000)))
    asked = {"organization_id": facts.organization_id, "subject": "unit 7", "relation": "driver"}
    moments = {"valid_at": "1970-01-01 00:00:00.000002+00", "known_at": "2024-01-01 00:00:00+00"}
    with facts_database.begin() as db:
        db.exec_driver_sql("ANALYZE operations.facts, operations.names, operations.relations")
        for relation in ("driver", None):
            text = f"EXPLAIN {queries.facts_at(relation)}"
            plan = "\n".join(row[0] for row in db.exec_driver_sql(text, {**asked, **moments}))
            assert "facts_never_overlap" in plan, plan
            assert "Seq Scan on facts" not in plan, plan


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"subject": "  "}, "subject is empty"),
        ({"object": "x" * 251}, "shorten it to 250"),
        ({"object": "a\x00b"}, "no store can hold"),
        ({"object": None}, "as its object"),
        ({"valid": Interval(start_of_day(-4712) - 1, 5)}, "between the years"),
        ({"known_at": FOREVER}, "must be a moment"),
        ({"attributes": {"a": "\x00"}}, "no store can hold"),
        ({"attributes": {"a": {1, 2}}}, "must be JSON"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_what_to_do_and_the_rest_is_kept(
    facts: PostgresFacts, change: dict[str, object], what: str
) -> None:
    good, bad = say("Ann", 1, 5, 100), replace(say("Ann", 1, 5, 100), **change)  # type: ignore[arg-type]
    done = record(facts, good, bad)
    assert done.statements == 1
    assert what in done.refused[0].reason


def test_going_back_takes_the_schema_away_and_forth_brings_it_again(empty_database: str) -> None:
    from resources.migrations.postgres.migrations import PostgresMigrations

    migrations = PostgresMigrations(ControlPlane(url=empty_database))
    migrations.up()
    migrations.down("0014")
    migrations.up()
    assert migrations.check() == []

"""What statements mean together: late ones, corrections, denials, in whatever order they come."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevice_assets.operations.timeline.answer_by_scan import answer_at, list_facts
from onevice_assets.operations.timeline.calendar import FOREVER
from onevice_assets.operations.timeline.derive import derive_facts
from onevice_assets.operations.timeline.fact import Fact
from onevice_assets.operations.timeline.statement import Interval, Relation, Statement
from tests.onevice_assets.operations.histories import MOMENTS, RELATIONS, histories, identity

DRIVER = RELATIONS["driver"]


def say(
    number: int, who: str | None, start: int, end: int, known: int, **more: object
) -> Statement:
    made = Statement(identity(number), "unit 1", "driver", who, Interval(start, end), known)
    return replace(made, **more)  # type: ignore[arg-type]


def drivers(statements: list[Statement], known: int, relation: Relation = DRIVER) -> str:
    """Who drove at moments 0 to 12, a letter each."""
    told = []
    for at in MOMENTS:
        facts = derive_facts(relation, statements)
        now = {f.object[0] for f in facts if f.valid.holds(at) and f.known.holds(known)}
        told.append("".join(sorted(now)) or "-")
    return "".join(told)


def test_a_new_driver_ends_the_time_of_the_old_one_and_nothing_is_forgotten() -> None:
    said = [say(0, "Ann", 1, FOREVER, 100), say(1, "Bob", 5, FOREVER, 101)]
    assert drivers(said, 101) == "-AAAABBBBBBBB"
    assert drivers(said, 100) == "-AAAAAAAAAAAA"


def test_a_late_driver_takes_the_place_before_the_one_who_came_after() -> None:
    said = [
        say(0, "Ann", 1, FOREVER, 100),
        say(1, "Bob", 8, FOREVER, 101),
        say(2, "Cy", 4, FOREVER, 102),
    ]
    assert drivers(said, 102) == "-AAACCCCBBBBB"


def test_a_time_with_both_ends_splits_what_it_lies_in_and_the_rest_carries_on() -> None:
    said = [say(0, "Ann", 1, FOREVER, 100), say(1, "Bob", 4, 6, 101)]
    assert drivers(said, 101) == "-AAABBAAAAAAA"
    assert {f.statement_id for f in derive_facts(DRIVER, said)} == {identity(0), identity(1)}


def test_a_correction_says_how_it_was_instead_and_the_old_answer_stays_known_as_such() -> None:
    said = [say(0, "Ann", 2, 8, 100), say(1, "Ann", 4, 8, 105, withdraws=identity(0))]
    assert drivers(said, 104) == "--AAAAAA-----"
    assert drivers(said, 105) == "----AAAA-----"


def test_what_a_retracted_statement_had_covered_holds_again() -> None:
    said = [
        say(0, "Ann", 1, 12, 100),
        say(1, "Bob", 4, 6, 101),
        say(2, None, 0, FOREVER, 102, withdraws=identity(1)),
    ]
    assert drivers(said, 101) == "-AAABBAAAAAA-"
    assert drivers(said, 102) == "-AAAAAAAAAAA-"


def test_a_correction_that_arrives_before_the_original_is_right_all_the_same() -> None:
    original, correction = say(0, "Ann", 2, 8, 103), say(1, "Bob", 2, 8, 101, withdraws=identity(0))
    assert drivers([correction], 110) == "--BBBBBB-----"
    assert drivers([correction, original], 110) == "--BBBBBB-----"


def test_nobody_drives_where_it_is_said_that_nobody_did() -> None:
    said = [say(0, "Ann", 1, FOREVER, 100), say(1, None, 6, FOREVER, 101, denies=True)]
    assert drivers(said, 101) == "-AAAAA-------"


def test_many_hold_side_by_side_and_statements_of_one_object_become_one_row() -> None:
    many = Relation("driver", "many")
    said = [
        say(0, "Ann", 1, 6, 100),
        say(1, "Bob", 3, 9, 100),
        say(2, "Ann", 4, 8, 101),
    ]
    told = [
        "".join(
            sorted(
                f.object[0]
                for f in derive_facts(many, said)
                if f.valid.holds(at) and f.known.holds(101)
            )
        )
        for at in MOMENTS
    ]
    assert told == ["", "A", "A", "AB", "AB", "AB", "AB", "AB", "B", "", "", "", ""]


def test_a_statement_without_a_time_holds_at_none() -> None:
    assert derive_facts(DRIVER, [say(0, "Ann", 5, 5, 100)]) == []


@settings(max_examples=60)
@given(histories(most=8, subjects=2))
def test_derived_facts_are_those_of_a_full_scan(said: list[Statement]) -> None:
    for subject, relation in {(one.subject, one.relation) for one in said}:
        mine = [one for one in said if one.subject == subject]
        assert set(derive_facts(RELATIONS[relation], mine)) == list_facts(
            RELATIONS, said, subject, relation
        )


@settings(max_examples=30)
@given(histories(most=8), st.randoms(use_true_random=False))
def test_the_order_of_delivery_changes_nothing(said: list[Statement], shuffle: object) -> None:
    mixed = list(said)
    shuffle.shuffle(mixed)  # type: ignore[attr-defined]
    assert derive_facts(DRIVER, mixed) == derive_facts(DRIVER, said)


@settings(max_examples=50)
@given(histories(most=9))
def test_facts_derived_step_by_step_are_those_derived_at_once(said: list[Statement]) -> None:
    current, past, after = list[Fact](), list[Fact](), 0
    for moment in sorted({one.known_at for one in said}):
        told = [one for one in said if one.known_at <= moment]
        facts = derive_facts(DRIVER, told, current, after)
        past += [one for one in facts if not one.is_current]
        current = [one for one in facts if one.is_current]
        after = moment
    assert sorted([*past, *current]) == sorted(derive_facts(DRIVER, said))


@settings(max_examples=25)
@given(histories(most=6), st.sampled_from(list(MOMENTS)), st.integers(99, 106))
def test_two_never_drive_at_once(said: list[Statement], at: int, known: int) -> None:
    facts = derive_facts(DRIVER, said)
    assert len([f for f in facts if f.valid.holds(at) and f.known.holds(known)]) <= 1
    assert len(answer_at(RELATIONS, said, "unit 0", "driver", at, known)) <= 1


@pytest.mark.parametrize("holds", ["one", "many"])
def test_facts_of_one_slot_never_overlap_in_both_times(holds: str) -> None:
    said = [say(n, "AB"[n % 2], n, n + 4 if n % 3 else FOREVER, 100 + n) for n in range(9)]
    facts = derive_facts(replace(DRIVER, holds=holds), said)  # type: ignore[arg-type]
    for place, one in enumerate(facts):
        for other in facts[place + 1 :]:
            same = holds == "one" or one.object == other.object
            assert not (same and one.valid.meets(other.valid) and one.known.meets(other.known))

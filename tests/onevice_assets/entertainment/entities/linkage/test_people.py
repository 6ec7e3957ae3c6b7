"""Mentions of people become people: by name and context, never by name alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevice_assets.entertainment.entities.linkage.mentions import (
    Decision,
    PersonMention,
    Resolved,
)
from onevice_assets.entertainment.entities.linkage.people import PEOPLE
from onevice_assets.entertainment.entities.linkage.resolve import resolve
from resources.errors import InputError

DAY = date(2026, 1, 5)


def mention(id_: str, name: str, document: str = "d1", **context: object) -> PersonMention:
    return PersonMention(id=id_, name=name, document_id=document, day=DAY, **context)  # type: ignore[arg-type]


def groups(found: Resolved[PersonMention]) -> set[str]:
    return {"".join(sorted(one.id for one in person.mentions)) for person in found.entities}


RISE: dict[str, object] = {"projects": ("Rise",)}
AT_WK: dict[str, object] = {"organization": "Wieden+Kennedy"}

ONE_PERSON = {
    "a shared project": (("John Smith", RISE), ("Smith, John", RISE)),
    "a shared organization": (("John Smith", AT_WK), ("JOHN SMITH", {"organization": "W+K"})),
    "a short given name on one project": (("Jonathan Smith", RISE), ("Jon Smith", RISE)),
    "a short given name in one company": (("Katherine Lee", AT_WK), ("Kate Lee", AT_WK)),
    "an initial on one project": (("J. Smith", RISE), ("John Smith", RISE)),
    "a typo on one project": (("Sofia Alvarez", RISE), ("Sofia Alvaraz", RISE)),
    "one e-mail": (
        ("Jon Smith", {"emails": ("js@a.com",)}),
        ("Jonathan Smith", {"emails": ("JS@a.com",), "organization": "Other Pictures"}),
    ),
    "one telephone": (
        ("J. Smith", {"phones": ("+1 (310) 555-0100",)}),
        ("John Smith", {"phones": ("310-555-0100",)}),
    ),
    "director and creative director of one company": (
        ("Mia Wong", {**AT_WK, "role": "Director"}),
        ("Mia Wong", {**AT_WK, "role": "Creative Director"}),
    ),
    "a role that changes on one project": (
        ("Mia Wong", {**RISE, "role": "Director"}),
        ("Mia Wong", {**RISE, "role": "Creative Director"}),
    ),
}
TWO_PEOPLE = {
    "the name alone": (("John Smith", {}), ("John Smith", {})),
    "the name and the kind of role": (
        ("John Smith", {"role": "Director"}),
        ("John Smith", {"role": "Director"}),
    ),
    "other given names": (("John Smith", RISE), ("Jane Smith", RISE)),
    "other middle names": (("John Q. Smith", RISE), ("John P. Smith", RISE)),
    "an initial in one company": (("J. Smith", AT_WK), ("John Smith", AT_WK)),
    "other work in one company": (
        ("John Smith", {**AT_WK, "role": "Director"}),
        ("John Smith", {**AT_WK, "role": "Accountant"}),
    ),
    "another company and no project": (
        ("John Smith", {"organization": "Smuggler"}),
        ("John Smith", {"organization": "Pretty Bird"}),
    ),
}


@pytest.mark.parametrize("case", ONE_PERSON.values(), ids=ONE_PERSON.keys())
def test_context_makes_two_names_one_person(
    case: tuple[tuple[str, dict[str, object]], tuple[str, dict[str, object]]],
) -> None:
    (one, mine), (other, yours) = case
    found = resolve(PEOPLE, [mention("a", one, "d1", **mine), mention("b", other, "d2", **yours)])
    assert groups(found) == {"ab"}
    assert found.merges[0].chance >= 0.9
    assert len(found.merges[0].reasons) > 1


@pytest.mark.parametrize("case", TWO_PEOPLE.values(), ids=TWO_PEOPLE.keys())
def test_namesakes_stay_two(
    case: tuple[tuple[str, dict[str, object]], tuple[str, dict[str, object]]],
) -> None:
    (one, mine), (other, yours) = case
    found = resolve(PEOPLE, [mention("a", one, "d1", **mine), mention("b", other, "d2", **yours)])
    assert groups(found) == {"a", "b"}
    assert not found.merges


def test_one_person_under_five_spellings_is_one() -> None:
    spellings = ("Jonathan Smith", "Smith, Jonathan", "JON SMITH", "J. Smith", "Jonathan Smyth")
    told = [mention(str(n), name, f"d{n}", projects=("Rise",)) for n, name in enumerate(spellings)]
    found = resolve(PEOPLE, told)
    assert groups(found) == {"01234"}
    assert found.entities[0].name == "Jonathan Smith"
    assert len(found.entities[0].aliases) == 4


def test_a_surname_in_the_same_document_is_who_was_named_before() -> None:
    found = resolve(PEOPLE, [mention("a", "Sarah Chen", role="Director"), mention("b", "Chen")])
    assert groups(found) == {"ab"}


def test_a_short_name_that_fits_two_goes_to_neither_and_is_reviewed() -> None:
    found = resolve(PEOPLE, [
        mention("a", "John Smith", **RISE),
        mention("b", "Jane Smith", **RISE),
        mention("c", "J. Smith", "d2", **RISE),
    ])  # fmt: skip
    assert groups(found) == {"a", "b", "c"}
    assert [(review.one, review.other) for review in found.reviews] == [
        (("a",), ("c",)),
        (("b",), ("c",)),
    ]


def test_two_of_one_name_in_one_list_with_their_own_addresses_stay_two() -> None:
    found = resolve(PEOPLE, [
        mention("a", "John Smith", emails=("js@a.com",), **RISE),
        mention("b", "John Smith", emails=("john@b.com",), **RISE),
    ])  # fmt: skip
    assert groups(found) == {"a", "b"}


def test_what_one_mention_adds_helps_the_next() -> None:
    found = resolve(PEOPLE, [
        mention("a", "Mia Wong", "d1", organization="Smuggler"),
        mention("b", "Mia Wong", "d2", organization="Smuggler", projects=("Rise",)),
        mention("c", "Mia Wong", "d3", projects=("Rise",)),
    ])  # fmt: skip
    assert groups(found) == {"abc"}


def test_the_same_name_with_nothing_else_is_reviewed() -> None:
    found = resolve(PEOPLE, [mention("a", "Mia Wong", "d1"), mention("b", "Mia Wong", "d2")])
    assert [review.reasons for review in found.reviews] == [("same name",)]


def test_a_document_that_names_nobody_gives_nobody() -> None:
    assert resolve(PEOPLE, []) == Resolved()
    assert resolve(PEOPLE, [mention("a", " -- ")]) == Resolved()


def test_ids_stay_when_later_documents_arrive() -> None:
    before = [mention("b", "John Smith", "d1", **RISE), mention("c", "Mia Wong", "d1")]
    later = replace(mention("a", "J. Smith", "d2", **RISE), day=DAY + timedelta(days=1))
    first = {one.mentions[0].id: one.id for one in resolve(PEOPLE, before).entities}
    second = {one.mentions[0].id: one.id for one in resolve(PEOPLE, [*before, later]).entities}
    assert second == first


def test_an_older_document_that_comes_late_changes_no_known_id() -> None:
    before = [mention("b", "John Smith", "d1", **RISE)]
    known = {one.id: person.id for person in resolve(PEOPLE, before).entities for one in before}
    older = replace(mention("a", "Jon Smith", "d0", **RISE), day=DAY - timedelta(days=9))
    found = resolve(PEOPLE, [*before, older], known=known)
    assert [person.id for person in found.entities] == [known["b"]]


def test_an_undone_merge_stays_undone_and_both_have_ids_of_their_own() -> None:
    mentions = [mention("a", "John Smith", "d1", **RISE), mention("b", "Jon Smith", "d2", **RISE)]
    merged = resolve(PEOPLE, mentions)
    known = {one.id: person.id for person in merged.entities for one in person.mentions}
    found = resolve(PEOPLE, mentions, decisions=[merged.merges[0].undone()], known=known)
    assert groups(found) == {"a", "b"}
    assert len({person.id for person in found.entities}) == 2
    assert known["a"] in {person.id for person in found.entities}


def test_a_person_may_decide_that_two_are_one() -> None:
    mentions = [mention("a", "Sarah Chen", "d1"), mention("b", "Sarah Chen-Lopez", "d2")]
    found = resolve(PEOPLE, mentions, decisions=[Decision("b", "a", "one")])
    assert groups(found) == {"ab"}
    assert found.merges[0].reasons == ("decided by a person",)


BAD = {
    "an id twice": ([mention("a", "X Y"), mention("a", "X Z")], []),
    "both one and apart": (
        [mention("a", "X Y"), mention("b", "X Z")],
        [Decision("a", "b", "one"), Decision("b", "a", "apart")],
    ),
}


@pytest.mark.parametrize("case", BAD.values(), ids=BAD.keys())
def test_what_contradicts_itself_is_refused(
    case: tuple[list[PersonMention], list[Decision]],
) -> None:
    with pytest.raises(InputError):
        resolve(PEOPLE, case[0], decisions=case[1])


def a_mention(id_: int) -> st.SearchStrategy[PersonMention]:
    return st.builds(
        PersonMention,
        id=st.just(f"m{id_:02}"),
        name=st.sampled_from(
            ("John Smith", "Jon Smith", "J. Smith", "Smith", "Jane Smith", "John Smyth", "Mia Wong")
        ),
        document_id=st.sampled_from(("d1", "d2", "d3")),
        day=st.sampled_from((DAY, DAY + timedelta(days=1))),
        role=st.sampled_from(("", "Director", "Editor")),
        organization=st.sampled_from(("", "W+K", "Wieden & Kennedy", "Smuggler")),
        projects=st.sampled_from(((), ("Rise",), ("Fall",))),
        emails=st.sampled_from(((), ("js@a.com",), ("j@b.com",))),
    )


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 9).flatmap(lambda n: st.tuples(*(a_mention(place) for place in range(n)))),
    st.randoms(use_true_random=False),
)
def test_neither_order_nor_a_second_run_changes_anything(
    mentions: tuple[PersonMention, ...], random: object
) -> None:
    shuffled = list(mentions)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first = resolve(PEOPLE, mentions)
    assert resolve(PEOPLE, shuffled) == first
    known = {one.id: person.id for person in first.entities for one in person.mentions}
    assert resolve(PEOPLE, shuffled, known=known) == first
    assert sorted(one.id for person in first.entities for one in person.mentions) == sorted(
        one.id for one in mentions
    )
    assert len({person.id for person in first.entities}) == len(first.entities)

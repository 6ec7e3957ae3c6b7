"""What cannot be asked is refused with what to do, before any store is asked."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.entertainment.access.asker import ask_as
from onevice_assets.entertainment.access.door import Door
from onevice_assets.entertainment.access.witness import Notebook
from onevice_assets.entertainment.talent.discover import Wanted, discover_talent
from onevice_assets.entertainment.talent.find import find_by_words, find_hybrid
from onevice_assets.entertainment.talent.list_people import (
    Listed,
    list_people,
    read_token,
    write_token,
)
from onevice_assets.entertainment.talent.nearest import to_lucene
from onevice_assets.entertainment.talent.similar import (
    Like,
    find_similar_projects,
    find_similar_talent,
)
from onevice_assets.entertainment.talent.states import STATES, read_state
from onevice_assets.entertainment.talent.union_rules import find_union_rules
from resources.errors import InputError
from resources.search_index.query_text import parse_query

NOWHERE: Any = None
DOOR = Door(NOWHERE, ask_as("org", "Leadership", name="t"), Notebook())
Ask = Callable[[], object]


@pytest.mark.parametrize(
    ("ask", "why"),
    [
        (Like, "and not both"),
        (lambda: Like("x", "y"), "and not both"),
        (lambda: Like("", "   "), "and not both"),
        (lambda: find_similar_projects(DOOR, NOWHERE, Like(text="a"), type="Film"), "Music Video"),
        (lambda: find_similar_projects(DOOR, NOWHERE, Like(text="a"), tier="$1"), r"\$300k\+"),
        (lambda: find_similar_projects(DOOR, NOWHERE, Like(text="a"), limit=0), "1 to 100"),
        (lambda: find_similar_talent(DOOR, NOWHERE, Like(text="a"), union="yes"), "Non-Union"),
        (lambda: find_similar_talent(DOOR, NOWHERE, Like(text="a"), tiers=["$1"]), "budget tier"),
        (lambda: find_similar_talent(DOOR, NOWHERE, Like(text="a"), limit=101), "1 to 100"),
        (lambda: discover_talent(DOOR, Wanted("Boss")), "Creative Director"),
        (lambda: discover_talent(DOOR, Wanted("Director", least=-1)), "0 or more"),
        (lambda: discover_talent(DOOR, Wanted("Director", kinds=["TV"])), "kind of work"),
        (lambda: discover_talent(DOOR, Wanted("Director"), limit=-3), "1 to 100"),
        (lambda: list_people(DOOR, Listed(role="x")), "role of a person"),
        (lambda: list_people(DOOR, Listed(), size=0), "1 to 100"),
        (lambda: list_people(DOOR, Listed(), page="abc"), "is broken"),
        (lambda: find_by_words(DOOR, NOWHERE, "Brand", "x"), "Person, Project"),
        (lambda: find_by_words(DOOR, NOWHERE, "Person", " ?! "), "letter or digit"),
        (lambda: find_hybrid(DOOR, NOWHERE, "Person", "x" * 1001), "1,000"),
        (lambda: find_union_rules(DOOR, "IATSE", "Bavaria", 2025), "California"),
        (lambda: find_union_rules(DOOR, "IATSE", "CA", 25), "1900 to 2100"),
        (lambda: find_union_rules(DOOR, " ", "CA", 2025), "1 to 40 characters"),
    ],
)
def test_a_question_that_cannot_be_asked_is_refused(ask: Ask, why: str) -> None:
    with pytest.raises(InputError, match=why):
        ask()


def cut(token: str) -> str:
    return token[:-3]


def swap(token: str) -> str:
    return ("A" if token[5] != "A" else "B").join((token[:5], token[6:]))


@pytest.mark.parametrize(
    "spoil",
    [cut, swap, lambda _: "%%%", lambda _: "A" * 5_000, lambda t: t + "AAAA", lambda t: "é" + t,
     lambda _: base64.urlsafe_b64encode(b"12345678[1]").decode()],
)  # fmt: skip
def test_a_page_token_that_was_cut_or_mistyped_is_refused(spoil: Callable[[str], str]) -> None:
    token = write_token("Ada", "person_1", Listed())
    with pytest.raises(InputError, match="is broken"):
        read_token(spoil(token), Listed())


def test_a_page_token_of_another_listing_is_refused() -> None:
    token = write_token("Ada", "person_1", Listed(role="Director"))
    with pytest.raises(InputError, match="another role or union"):
        read_token(token, Listed(role="Producer"))


@given(name=st.text(max_size=40), identity=st.text(max_size=40), other=st.text(max_size=80))
def test_a_page_token_gives_back_what_went_in_and_no_other_text_is_one(
    name: str, identity: str, other: str
) -> None:
    token = write_token(name, identity, Listed())
    assert read_token(token, Listed()) == (name, identity)
    if other != token:
        with pytest.raises(InputError):
            read_token(other, Listed())


@given(text=st.text(max_size=60))
def test_no_text_is_a_syntax_error_of_lucene(text: str) -> None:
    try:
        told = to_lucene(parse_query(text))
    except InputError:
        return
    bare = "".join(part for n, part in enumerate(told.split('"')) if n % 2 == 0)
    assert told.count('"') % 2 == 0
    assert set(bare.replace("OR", "")) <= set("()+- ")


def test_a_state_is_found_by_its_code_and_its_name() -> None:
    for code, name in STATES.items():
        assert read_state(code.lower()) == read_state(f" {name.upper()} ") == (code, name)

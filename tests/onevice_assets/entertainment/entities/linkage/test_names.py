"""Names, addresses and numbers of others are read into one spelling, whatever they look like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.entertainment.entities.linkage import normalise
from onevice_assets.entertainment.entities.linkage.name_evidence import compare_names, role_family
from onevice_assets.entertainment.entities.linkage.organization_names import compare_organizations
from onevice_assets.entertainment.entities.linkage.person_names import parse_person_name

NAMES = {
    "Smith, Dr. John Q.": ("john", "q", "smith"),
    "JON VAN DER BERG Jr": ("jon", "", "van der berg"),
    "van der Berg, Jan": ("jan", "", "van der berg"),
    "King, Martin Luther, Jr.": ("martin", "luther", "king"),
    "John Smith, DGA": ("john", "", "smith"),
    "Zoë Åberg": ("zoe", "", "aberg"),
    "Pat O'Neil": ("pat", "", "oneil"),
    "Robert 'Bob' Weir": ("robert", "bob", "weir"),
    "Cher": ("", "", "cher"),
}


@pytest.mark.parametrize("text", NAMES)
def test_a_name_is_taken_apart(text: str) -> None:
    found = parse_person_name(text)
    assert found is not None
    assert (found.given, found.middle, found.surname) == NAMES[text]


@pytest.mark.parametrize("text", ["", " ", "Jr.", "--", "…"])
def test_what_has_no_name_is_none(text: str) -> None:
    assert parse_person_name(text) is None


@given(st.text(max_size=30), st.text(max_size=30))
def test_no_text_breaks_a_comparison_and_sides_do_not_matter(one: str, other: str) -> None:
    mine, yours = parse_person_name(one), parse_person_name(other)
    if mine and yours:
        assert compare_names(mine, yours) == compare_names(yours, mine)
    assert compare_organizations(one, other) == compare_organizations(other, one)


ORGANIZATIONS = [
    ("Wieden+Kennedy", "Wieden & Kennedy Inc.", "same"),
    ("W+K", "Wieden+Kennedy", "initials"),
    ("BBDO", "Batten Barton Durstine Osborn", "initials"),
    ("BBDO", "BBH", ""),
    ("Smuggler", "Smuggler Films", "part"),
    ("Anonymous Content LLC", "Anonymus Content", "typo"),
    ("Park Pictures", "Pretty Bird", ""),
    ("Studio 54", "Studio 55", ""),
    ("", "Smuggler", ""),
]


@pytest.mark.parametrize(("one", "other", "likeness"), ORGANIZATIONS)
def test_organizations_are_known_by_their_spellings(one: str, other: str, likeness: str) -> None:
    assert compare_organizations(one, other) == likeness


ROLES = {
    "Director": "directing",
    "Creative Director": "creative",
    "Associate Creative Director": "creative",
    "2nd Assistant Director": "assistant directing",
    "Art Director": "art",
    "Director of Photography": "camera",
    "Casting Director": "casting",
    "Stage Director": "stage",
    "Managing Director": "managing",
    "Executive Producer": "producing",
    "": "",
}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_has_the_family_of_its_work(role: str) -> None:
    assert role_family(role) == ROLES[role]


ONE_SPELLING = [
    (normalise.normal_address, "10 West 35th Street, Floor 2", "10 w 35th st fl 2"),
    (normalise.normal_phone, "+1 (310) 555-0100", "3105550100"),
    (normalise.normal_phone, "12", None),
    (normalise.normal_code, "TQ13 8DF", "tq138df"),
    (normalise.normal_date, "19081209", "1908-12-09"),
    (normalise.normal_date, "03/04/1924", "1924-04-03"),
    (normalise.normal_date, "soon", None),
    (normalise.normal_email, "mailto:A@B.com", "a@b.com"),
    (normalise.normal_website, "https://www.wk.com/work", "wk.com"),
    (normalise.normal_number, "$1,299.00", 1299.0),
    (normalise.normal_number, "call us", None),
]


@pytest.mark.parametrize(("read", "text", "value"), ONE_SPELLING)
def test_what_is_written_in_many_ways_is_read_in_one(
    read: object, text: str, value: object
) -> None:
    assert read(text) == value  # type: ignore[operator]

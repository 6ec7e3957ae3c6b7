"""Few records are linked by what is generally known of agreement, and by precision first."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from onevice_assets.entertainment.entities.linkage.columns import Field, choose_fields
from onevice_assets.entertainment.entities.linkage.expected import expected_shares
from onevice_assets.entertainment.entities.linkage.levels import levels_of
from onevice_assets.entertainment.entities.linkage.link import link
from onevice_assets.entertainment.entities.linkage.meanings import Entity
from onevice_assets.entertainment.entities.linkage.reading import SOURCE

Rows = list[tuple[str | None, ...]]
PEOPLE: Rows = [
    ("John Smith", "1980-01-02", "Leeds"),
    ("Mary Jones", "1975-06-30", "York"),
    ("Ana Ruiz", "1991-11-12", "Hull"),
    ("Pavel Novak", "1968-03-21", "Leeds"),
    ("Lena Vogt", "1984-09-05", "Bath"),
]
SAME: dict[str, tuple[tuple[str | None, ...], int]] = {
    "a nickname": (("Jon Smith", "1980-01-02", "Leeds"), 0),
    "names turned round": (("Smith, John", "1980-01-02", None), 0),
    "a date written otherwise": (("John Smith", "02/01/1980", "Leeds"), 0),
    "an accent": (("Ana Ruíz", "1991-11-12", None), 2),
    "an initial": (("P. Novak", "1968-03-21", "Leeds"), 3),
}


def clusters(rows: Rows, columns: tuple[str, ...], entity: Entity = "person") -> list[int]:
    table = pd.DataFrame(rows, columns=list(columns), dtype=object)
    table = table.assign(id=[str(n) for n in range(len(rows))], **{SOURCE: 0})
    mapping = {column: column for column in columns}
    return link(table, choose_fields(table, mapping, entity, "id")).clusters.tolist()


@pytest.mark.parametrize("case", SAME.values(), ids=SAME.keys())
def test_a_person_among_six_is_found_again(case: tuple[tuple[str | None, ...], int]) -> None:
    row, of = case
    assert clusters([*PEOPLE, row], ("name", "dob", "city")) == [0, 1, 2, 3, 4, of]


def test_four_records_are_enough_to_see_one_twice() -> None:
    rows: Rows = [(name, city) for name, _, city in PEOPLE[:3]]
    assert clusters([*rows, ("John Smith", "Leeds")], ("name", "city")) == [0, 1, 2, 0]


def test_a_company_with_another_legal_form_is_one_and_its_neighbour_another() -> None:
    rows: Rows = [
        ("Acme Ltd", "London", "https://www.acme.com"),
        ("ACME Limited", "London", "acme.com"),
        ("Apex Ltd", "London", "apex.com"),
        ("Borealis GmbH", "Berlin", None),
    ]
    assert clusters(rows, ("name", "city", "website"), "organization") == [0, 0, 2, 3]


def test_names_that_are_only_alike_stay_apart_where_nothing_else_is_known() -> None:
    rows: Rows = [("John Smith",), ("Jane Smith",), ("John Smythe",), ("Joan Smith",)]
    assert clusters(rows, ("name",)) == [0, 1, 2, 3]


@pytest.mark.parametrize("kind", ["person", "title", "string", "website", "code", "address",
                                  "date", "phone", "email", "number", "text"])  # fmt: skip
def test_each_level_but_missing_has_an_expectation(kind: str) -> None:
    field = Field("x", kind, ("x",))  # type: ignore[arg-type]
    matches, others = expected_shares(field)
    assert len(matches) == len(others) == sum(not one.is_null for one in levels_of(field))
    assert np.isclose(matches.sum(), 1) and np.isclose(others.sum(), 1)
    assert (matches > 0).all() and (others > 0).all()

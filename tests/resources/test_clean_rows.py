"""The quick look at rows lets through only what pandera lets through."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
import pandera.errors
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevice_assets.tables import ALL
from resources.clean_rows import is_clean
from resources.table_schema import Column, Table, boolean, fraction, integer, text

SMALL = Table(
    "brand_monitor",
    "small",
    "website",
    (
        text("id", "Id."),
        text("kind", "Kind.", nullable=True, one_of=("a", "b")),
        fraction("rate", "Rate.", nullable=True),
        integer("count", "Count."),
        boolean("is_own", "Own.", nullable=True),
    ),
)
GOOD: dict[str, Any] = {"id": "1", "kind": "a", "rate": 0.5, "count": 2, "is_own": True}
STRANGE = st.sampled_from(
    [None, "", "a", "c", 0, 1, 2, -1, 0.5, 1.5, float("nan"), float("inf"), True, Decimal("1.5"),
     pd.NA, pd.NaT, [1], {}, 10**30, "\ud800", b"a"]
)  # fmt: skip


def passes_pandera(table: Table, frame: pd.DataFrame) -> bool:
    try:
        table.pandera_schema.validate(frame, lazy=True)
    except (pandera.errors.SchemaErrors, TypeError):
        return False
    return True


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(SMALL.column_names), STRANGE), max_size=3), st.booleans())
def test_what_looks_clean_passes_pandera(changes: list[tuple[str, Any]], again: bool) -> None:
    rows = [{**GOOD, "id": str(n), **({name: value})} for n, (name, value) in enumerate(changes)]
    frame = SMALL.frame([*rows, GOOD | {"id": "last"}, *([GOOD | {"id": "last"}] * again)])
    assert is_clean(SMALL, frame) <= passes_pandera(SMALL, frame)


@pytest.mark.parametrize(
    "change",
    [
        {"id": None},
        {"kind": "c"},
        {"rate": 1.01},
        {"rate": -0.01},
        {"rate": "half"},
        {"count": 1.5},
        {"count": -1},
        {"count": float("nan")},
        {"more": 1},
    ],
    ids=str,
)
def test_each_kind_of_break_is_left_to_pandera(change: dict[str, Any]) -> None:
    assert is_clean(SMALL, SMALL.frame([GOOD]))
    assert not is_clean(SMALL, pd.DataFrame([GOOD | change]))


def test_a_missing_column_and_a_repeated_key_are_left_to_pandera() -> None:
    frame = SMALL.frame([GOOD, GOOD])
    assert not is_clean(SMALL, frame)
    assert not is_clean(SMALL, frame.head(1).drop(columns="rate"))
    assert not is_clean(SMALL, frame.head(1).rename(columns={"rate": "count"}))


def test_a_good_row_of_every_table_looks_clean() -> None:
    """So that pandera is not what every write waits for after all."""
    for table in ALL.values():
        frame = table.frame([{column.name: _good(column) for column in table.columns}])
        assert is_clean(table, frame), table.name


def _good(column: Column) -> Any:
    if column.one_of is not None:
        return column.one_of[0]
    return {
        "integer": max(1, int(column.low or 0)),
        "number": column.low or 0.0,
        "boolean": True,
        "timestamp": datetime(2026, 1, 5, tzinfo=UTC),
        "date": date(2026, 1, 5),
        "json": "{}",
    }.get(column.type, "text")

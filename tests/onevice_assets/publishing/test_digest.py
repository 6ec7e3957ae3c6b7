"""Digests tell different copies apart, and nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevice_assets.publishing.digest import digest_rows, digest_table

ROWS = st.lists(
    st.fixed_dictionaries({"id": st.text(), "n": st.none() | st.integers(-(2**40), 2**40)}),
    min_size=1,
)
SCHEMA = pa.schema([("id", pa.string()), ("n", pa.int64())])


def table(rows: list[dict[str, object]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=SCHEMA)


@settings(deadline=None)
@given(ROWS, st.randoms())
def test_the_order_of_rows_and_columns_does_not_count(rows, random) -> None:
    shuffled = random.sample(rows, len(rows))
    turned = table(shuffled).select(["n", "id"])
    assert digest_table(turned) == digest_table(table(rows))


@settings(deadline=None)
@given(ROWS)
def test_a_row_that_is_there_twice_is_another_copy(rows) -> None:
    twice = digest_table(table([*rows, rows[0], rows[0]]))
    assert twice.sha256_sum != digest_table(table(rows)).sha256_sum


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"id": "a", "n": 1}, {"id": "a", "n": 2}),
        ({"id": "a", "n": None}, {"id": "a", "n": 0}),
        ({"id": "", "n": 1}, {"id": None, "n": 1}),
    ],
)
def test_another_value_is_another_copy(one, other) -> None:
    assert digest_table(table([one])) != digest_table(table([other]))


def test_one_moment_is_the_same_in_every_zone() -> None:
    here = pa.array([datetime(2026, 11, 21, 12, tzinfo=UTC)], pa.timestamp("us", tz="UTC"))
    both = [pa.table({"at": one}) for one in (here, here.cast(pa.timestamp("us", tz="+05:00")))]
    assert digest_table(both[0]) == digest_table(both[1])


def test_trailing_zeros_of_an_amount_do_not_count() -> None:
    both = [pa.table({"x": pa.array([Decimal(text)])}) for text in ("1.50", "1.5")]
    assert digest_table(both[0]) == digest_table(both[1])
    assert digest_table(pa.table({"d": [date(2026, 1, 1)]})).row_count == 1


def test_a_vector_is_no_part_of_a_copy() -> None:
    bare = pa.table({"id": ["a"]})
    made = bare.append_column("vector", pa.array([[1.0, 2.0]]))
    assert digest_rows({"pages": bare}) == digest_rows({"pages": made})

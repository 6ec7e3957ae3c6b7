"""Identity: UUID v7s that are the same everywhere, ordered by time, and never meet by accident."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta, timezone

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.identity import (
    brand_id,
    derived_id,
    derived_ids,
    new_id,
    normalize_brand_name,
    text_hash,
    to_milliseconds,
)

moments = st.datetimes(
    min_value=datetime(1970, 1, 1),  # noqa: DTZ001  hypothesis adds the zone itself
    max_value=datetime(2200, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
any_text = st.text(max_size=40)
parts = st.lists(st.one_of(any_text, st.none(), st.integers()), max_size=4)


def written(part: object) -> str:
    """What a part of a key looks like in the digest."""
    return "None" if part is None else f"{part}!"


@given(moments, any_text, parts)
def test_a_derived_id_is_a_uuid_v7_of_its_time(moment: datetime, kind: str, key: list) -> None:
    found = uuid.UUID(derived_id(moment, kind, *key))
    assert (found.version, found.variant) == (7, uuid.RFC_4122)
    assert found.int >> 80 == to_milliseconds(moment)


def test_a_fresh_id_is_a_uuid_v7_of_now_and_unique() -> None:
    before = to_milliseconds(datetime.now(UTC)) - 1
    ids = {new_id() for _ in range(10_000)}
    assert len(ids) == 10_000
    for found in map(uuid.UUID, ids):
        assert (found.version, found.variant) == (7, uuid.RFC_4122)
        assert before <= found.int >> 80 <= to_milliseconds(datetime.now(UTC)) + 1


@given(moments, any_text, parts)
def test_the_same_row_has_the_same_id(moment: datetime, kind: str, key: list) -> None:
    elsewhere = moment.astimezone(timezone(timedelta(hours=9)))
    assert derived_id(moment, kind, *key) == derived_id(elsewhere, kind, *key)


def test_ids_do_not_depend_on_machine_or_release() -> None:
    assert (
        derived_id(date(2026, 11, 21), "llm_responses", "run", "prompt", "openai", 1)
        == "01a1fb67-1800-7e0c-a8e7-6857f066cdcc"
    )
    assert brand_id("SQLite") == "00000000-0000-769c-929c-9c861a75d15a"


@given(moments, parts, parts)
def test_different_keys_have_different_ids(moment: datetime, one: list, other: list) -> None:
    same = [written(part) for part in one] == [written(part) for part in other]
    assert (derived_id(moment, "t", *one) == derived_id(moment, "t", *other)) == same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a", "bc"), ("ab", "c")),
        (("a", ""), ("a",)),
        (("",), ()),
        ((None,), ("",)),
        (("a", None), ("a", "")),
        (("a\x1fb",), ("a", "b")),
        (("\x00",), (None,)),
        ((1, 23), (12, 3)),
    ],
)
def test_keys_cannot_be_joined_into_each_other(one: tuple, other: tuple) -> None:
    day = date(2026, 11, 21)
    assert derived_id(day, "t", *one) != derived_id(day, "t", *other)


def test_rows_of_two_tables_never_share_an_id() -> None:
    day = date(2026, 11, 21)
    assert derived_id(day, "prompts", "icps", "x") != derived_id(day, "icps", "prompts", "x")
    assert derived_id(day, "prompts", "x") != derived_id(day, "icps", "x")


@given(moments, moments, any_text, any_text)
def test_ids_sort_by_time(earlier: datetime, later: datetime, one: str, other: str) -> None:
    if to_milliseconds(earlier) >= to_milliseconds(later):
        earlier, later = later, earlier
    if to_milliseconds(earlier) < to_milliseconds(later):
        assert derived_id(earlier, "t", one) < derived_id(later, "t", other)


def test_a_day_means_its_start_in_utc() -> None:
    midnight = datetime(2026, 11, 21, tzinfo=UTC)
    assert derived_id(midnight, "t", 1) == derived_id(date(2026, 11, 21), "t", 1)


def test_a_time_without_zone_or_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        derived_id(datetime(2026, 11, 21), "t")  # noqa: DTZ001
    with pytest.raises(ValueError, match="48 bits"):
        derived_id(date(1969, 12, 31), "t")


@given(any_text)
def test_normalizing_a_brand_name_twice_changes_nothing(name: str) -> None:
    once = normalize_brand_name(name)
    assert normalize_brand_name(once) == once
    assert brand_id(name) == brand_id(once) == brand_id(f"  {name}\n")


@pytest.mark.parametrize("name", ["SQLite", "Café", "STRASSE", "Ⅷ", "ŉ"])
def test_spellings_of_one_brand_agree(name: str) -> None:
    import unicodedata

    for spelling in (name.upper(), name.lower(), unicodedata.normalize("NFD", name)):
        assert brand_id(spelling) == brand_id(name)


@given(any_text, any_text)
def test_texts_have_one_hash_each(one: str, other: str) -> None:
    assert (text_hash(one) == text_hash(other)) == (one == other)
    assert len(text_hash(one)) == 64


cells = st.tuples(st.dates(date(1970, 1, 1)), st.none() | any_text, st.booleans(), st.integers(0))


@given(st.lists(cells.filter(lambda cell: cell[3] < 2**62), max_size=8), any_text)
def test_ids_of_columns_are_the_ids_of_their_rows(rows: list[tuple], kind: str) -> None:
    types = (pa.date32(), pa.string(), pa.bool_(), pa.int64())
    columns = [
        pa.chunked_array([[row[number] for row in rows]], type_)
        for number, type_ in enumerate(types)
    ]
    wanted = [derived_id(row[0], kind, *row) for row in rows]
    assert derived_ids(columns[0], kind, *columns).to_pylist() == wanted

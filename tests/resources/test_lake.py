"""The lake: whole partitions, the old one or the new one; the same rows are the same bytes."""

from __future__ import annotations

import random
import threading
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from resources.errors import InputError, MissingDataError, SchemaError, StoreError
from resources.lake import Lake
from resources.object_store import open_store
from resources.table_schema import Table, boolean, fraction, integer, text, timestamp
from resources.table_schema import date as day_column

PLACES = Table(
    "tests",
    "places",
    "website",
    (
        text("id", "Key"),
        text("kind", "Choice", nullable=True, one_of=("inn", "hut")),
        integer("beds", "Count", nullable=True),
        fraction("full", "Rate", nullable=True),
        boolean("is_open", "Flag", nullable=True),
        timestamp("seen_at", "Moment", nullable=True),
        day_column("day", "Day", nullable=True),
    ),
)
DAYS = Table("tests", "days", "day_website", PLACES.columns)
KEY = "default.demo.test"
ROW: dict[str, Any] = {
    "id": "a",
    "kind": "inn",
    "beds": 2**62 + 1,
    "full": 0.5,
    "is_open": False,
    "seen_at": datetime(2026, 11, 20, 1, tzinfo=UTC),
    "day": date(2026, 11, 20),
}


def rows(count: int, **changes: Any) -> list[dict[str, Any]]:
    return [{**ROW, "id": f"{number:04}", **changes} for number in range(count)]


def file_of(lake: Lake, table: Table = PLACES, key: str = KEY) -> bytes:
    return bytes(open_store(lake.url).get(lake.path(table, key)).bytes())


def test_what_is_written_is_read(lake: Lake) -> None:
    lake.write(PLACES, KEY, [ROW])
    assert lake.read_rows(PLACES, KEY) == [ROW]


def test_nulls_stay_nulls_and_whole_numbers_stay_whole(lake: Lake) -> None:
    empty = {name: None for name in ROW if name != "id"}
    lake.write(PLACES, KEY, [ROW, {"id": "b", **empty}, {"id": "c", "full": float("nan")}])
    assert lake.read_rows(PLACES, KEY)[1:] == [{"id": "b", **empty}, {"id": "c", **empty}]
    frame = lake.read(PLACES, KEY)
    assert frame["beds"][0] == 2**62 + 1
    assert frame["beds"].isna().tolist() == [False, True, True]


def test_a_moment_keeps_its_instant_whatever_its_zone(lake: Lake) -> None:
    there = ROW["seen_at"].astimezone(timezone(timedelta(hours=-7)))
    lake.write(PLACES, KEY, [{**ROW, "seen_at": there}])
    (row,) = lake.read_rows(PLACES, KEY)
    assert row["seen_at"] == ROW["seen_at"]
    assert row["seen_at"].utcoffset() == timedelta(0)


def test_the_same_rows_are_the_same_bytes_whatever_their_order_and_form(lake: Lake) -> None:
    first = rows(50)
    assert lake.write(PLACES, KEY, first).changed
    before = file_of(lake)
    random.Random(4).shuffle(first)
    assert not lake.write(PLACES, KEY, first).changed
    assert not lake.write(PLACES, KEY, pd.DataFrame(first)[sorted(ROW)]).changed
    assert file_of(lake) == before


@pytest.mark.parametrize("count", [0, 2])
def test_columns_of_nothing_but_nulls_are_no_floats(lake: Lake, count: int) -> None:
    frame = pd.DataFrame({"id": [f"{n}" for n in range(count)]})
    for name in PLACES.column_names[1:]:
        frame[name] = pd.Series([float("nan")] * count, dtype="float64")
    lake.write(PLACES, KEY, frame)
    assert [row["seen_at"] for row in lake.read_rows(PLACES, KEY)] == [None] * count


def test_an_empty_partition_keeps_its_schema(lake: Lake) -> None:
    assert lake.write(PLACES, KEY, []).row_count == 0
    assert lake.exists(PLACES, KEY)
    assert lake.read_arrow(PLACES, KEY).schema == PLACES.arrow_schema
    lake.write(PLACES, "default.full.test", [ROW])
    assert lake.read_rows(PLACES, [KEY, "default.full.test"]) == [ROW]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", None),
        ("kind", "castle"),
        ("beds", -1),
        ("beds", 1.5),
        ("beds", "two"),
        ("beds", True),
        ("beds", 2**70),
        ("full", 1.01),
        ("full", float("inf")),
        ("is_open", "yes"),
        ("seen_at", "yesterday"),
        ("day", "today"),
        ("id", "half \ud83d"),
    ],
)
def test_a_value_that_breaks_its_column_is_refused_by_name_and_the_old_file_stays(
    lake: Lake, column: str, value: object
) -> None:
    lake.write(PLACES, KEY, [ROW])
    before = file_of(lake)
    with pytest.raises(SchemaError, match=rf"Nothing was written to places(.|\n)*\b{column}\b"):
        lake.write(PLACES, KEY, [*rows(3), {**ROW, column: value}])
    assert file_of(lake) == before


def test_two_rows_of_one_key_are_refused(lake: Lake) -> None:
    with pytest.raises(SchemaError, match="uniqueness"):
        lake.write(PLACES, KEY, [ROW, {**ROW, "kind": "hut"}])


def test_a_frame_with_a_column_too_many_or_too_few_is_refused(lake: Lake) -> None:
    frame = PLACES.frame([ROW])
    with pytest.raises(SchemaError, match="mood"):
        lake.write(PLACES, KEY, frame.assign(mood="fine"))
    with pytest.raises(SchemaError, match="beds"):
        lake.write(PLACES, KEY, frame.drop(columns="beds"))


def test_a_reader_sees_the_old_partition_or_the_new_one(lake: Lake) -> None:
    kinds = ("inn", "hut")
    lake.write(PLACES, KEY, rows(300, kind="inn"))
    done = threading.Event()

    def keep_writing() -> None:
        for turn in range(40):
            lake.write(PLACES, KEY, rows(300, kind=kinds[turn % 2]))
        done.set()

    writer = threading.Thread(target=keep_writing)
    writer.start()
    seen = []
    while not done.is_set():
        seen.append({row["kind"] for row in lake.read_rows(PLACES, KEY)})
    writer.join()
    assert all(len(kinds_seen) == 1 for kinds_seen in seen)


def test_a_store_that_takes_no_file_leaves_the_old_one(tmp_path: Path) -> None:
    lake = Lake(url=tmp_path.as_uri())
    lake.write(PLACES, KEY, [ROW])
    blocked = (tmp_path / lake.path(PLACES, "default.other.test")).parent
    blocked.write_text("a file where a folder should be")
    with pytest.raises(StoreError, match="could not"):
        lake.write(PLACES, "default.other.test", [ROW])
    assert lake.read_rows(PLACES, KEY) == [ROW]


def test_a_write_cut_off_in_the_middle_is_no_partition(tmp_path: Path) -> None:
    lake = Lake(url=tmp_path.as_uri())
    lake.write(PLACES, KEY, [ROW])
    (tmp_path / lake.path(PLACES, KEY)).with_name("data.parquet#1").write_bytes(b"PAR1 half")
    assert lake.partitions(PLACES) == [KEY]
    assert lake.read_rows(PLACES, KEY) == [ROW]


@pytest.mark.parametrize(
    "website", ["default.demo.test", "default.127.0.0.1:8010", "default.[::1]:80", "default.büro"]
)
def test_partitions_are_listed_by_the_keys_they_were_written_under(
    lake: Lake, website: str
) -> None:
    lake.write(PLACES, website, [])
    lake.write(DAYS, f"2026-11-20|{website}", [])
    assert lake.partitions(PLACES) == [website]
    assert lake.partitions(DAYS) == [f"2026-11-20|{website}"]


@pytest.mark.parametrize("website", ["../../x", "..", "a/b", "a\\b", "", "a b", "a\x00", "a\nb"])
@pytest.mark.parametrize(("table", "day"), [(PLACES, ""), (DAYS, "2026-01-01|")])
def test_a_key_that_would_leave_its_folder_is_refused(
    lake: Lake, table: Table, day: str, website: str
) -> None:
    for act in (lake.exists, lake.delete, lake.read_rows, lake.uri):
        with pytest.raises(InputError, match="names no partition"):
            act(table, f"{day}{website}")
    with pytest.raises(InputError):
        lake.write(table, f"{day}{website}", [])


@pytest.mark.parametrize("key", [KEY, f"../..|{KEY}", f"|{KEY}", f"2026-1-1|{KEY}", f"a|b|{KEY}"])
def test_a_day_that_is_none_is_refused(lake: Lake, key: str) -> None:
    with pytest.raises(InputError, match="YYYY-MM-DD"):
        lake.write(DAYS, key, [])


def test_a_website_table_takes_no_day(lake: Lake) -> None:
    with pytest.raises(InputError, match="by website alone"):
        lake.write(PLACES, f"2026-01-01|{KEY}", [])


def test_a_partition_never_written_says_what_to_materialise(lake: Lake) -> None:
    with pytest.raises(MissingDataError, match="materialise tests/places"):
        lake.read(PLACES, KEY)
    assert lake.read_rows_if_there(PLACES, KEY) == []


def test_a_deleted_partition_is_gone_and_deleting_again_does_nothing(lake: Lake) -> None:
    lake.write(PLACES, KEY, [ROW])
    lake.delete(PLACES, KEY)
    lake.delete(PLACES, KEY)
    assert lake.partitions(PLACES) == []

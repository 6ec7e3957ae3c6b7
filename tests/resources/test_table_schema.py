"""A table's declaration: its schemas agree, a broken column is named, the seed's names are kept."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevice_assets.lake_assets import column_schema
from onevice_assets.tables import ALL, find
from resources.errors import InputError, SchemaError
from resources.lake import Lake
from resources.table_schema import Column, Table, boolean, fraction, integer, text

TABLES = list(ALL.values())
COLUMNS = (
    text("name", "Name", one_of=("a", "b")),
    integer("count", "Count"),
    fraction("rate", "Rate"),
    boolean("flag", "Flag"),
)
SMALL = Table("tests", "small", "website", (text("id", "Key"), *COLUMNS))
GOOD: dict[str, Any] = {"name": "a", "count": 1, "rate": 0.5, "flag": True}
BAD: dict[str, st.SearchStrategy[Any]] = {
    "name": st.none() | st.text().filter(lambda name: name not in ("a", "b")),
    "count": st.none() | st.integers(max_value=-1) | st.floats(0.01, 0.99) | st.booleans(),
    "rate": st.none() | st.floats(1.001) | st.floats(max_value=-0.001) | st.text(),
    "flag": st.none() | st.integers() | st.text(),
}
# lake columns of the seed that docs/decisions/0001 leaves to another place
ELSEWHERE = {
    "llm_responses": {"brands_mentioned"},
    "substitution_patterns": {"updated_at"},
}


def name_of(table: Table) -> str:
    return table.name


@settings(max_examples=30, deadline=None)
@given(data=st.data(), column=st.sampled_from(COLUMNS), place=st.integers(0, 3))
def test_a_frame_that_breaks_a_column_is_refused_by_its_name(
    data: st.DataObject, column: Column, place: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows = [{"id": str(number), **GOOD} for number in range(4)]
    rows[place][column.name] = data.draw(BAD[column.name])
    lake = Lake(url=tmp_path_factory.getbasetemp().joinpath("small").as_uri())
    with pytest.raises(SchemaError, match=rf"\b{column.name}\b"):
        lake.write(SMALL, "default.demo.test", rows)
    assert not lake.exists(SMALL, "default.demo.test")


@pytest.mark.parametrize("table", TABLES, ids=name_of)
def test_the_three_schemas_of_a_table_have_the_same_columns(table: Table) -> None:
    shown: dg.TableSchema = column_schema(table)
    assert table.arrow_schema.names == table.column_names
    assert list(table.pandera_schema.columns) == table.column_names
    assert [column.name for column in shown.columns] == table.column_names
    assert len(set(table.column_names)) == len(table.columns)


@pytest.mark.parametrize("table", TABLES, ids=name_of)
def test_a_natural_key_is_made_of_columns_that_are_never_null(table: Table) -> None:
    required = {column.name for column in table.columns if not column.nullable}
    assert set(table.natural_key) <= required
    assert all(column.description for column in table.columns)


@pytest.mark.parametrize("table", TABLES, ids=name_of)
def test_an_empty_frame_passes_every_table(table: Table, lake: Lake) -> None:
    key = "default.demo.test"
    partition = key if table.partitioned_by != "day_website" else f"2026-11-20|{key}"
    assert lake.write(table, partition, []).row_count == 0
    assert lake.read(table, partition).columns.tolist() == table.column_names


def test_an_unknown_table_names_the_tables_there_are() -> None:
    with pytest.raises(InputError, match=r"no table 'sov'.*share_of_voice"):
        find("sov")


def seed_columns(seed: str) -> dict[str, set[str]]:
    tables = re.findall(r"^CREATE TABLE (\w+) \((.*?)^\)", seed, re.MULTILINE | re.DOTALL)
    return {
        name: {
            line.split()[0]
            for line in body.splitlines()
            if re.match(r"    [a-z_]+ [A-Z]", line) and not line.strip().startswith("--")
        }
        for name, body in tables
    }


@pytest.mark.shared
def test_a_table_of_the_seed_has_the_seeds_columns(shared: Path) -> None:
    (seed,) = (shared / "seeds").glob("004_*.txt")
    expected = seed_columns(seed.read_text("utf-8"))
    ours = {name: set(table.column_names) for name, table in ALL.items() if name in expected}
    missing = {name: sorted(expected[name] - ours[name]) for name in ours}
    assert len(ours) >= 8
    allowed = {name: sorted(ELSEWHERE.get(name, set())) for name in ours}
    assert missing == allowed

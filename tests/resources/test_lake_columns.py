"""A table that got a column since a partition was written can still be read."""

from __future__ import annotations

import pytest

from resources.errors import SchemaError
from resources.lake import Lake
from resources.table_schema import Table, integer, text

PARTITION = "default.shop.test"


def table(*columns: str, nullable: bool = True) -> Table:
    declared = [text(name, name, nullable=nullable) for name in columns]
    return Table("brand_monitor", "notes", "website", (integer("id", "id"), *declared))


def test_a_column_that_may_be_null_is_null_in_older_rows(lake: Lake) -> None:
    lake.write(table("a"), PARTITION, [{"id": 1, "a": "x"}])
    (row,) = lake.read_rows(table("new", "a"), PARTITION)
    assert row == {"id": 1, "new": None, "a": "x"}


def test_a_column_that_is_gone_is_not_read(lake: Lake) -> None:
    lake.write(table("a", "b"), PARTITION, [{"id": 1, "a": "x", "b": "y"}])
    assert lake.read_rows(table("b"), PARTITION) == [{"id": 1, "b": "y"}]


def test_a_table_can_be_read_by_some_of_its_columns(lake: Lake) -> None:
    lake.write(table("a", "b"), PARTITION, [{"id": 1, "a": "x", "b": "y"}])
    assert lake.read_rows(table("a", "b", "new").only("b", "new"), PARTITION) == [
        {"b": "y", "new": None}
    ]


def test_a_column_that_must_have_a_value_asks_for_the_partition_again(lake: Lake) -> None:
    lake.write(table("a"), PARTITION, [{"id": 1, "a": "x"}])
    with pytest.raises(SchemaError, match="before it had new: materialise brand_monitor/notes"):
        lake.read(table("new", "a", nullable=False), PARTITION)

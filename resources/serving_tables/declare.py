"""How a serving table is declared: its columns as in the DDL, and their types in Arrow."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow

_LINE = re.compile(
    r"(?P<name>\w+) (?P<type>[A-Z]+)(?:\((?P<size>\d+)(?:,(?P<scale>\d+))?\))?"
    r"(?P<required> NOT NULL)?(?: -> (?P<table>\w+))?"
)
REPLACED = "replaced_characters"
"""Name of the column that tells which characters of a row were replaced."""


@dataclass(frozen=True)
class ServingScope:
    """Whose rows: a website's standing ones, or those of one of its days."""

    organization_id: str
    website_id: str
    day: date | None = None

    @property
    def columns(self) -> dict[str, str | date]:
        """Name and value of the columns that every row of the scope has."""
        named: dict[str, str | date] = {
            "organization_id": self.organization_id,
            "website_id": self.website_id,
        }
        return named | {"day": self.day} if self.day else named


@dataclass(frozen=True)
class ServingColumn:
    """One column.

    Attributes:
        type: `UUID`, `TEXT`, `VARCHAR`, `JSONB`, `INTEGER`, `DECIMAL`, `BOOLEAN`, `TIMESTAMPTZ`
            or `DATE`.
        size: longest value in characters, or digits of a decimal.
        scale: digits of a decimal after the point.
        is_required: never null.
        refers_to: the serving table its values are ids of.
    """

    name: str
    type: str
    size: int = 0
    scale: int = 0
    is_required: bool = False
    refers_to: str | None = None

    @property
    def arrow_type(self) -> pyarrow.DataType:
        """Type of the values in Arrow; ids, texts and JSON are strings."""
        import pyarrow as pa

        if self.type == "DECIMAL":
            return pa.decimal128(self.size, self.scale)
        return {
            "INTEGER": pa.int32(),
            "BOOLEAN": pa.bool_(),
            "TIMESTAMPTZ": pa.timestamp("us", tz="UTC"),
            "DATE": pa.date32(),
        }.get(self.type, pa.string())


@dataclass(frozen=True)
class ServingTable:
    """One table of schema `serving`.

    Attributes:
        name: without the schema.
        columns: in the order rows are written.
        key: columns of its primary key.
    """

    name: str
    columns: tuple[ServingColumn, ...]
    key: tuple[str, ...] = ("id",)

    @property
    def column_names(self) -> list[str]:
        """Names of the columns in their order."""
        return [column.name for column in self.columns]

    @property
    def is_daily(self) -> bool:
        """Whether its rows belong to a day of a website, not to the website as it stands."""
        return "day" in self.column_names

    @cached_property
    def arrow_schema(self) -> pyarrow.Schema:
        """Schema of its rows in Arrow; every field is nullable, the check says what may be null."""
        import pyarrow as pa

        return pa.schema([pa.field(c.name, c.arrow_type) for c in self.columns])


def declare_table(name: str, columns: str, *, key: tuple[str, ...] = ("id",)) -> ServingTable:
    """Declare a table by lines such as `prompt_id UUID NOT NULL -> prompts`.

    Args:
        name: the table.
        columns: a line for each: name, type as in the DDL, `NOT NULL`, and the serving table
            whose ids it holds.
        key: columns of its primary key.
    """
    lines = [line.strip() for line in columns.strip().splitlines()]
    return ServingTable(name, tuple(_read_column(line) for line in lines), key)


def _read_column(line: str) -> ServingColumn:
    found = _LINE.fullmatch(line)
    if found is None:
        raise ValueError(f"{line!r} declares no column")
    return ServingColumn(
        found["name"],
        found["type"],
        int(found["size"] or 0),
        int(found["scale"] or 0),
        found["required"] is not None,
        found["table"],
    )

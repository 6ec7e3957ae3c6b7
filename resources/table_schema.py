"""What a table's rows look like: declared once, used everywhere.

A `Table` gives the Arrow schema the lake writes with, the pandera schema that rows are checked
by, and the column schema the UI shows. It is plain data, so that loading the definitions imports
neither pandas nor pandera (ADR 0002).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa
    import pyarrow

Cut = Literal["website", "day_website", "batch", "organization", "client"]
ColumnType = Literal["uuid", "text", "json", "integer", "number", "boolean", "timestamp", "date"]


@dataclass(frozen=True)
class Column:
    """One column: its name, type, meaning, and what a value may be."""

    name: str
    type: ColumnType
    description: str
    nullable: bool = False
    low: float | None = None
    high: float | None = None
    one_of: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Table:
    """One lake table or mart.

    Attributes:
        system: `brand_monitor`, `entertainment`, …
        name: the table's name; the asset's, the dbt model's and the seed's too.
        partitioned_by: the cut of its lake files: `website`, `day_website`, `batch` (of an
            organization's documents), `organization` or `client` (of its campaigns).
        columns: in the order they are shown.
        natural_key: the columns that make a row itself; unique within a partition.
        description: what an analyst reads: the first line is one sentence, then grain and source.
    """

    system: str
    name: str
    partitioned_by: Cut
    columns: tuple[Column, ...]
    natural_key: tuple[str, ...] = field(default=("id",))
    description: str = ""

    @property
    def column_names(self) -> list[str]:
        """Names of the columns in their order."""
        return [column.name for column in self.columns]

    def only(self, *names: str) -> Table:
        """The table seen by some of its columns, for reading: no other one is decoded."""
        return replace(self, columns=tuple(c for c in self.columns if c.name in names))

    @cached_property
    def arrow_schema(self) -> pyarrow.Schema:
        """Arrow schema of the table's Parquet files; the same for an empty partition."""
        import pyarrow as pa

        types = {
            "uuid": pa.string(),
            "text": pa.string(),
            "json": pa.string(),
            "integer": pa.int64(),
            "number": pa.float64(),
            "boolean": pa.bool_(),
            "timestamp": pa.timestamp("us", tz="UTC"),
            "date": pa.date32(),
        }
        return pa.schema([pa.field(c.name, types[c.type], c.nullable) for c in self.columns])

    @cached_property
    def pandera_schema(self) -> pa.DataFrameSchema:
        """The check every written frame must pass: ranges, choices, nulls, unique keys."""
        import pandera.pandas as pa

        return pa.DataFrameSchema(
            {c.name: pa.Column(None, _checks(c), nullable=c.nullable) for c in self.columns},
            strict=True,
            unique=list(self.natural_key),
            name=f"{self.system}.{self.name}",
        )

    def frame(self, rows: Sequence[object]) -> pd.DataFrame:
        """Make a typed data frame of dictionaries or dataclasses; missing columns become null."""
        import pandas as pd

        records = [row if isinstance(row, dict) else vars(row) for row in rows]
        return pd.DataFrame(
            {n: pd.Series([one.get(n) for one in records], dtype=object) for n in self.column_names}
        )


def _checks(column: Column) -> list[pa.Check]:
    import pandera.pandas as pa

    checks = []
    if column.type == "integer":  # Arrow would cut 1.5 to 1 without a word
        checks.append(pa.Check(lambda values: values % 1 == 0, name="whole_number"))
    if column.low is not None:
        checks.append(pa.Check.ge(column.low))
    if column.high is not None:
        checks.append(pa.Check.le(column.high))
    if column.one_of is not None:
        checks.append(pa.Check.isin(column.one_of))
    return checks


def uuid(name: str, description: str, *, nullable: bool = False) -> Column:
    """Declare a UUID v7 as text."""
    return Column(name, "uuid", description, nullable)


def text(
    name: str, description: str, *, nullable: bool = False, one_of: tuple[str, ...] | None = None
) -> Column:
    """Declare a text column, free or of fixed choices."""
    return Column(name, "text", description, nullable, one_of=one_of)


def json(name: str, description: str, *, nullable: bool = False) -> Column:
    """Declare a column of JSON text (the seed's JSONB)."""
    return Column(name, "json", description, nullable)


def integer(name: str, description: str, *, nullable: bool = False, low: int | None = 0) -> Column:
    """Declare a whole number, by default not negative."""
    return Column(name, "integer", description, nullable, low=low)


def number(
    name: str,
    description: str,
    *,
    nullable: bool = False,
    low: float | None = 0,
    high: float | None = None,
) -> Column:
    """Declare a floating number, by default not negative."""
    return Column(name, "number", description, nullable, low=low, high=high)


def fraction(name: str, description: str, *, nullable: bool = False) -> Column:
    """Declare a rate between 0 and 1."""
    return Column(name, "number", description, nullable, low=0, high=1)


def score(name: str, description: str, *, nullable: bool = False) -> Column:
    """Declare one of the seed's scores, 0 to 100 with two decimals."""
    return Column(name, "number", description, nullable, low=0, high=100)


def boolean(name: str, description: str, *, nullable: bool = False) -> Column:
    """Declare a yes/no column."""
    return Column(name, "boolean", description, nullable)


def timestamp(name: str, description: str, *, nullable: bool = False) -> Column:
    """Declare a moment, UTC."""
    return Column(name, "timestamp", description, nullable)


def date(name: str, description: str, *, nullable: bool = False) -> Column:
    """Declare a day."""
    return Column(name, "date", description, nullable)

"""The one row of a mart that is asked about, found by what people call things."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from onevice_assets.lineage.read_day import ALL, Row
from resources.errors import InputError, MissingDataError
from resources.identity import normalize_brand_name
from resources.table_schema import Table

_SUBJECTS = ("brand_name", "missing_brand_name", "brand_a_name", "brand_b_name")
_OTHERS = ("substitute_brand_name", "brand_a_name", "brand_b_name")
_MOST_NAMED = 20
_MOST_OTHERS = 20


@dataclass(frozen=True)
class Asked:
    """Which row is meant.

    Attributes:
        brand: whom the row is about; the missing one, or one of a pair.
        against: the other brand of the row: the substitute, or the other of the pair.
        provider: one provider, or `all`; None takes `all` where the mart has it.
        where: further columns and their values, as text.
    """

    brand: str | None = None
    against: str | None = None
    provider: str | None = None
    where: Mapping[str, str] = field(default_factory=dict)


def has_brand(table: Table) -> bool:
    """Whether the table's rows are about brands."""
    return any(name in table.column_names for name in _SUBJECTS)


def choose_rows(table: Table, partition: str, rows: Sequence[Row], asked: Asked) -> list[Row]:
    """The rows of a mart that are meant; more than one where too little was said.

    Raises:
        MissingDataError: when the partition holds no row at all.
        InputError: naming the columns, brands or values that there are.
    """
    if not rows:
        raise MissingDataError(f"{table.name} of {partition} holds no row: nothing was counted.")
    for column in asked.where:
        if column not in table.column_names:
            raise InputError(
                f"{table.name} has no column {column!r}; it has {', '.join(table.column_names)}."
            )
    rows = _of_provider(table, rows, asked.provider)
    for name, columns in ((asked.brand, _SUBJECTS), (asked.against, _OTHERS)):
        if name is not None:
            rows = _of_brand(table, rows, name, columns)
    if asked.brand and asked.against:  # a brand is not its own partner
        wanted = {normalize_brand_name(asked.brand), normalize_brand_name(asked.against)}
        rows = _keep(
            rows,
            lambda row: wanted <= {normalize_brand_name(row[one]) for one in _named_in(table)},
            f"{table.name} has no row of {asked.brand!r} with {asked.against!r}",
            lambda row: [row[one] for one in _named_in(table)],
        )
    for column, value in asked.where.items():
        rows = _of_value(table, rows, column, value)
    return list(rows)


def tell_apart(table: Table, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """What tells rows apart: for each the key columns that differ, by their readable names."""
    columns = [_readable(table, name) for name in table.natural_key]
    differing = [name for name in columns if len({_as_text(row[name]) for row in rows}) > 1]
    return [{name: row[name] for name in differing} for row in rows[:_MOST_OTHERS]]


def _of_provider(table: Table, rows: Sequence[Row], provider: str | None) -> Sequence[Row]:
    wanted = provider or ALL
    if provider is None and not any(row["llm_provider"] == ALL for row in rows):
        return rows
    return _keep(
        rows,
        lambda row: row["llm_provider"] == wanted,
        f"{table.name} has no row of provider {wanted!r}",
        lambda row: [row["llm_provider"]],
    )


def _of_value(table: Table, rows: Sequence[Row], column: str, value: str) -> Sequence[Row]:
    return _keep(
        rows,
        lambda row: _as_text(row[column]) == value.casefold(),
        f"No row of {table.name} asked for has {column}={value!r}",
        lambda row: [row[column]],
    )


def _of_brand(
    table: Table, rows: Sequence[Row], brand: str, columns: Iterable[str]
) -> Sequence[Row]:
    there = [name for name in columns if name in table.column_names]
    if not there:
        raise InputError(
            f"The rows of {table.name} are not about such a brand: leave it out, or name a column "
            f"as --where COLUMN=VALUE. Columns: {', '.join(table.column_names)}."
        )
    wanted = normalize_brand_name(brand)
    return _keep(
        rows,
        lambda row: wanted in {normalize_brand_name(row[name]) for name in there},
        f"{table.name} has no row of {brand!r}",
        lambda row: [row[name] for name in there],
    )


def _keep(
    rows: Sequence[Row],
    wanted: Callable[[Row], bool],
    complaint: str,
    values: Callable[[Row], Iterable[object]],
) -> Sequence[Row]:
    kept = [row for row in rows if wanted(row)]
    if kept:
        return kept
    there = sorted({str(value) for row in rows for value in values(row) if value is not None})
    more = f" and {len(there) - _MOST_NAMED} more" if len(there) > _MOST_NAMED else ""
    raise InputError(f"{complaint}; there is: {', '.join(there[:_MOST_NAMED]) or 'none'}{more}.")


def _named_in(table: Table) -> list[str]:
    return [one for one in dict.fromkeys((*_SUBJECTS, *_OTHERS)) if one in table.column_names]


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value).casefold()


def _readable(table: Table, column: str) -> str:
    stem = column.removesuffix("_id")
    names = (f"{stem}_name", f"{stem}_text")
    return next((one for one in names if one in table.column_names), column)

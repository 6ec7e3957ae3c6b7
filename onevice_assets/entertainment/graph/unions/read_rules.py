"""A file of union rules as rows of `union_rules`: CSV with a head, or JSON, a list of objects.

Columns are those of the table; `union_code`, `state` and `year` must be there. The seed's own
form (§3.4) is taken too: `scale_rates: {daily, weekly, overtime, doubletime}`, holidays as JSON.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from onevice_assets.entertainment.graph.model.flatten import flatten
from onevice_assets.tables.entertainment_graph import union_rules
from resources.errors import InputError
from resources.identity import derived_id
from resources.table_schema import Column

MOST_BYTES = 10_000_000
_OURS = ("id", "organization_id", "created_at")
_KEY = ("union_code", "state", "year")
_SEED = "scale_rates_"
_IGNORED = ("last_updated",)
_TOLD = 5
_STATE = re.compile(r"[A-Z]{2}|\*")
_YEARS = range(1900, 2101)


def read_rules(data: bytes, organization_id: str) -> list[dict[str, Any]]:
    """Rows of a file, each checked.

    Args:
        data: the file; UTF-8, with or without a byte order mark.
        organization_id: whose rules they are.

    Raises:
        InputError: naming the first five faults by row; nothing of the file is of use then.
    """
    faults: list[str] = []
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for number, given in enumerate(_parse(data), start=1):
        try:
            row = _read_row(given, organization_id)
        except ValueError as error:
            faults.append(f"row {number}: {error}")
            continue
        key = tuple(row[name] for name in _KEY)
        if key in rows:
            faults.append(f"row {number}: {key[0]}, {key[1]}, {key[2]} is there twice")
        rows[key] = row
    if faults or not rows:
        more = f" (and {len(faults) - _TOLD} more)" if len(faults) > _TOLD else ""
        told = "; ".join(faults[:_TOLD]) or "it has no row"
        raise InputError(
            f"The file of union rules cannot be used: {told}{more}. Nothing was imported. It "
            f"needs {', '.join(_KEY)} and may have {', '.join(_columns().keys() - set(_KEY))}."
        )
    return [rows[key] for key in sorted(rows)]


def _parse(data: bytes) -> Iterator[Mapping[str, Any]]:
    if len(data) > MOST_BYTES:
        raise InputError(f"A file of union rules has at most {MOST_BYTES:,} bytes; nothing done.")
    try:
        text = data.decode("utf-8-sig")
        if not text.lstrip().startswith(("[", "{")):
            yield from csv.DictReader(io.StringIO(text, newline=""), strict=True)
            return
        read = json.loads(text)
    except (UnicodeDecodeError, csv.Error, json.JSONDecodeError, RecursionError) as error:
        raise InputError(
            f"The file of union rules is neither CSV nor JSON in UTF-8 ({error}). Nothing was "
            "imported."
        ) from error
    for one in read if isinstance(read, list) else [read]:
        if not isinstance(one, dict):
            raise InputError(
                "A JSON file of union rules is a list of objects. Nothing was imported."
            )
        yield one


def _columns() -> dict[str, Column]:
    return {one.name: one for one in union_rules.columns if one.name not in _OURS}


def _read_row(given: Mapping[str, Any], organization_id: str) -> dict[str, Any]:
    if None in given:
        raise ValueError("it has more cells than the head")
    flat = {
        name.strip().replace(_SEED, "scale_"): value
        for name, value in flatten(given).items()
        if value not in (None, "") and name not in _IGNORED
    }
    columns = _columns()
    if unknown := sorted(flat.keys() - columns.keys()):
        raise ValueError(f"there is no column {', '.join(unknown)}")
    if missing := [name for name in _KEY if name not in flat]:
        raise ValueError(f"{' and '.join(missing)} is missing")
    row = {name: _read_value(one, flat.get(name)) for name, one in columns.items()}
    if not _STATE.fullmatch(row["state"]):
        raise ValueError(f"state {row['state']!r} is no two letters, nor *")
    if row["year"] not in _YEARS:
        raise ValueError(f"year {row['year']} is none")
    start = datetime(row["year"], 1, 1, tzinfo=UTC)
    key = (organization_id, *(row[name] for name in _KEY))
    identity = derived_id(start, union_rules.name, *key)
    return {"id": identity, "organization_id": organization_id, **row, "created_at": start}


def _read_value(column: Column, value: Any) -> Any:
    if value is None:
        return None
    if column.name in ("state", "union_code"):
        return str(value).strip().upper()
    read = {"integer": _read_integer, "number": _read_number, "date": _read_date}
    if column.type == "json":
        return _read_list(value)
    if column.type not in read:
        return str(value).strip()
    try:
        made = read[column.type](value)
    except (ValueError, TypeError, OverflowError) as error:
        raise ValueError(f"{column.name} {str(value)[:40]!r} is no {column.type}") from error
    if isinstance(made, (int, float)) and not _is_within(column, made):
        raise ValueError(f"{column.name} {made} is not within {column.low} and {column.high}")
    return made


def _is_within(column: Column, value: float) -> bool:
    low, high = column.low, column.high
    return (low is None or value >= low) and (high is None or value <= high)


def _read_integer(value: Any) -> int:
    if isinstance(value, bool) or (isinstance(value, float) and value % 1):
        raise ValueError
    return int(value)


def _read_number(value: Any) -> float:
    if isinstance(value, bool) or str(value).strip().lower().lstrip("+-") in (
        "nan",
        "inf",
        "infinity",
    ):
        raise ValueError
    return float(value)


def _read_date(value: Any) -> date:
    return date.fromisoformat(str(value).strip())


def _read_list(value: Any) -> str:
    """A list as JSON: one that is, one written in JSON, or names with semicolons between."""
    if isinstance(value, str) and not value.strip().startswith("["):
        value = [one.strip() for one in value.split(";") if one.strip()]
    try:
        read = json.loads(value) if isinstance(value, str) else value
    except json.JSONDecodeError as error:
        raise ValueError(f"{value[:40]!r} is no list") from error
    if not isinstance(read, list) or not all(isinstance(one, str) for one in read):
        raise ValueError(f"{str(value)[:40]!r} is no list of texts")
    return json.dumps(read, ensure_ascii=False)

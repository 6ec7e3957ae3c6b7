"""When two copies are equal: counts and hashes that do not depend on the order of rows."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from onevice_assets.publishing.projection import SHARED, VECTOR, Rows

if TYPE_CHECKING:
    import pyarrow

_BATCH = 10_000


@dataclass(frozen=True)
class Digest:
    """What a table comes down to.

    Attributes:
        row_count: its rows.
        sha256_sum: hexadecimal sum of the rows' SHA-256, modulo 2^256: the same in any order,
            and, unlike an exclusive or, different when a row is there twice.
    """

    row_count: int
    sha256_sum: str


def digest_rows(rows: Rows) -> dict[str, Digest]:
    """Digest of each table, by its name; without vectors and what scopes share."""
    return {name: digest_table(table) for name, table in sorted(rows.items())}


def fingerprint(rows: Rows) -> str:
    """One hash of all tables: equal exactly when the digests of those that have rows are."""
    told = {name: vars(one) for name, one in digest_rows(rows).items() if one.row_count}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def digest_table(table: pyarrow.Table) -> Digest:
    """Digest of one table, whatever the order of its rows and columns."""
    total = sum(int(one, 16) for one in hash_rows(table))
    return Digest(table.num_rows, f"{total % 2**256:064x}")


def hash_rows(table: pyarrow.Table) -> Iterator[str]:
    """SHA-256 of each row in its order; without vectors and what scopes share."""
    columns = sorted(name for name in table.column_names if name not in (VECTOR, SHARED))
    for batch in table.select(columns).to_batches(max_chunksize=_BATCH):
        for row in batch.to_pylist():
            yield hashlib.sha256(_canonical(row)).hexdigest()


def _canonical(row: Mapping[str, Any]) -> bytes:
    """The row as JSON, without nulls: a store may not tell a missing value from none."""
    there = {name: value for name, value in row.items() if value is not None}
    return _ENCODER.encode(there).encode()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value.normalize())
    raise TypeError(f"{type(value).__name__} has no place in a projection")


# one for all rows: `json.dumps` would make one for each
_ENCODER = json.JSONEncoder(default=_plain, ensure_ascii=False, separators=(",", ":"))

"""Rows of PostgreSQL tables by owner and day: what there is, and their going.

Rows are archived as JSON lines, gzipped, as PostgreSQL writes them, and deleted in the transaction
that read them: what goes is what was archived, whoever writes meanwhile.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from onevice_assets.upkeep.retention.data_type import DataType, TableRows
from onevice_assets.upkeep.retention.owners import NOBODY, Owners
from onevice_assets.upkeep.retention.unit import Unit
from resources.archive import Original
from resources.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import Connection

_NAMES = ("organization", "website", "client", "subject")


@dataclass(frozen=True)
class RowSource:
    """Removes rows of one table; every method takes the transaction it is part of."""

    of: DataType
    place: TableRows

    def list_units(self, db: Connection, owners: Owners) -> list[Unit]:
        """Every owner's every day that has rows that may go."""
        columns = ", ".join(self._columns())
        sql = (
            f"SELECT {self._day()} AS day, {columns}, count(*) FROM {self.place.table} one "
            f"WHERE {self.place.time} IS NOT NULL AND {self.place.where} "
            f"GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5"
        )
        return [self._make(owners, *row) for row in db.exec_driver_sql(sql, {})]

    def _make(self, owners: Owners, day: date, *found: Any) -> Unit:
        organization, website, client, subject, count = found
        _, scope = owners.find(website or client or organization or NOBODY, day, self.of.lacks)
        # what the control plane does not know any more is still told by the row
        scope = replace(
            scope,
            organization_id=scope.organization_id or organization,
            website_id=scope.website_id or website,
            client_id=scope.client_id or client,
            subject=subject,
        )
        owner = next(filter(None, (subject, website, client, organization)), NOBODY)
        return Unit(self.of.name, owner, day, scope, (self.place.table,), count)

    def take(self, db: Connection, unit: Unit, keep: Callable[[Iterable[Original]], object]) -> int:
        """Delete a unit's rows after `keep` has taken them; how many.

        Raises:
            StoreError: they could not be kept, or are referred to; none is deleted.
        """
        rows = self._delete(db, unit)
        if rows and self.of.is_archived:
            lines = "".join(f"{row}\n" for row in rows).encode()
            keep([Original("rows", self.place.table, gzip.compress(lines, mtime=0))])
        return len(rows)

    def _delete(self, db: Connection, unit: Unit) -> list[str]:
        from sqlalchemy.exc import DBAPIError

        where, values = self._where(unit)
        sql = (
            f"WITH gone AS (DELETE FROM {self.place.table} one WHERE {where} RETURNING one.*) "
            "SELECT to_jsonb(gone)::text FROM gone ORDER BY 1"
        )
        try:
            return [row[0] for row in db.exec_driver_sql(sql, values)]
        except DBAPIError as error:
            reason = str(error.orig).split("\n", 1)[0]
            raise StoreError(
                f"PostgreSQL did not let rows of {self.place.table} of {unit.day} go: {reason}. "
                "All of them stay."
            ) from error

    def _where(self, unit: Unit) -> tuple[str, dict[str, Any]]:
        scope = unit.scope
        asked = (scope.organization_id, scope.website_id, scope.client_id, scope.subject)
        values: dict[str, Any] = {"day": unit.day}
        parts = [f"{self._day()} = %(day)s", f"({self.place.where})"]
        for name, value in zip(_NAMES, asked, strict=True):
            if column := getattr(self.place, name):
                parts.append(f"{column}::text IS NOT DISTINCT FROM %({name})s")
                values[name] = value
        return " AND ".join(parts), values

    def _day(self) -> str:
        """The day of a row, UTC; a column of days is one already."""
        time = self.place.time
        return time if time == "day" else f"(one.{time} AT TIME ZONE 'UTC')::date"

    def _columns(self) -> list[str]:
        named = (getattr(self.place, name) for name in _NAMES)
        return [f"{column}::text" if column else "NULL::text" for column in named]


def restore_rows(db: Connection, table: str, data: bytes) -> int:
    """Insert archived rows again; those that are there stay as they are. How many were missing."""
    sql = (
        f"INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table}, %(row)s::jsonb)).* "
        "ON CONFLICT DO NOTHING"
    )
    lines = gzip.decompress(data).decode().splitlines()
    return sum(db.exec_driver_sql(sql, {"row": line}).rowcount for line in lines)

"""PostgreSQL: a column that follows from others and may not be empty, added to a table in use.

A generated column would do it in one statement, and rewrite the table behind a lock that keeps
every reader out. Here no statement holds such a lock for longer than it takes to note something:

- expand adds the column, empty and allowed to be; dual write is a trigger, so every writer there
  is writes it, those that know nothing of it too. Making it waits for writers that began before.
- The backfill goes along the primary key, a short transaction a batch.
- contract proves NOT NULL by a CHECK that is validated beside writers, and forbids what is empty.
  The trigger stays: it is what fills the column.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from resources.control_plane.engine import allow_seconds
from resources.patience import retry

if TYPE_CHECKING:
    from resources.change.store_change import Alone, Row
    from resources.control_plane.resource import ControlPlane

_BATCH: Final = 5_000
_LOCK_SECONDS: Final = 2
_LOCKED: Final = "55P03"


@dataclass(frozen=True)
class ColumnChange:
    """See `StoreChange`; a write reaches both shapes at once, by the trigger.

    Attributes:
        control: the database.
        name, what: see `StoreChange`.
        table: with its schema.
        key: columns of its primary key.
        column, type: of the new one.
        expression: what it holds, of the same row's columns as `{row}.source`; never NULL.
    """

    control: ControlPlane
    name: str
    what: str
    table: str
    key: tuple[str, ...]
    column: str
    type: str
    expression: str
    store: str = "postgres"
    is_atomic: bool = True

    @property
    def adds(self) -> frozenset[str]:
        """See `StoreChange`."""
        trigger = f"trigger {self.table}.{self._trigger}"
        return frozenset({f"{self.table}.{self.column}", trigger, f"function {self._function}()"})

    def read_old(self) -> Iterator[Row]:
        """See `StoreChange`; whole rows, along the primary key."""
        for page in self._pages("to_jsonb(t) AS row", ""):
            yield from (one["row"] for one in page)

    def put_back(self, rows: Iterable[Row]) -> int:
        """See `StoreChange`; a row that is there under its key stays as it is."""
        left, count = iter(rows), 0
        while some := list(islice(left, _BATCH)):
            with self.control.begin() as db:
                done = db.exec_driver_sql(
                    f"INSERT INTO {self.table} SELECT r.* FROM "
                    f"jsonb_populate_recordset(NULL::{self.table}, %(rows)s::jsonb) AS r "
                    "ON CONFLICT DO NOTHING",
                    {"rows": json.dumps(some)},
                )
                count += done.rowcount
        return count

    def make_new(self) -> None:
        """See `StoreChange`."""
        self._briefly(f"ALTER TABLE {self.table} ADD COLUMN IF NOT EXISTS {self._column}")

    def drop_new(self) -> None:
        """See `StoreChange`."""
        self._briefly(f"ALTER TABLE {self.table} DROP COLUMN IF EXISTS {self.column}")

    def start_dual_write(self) -> None:
        """See `StoreChange`; waits for the writers that began before."""
        self._briefly(
            f"CREATE OR REPLACE FUNCTION {self._function}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$BEGIN NEW.{self.column} := {self.expression.format(row='NEW')}; RETURN NEW; END$$",
            f"CREATE OR REPLACE TRIGGER {self._trigger} BEFORE INSERT OR UPDATE ON {self.table} "
            f"FOR EACH ROW EXECUTE FUNCTION {self._function}()",
        )

    def stop_dual_write(self) -> None:
        """See `StoreChange`."""
        self._briefly(
            f"DROP TRIGGER IF EXISTS {self._trigger} ON {self.table}",
            f"DROP FUNCTION IF EXISTS {self._function}()",
        )

    def fill_new(self, alone: Alone) -> int:  # noqa: ARG002
        """See `StoreChange`; the trigger works the value out."""
        keys = ", ".join(f"t.{one}" for one in self.key)
        names, places = ", ".join(self.key), self._keys_given
        count = 0
        for page in self._pages(keys, f"t.{self.column} IS NULL"):
            with self.control.begin() as db:
                values = {one: [row[one] for row in page] for one in self.key}
                done = db.exec_driver_sql(
                    f"UPDATE {self.table} AS t SET {self.column} = DEFAULT "
                    f"FROM unnest({places}) AS given({names}) WHERE ({keys}) = "
                    f"({', '.join(f'given.{one}' for one in self.key)})",
                    values,
                )
                count += done.rowcount
        return count

    def clear_new(self) -> None:
        """See `StoreChange`: nothing, for what the trigger writes is right as it is."""

    def compare(self) -> list[str]:
        """See `StoreChange`."""
        wanted = self.expression.format(row="t")
        with self.control.begin() as db:
            found = db.exec_driver_sql(
                f"SELECT concat_ws(' ', {', '.join(self.key)}) FROM {self.table} AS t "
                f"WHERE t.{self.column} IS DISTINCT FROM {wanted} LIMIT 6"
            )
            return [f"{self.table} {key} has another {self.column}" for (key,) in found]

    def drop_old(self) -> None:
        """See `StoreChange`: from here on the column may not be empty."""
        self._briefly(
            f"ALTER TABLE {self.table} DROP CONSTRAINT IF EXISTS {self._proof}",
            f"ALTER TABLE {self.table} ADD CONSTRAINT {self._proof} "
            f"CHECK ({self.column} IS NOT NULL) NOT VALID",
        )
        self._briefly(f"ALTER TABLE {self.table} VALIDATE CONSTRAINT {self._proof}")
        self._briefly(
            f"ALTER TABLE {self.table} ALTER COLUMN {self.column} SET NOT NULL",
            f"ALTER TABLE {self.table} DROP CONSTRAINT {self._proof}",
        )

    def make_old(self) -> None:
        """See `StoreChange`: the column may be empty again."""
        self._briefly(
            f"ALTER TABLE {self.table} DROP CONSTRAINT IF EXISTS {self._proof}",
            f"ALTER TABLE {self.table} ALTER COLUMN {self.column} DROP NOT NULL",
        )

    def fill_old(self, alone: Alone) -> int:  # noqa: ARG002
        """See `StoreChange`: what the column follows from was never taken away."""
        return 0

    @property
    def _column(self) -> str:
        return f"{self.column} {self.type}"

    @property
    def _function(self) -> str:
        return f"{self.table}_fill_{self.column}"

    @property
    def _trigger(self) -> str:
        return f"fill_{self.column}"

    @property
    def _proof(self) -> str:
        return f"{self.column}_is_there"

    @property
    def _keys_given(self) -> str:
        return ", ".join(f"%({one})s::uuid[]" for one in self.key)

    def _pages(self, columns: str, condition: str) -> Iterator[list[dict[str, Any]]]:
        """Rows along the primary key, a transaction a page."""
        key = ", ".join(f"t.{one}" for one in self.key)
        named = ", ".join(f"t.{one}::text AS after_{one}" for one in self.key)
        after: dict[str, Any] = {}
        while True:
            beyond = f"({key}) > ({', '.join(f'%({one})s::uuid' for one in self.key)})"
            wanted = " AND ".join(filter(None, [condition, beyond if after else ""])) or "TRUE"
            with self.control.begin() as db:
                found = db.exec_driver_sql(
                    f"SELECT {columns}, {named} FROM {self.table} AS t WHERE {wanted} "
                    f"ORDER BY {key} LIMIT {_BATCH}",
                    after,
                )
                page = [dict(row) for row in found.mappings()]
            if not page:
                return
            yield page
            after = {one: page[-1][f"after_{one}"] for one in self.key}

    def _briefly(self, *statements: str) -> None:
        """Change the schema in one transaction that gives up where others are in its way.

        Everybody who comes later waits behind a change that waits: so it waits two seconds, lets
        them through, and tries again.
        """
        retry(_is_locked, 0.5)(self._change, statements)

    def _change(self, statements: tuple[str, ...]) -> None:
        with self.control.begin() as db:
            allow_seconds(db, None)  # proving NOT NULL reads the table, and is in nobody's way
            db.exec_driver_sql(f"SET LOCAL lock_timeout = '{_LOCK_SECONDS}s'")
            for one in statements:
                db.exec_driver_sql(one)


def _is_locked(error: BaseException) -> bool:
    driver = getattr(error.__cause__, "orig", None)
    return getattr(driver, "sqlstate", None) == _LOCKED

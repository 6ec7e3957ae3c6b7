"""A PostgreSQL database as of one moment: its schema, and each table as text in order of its key.

One read-only transaction (REPEATABLE READ) sees one moment in every table; `pg_dump` is given its
snapshot for the schema. The order makes the bytes of a table depend on its rows alone: what did
not change is not kept twice, and what was restored is compared by its hash. Restoring needs no
program: the schema is plain SQL. Not here: what tables mean.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import psycopg
from psycopg import sql

from resources.backup.entries import Item, read_entry
from resources.backup.manifest import Entry
from resources.backup.stores.dump_schema import SECTIONS, dump_schema
from resources.backup.vault import Vault
from resources.errors import StoreError

if TYPE_CHECKING:
    from psycopg import Connection

_LOCK: Final = 6_831_203_046  # any number that nothing else in the database uses
_CHUNK: Final = 1024 * 1024
_TABLES: Final = """
SELECT n.nspname, c.relname,
    ARRAY(SELECT attname FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0
          AND NOT attisdropped AND attgenerated = '' ORDER BY attnum) AS columns,
    ARRAY(SELECT a.attname FROM pg_index i, unnest(i.indkey) WITH ORDINALITY k(attnum, place)
          JOIN pg_attribute a ON a.attnum = k.attnum AND a.attrelid = c.oid
          WHERE i.indrelid = c.oid AND i.indisprimary ORDER BY k.place) AS key
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND NOT n.nspname ~ '^(pg_|information_schema$)'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
ORDER BY 1, 2
"""
_SEQUENCES: Final = """
SELECT schemaname, sequencename, last_value FROM pg_sequences
WHERE last_value IS NOT NULL AND NOT schemaname ~ '^(pg_|information_schema$)' ORDER BY 1, 2
"""
_PLAIN: Final = """
SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres';
SET extra_float_digits = 3; SET bytea_output = 'hex'; SET synchronize_seqscans = off;
SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0;
SET row_security = off; SET client_encoding = 'UTF8'
"""


@dataclass(frozen=True)
class Snapshot:
    """An open transaction that sees one moment.

    Attributes:
        name: what its entries' paths begin with.
        url: the address, for `pg_dump`.
        db: the connection.
    """

    name: str
    url: str
    db: Connection[Any]

    def list_items(self) -> Iterator[Item]:
        """The schema, the tables and the sequences; they are read one after the other."""
        snapshot = str(self.db.execute("SELECT pg_export_snapshot()").fetchone()[0])  # type: ignore[index]
        version = self.db.info.server_version
        for section in SECTIONS:
            read = partial(dump_schema, self.url, snapshot, section, version)
            yield Item(f"{self.name}/schema/{section}.sql", read, alone=True)
        for schema, table, columns, key in self.db.execute(_TABLES).fetchall():
            read_table = partial(self._copy, schema, table, columns, key)
            detail = {"schema": schema, "table": table, "columns": columns}
            yield Item(f"{self.name}/table/{schema}.{table}", read_table, detail=detail, alone=True)
        yield Item(f"{self.name}/sequences.sql", self._tell_sequences, alone=True)

    def _copy(self, schema: str, table: str, columns: list[str], key: list[str]) -> Iterator[bytes]:
        order = sql.SQL(", ").join(map(sql.Identifier, key)) if key else sql.SQL("t::text")
        statement = sql.SQL("COPY (SELECT {} FROM {} t ORDER BY {}) TO STDOUT").format(
            sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(schema, table), order
        )
        with self.db.cursor() as cursor, cursor.copy(statement) as copy:
            held = bytearray()
            for row in copy:
                held += row
                if len(held) >= _CHUNK:
                    yield bytes(held)
                    held.clear()
            yield bytes(held)

    def _tell_sequences(self) -> Iterator[bytes]:
        for schema, name, value in self.db.execute(_SEQUENCES).fetchall():
            place = sql.Identifier(schema, name).as_string(self.db)
            yield (
                (sql.SQL("SELECT setval({}, {});\n").format(sql.Literal(place), sql.Literal(value)))
                .as_string(self.db)
                .encode()
            )


@contextmanager
def open_snapshot(name: str, url: str) -> Iterator[Snapshot]:
    """Hold one moment of a database, and the lock that keeps a second backup away.

    Args:
        name: what its entries' paths begin with.
        url: a libpq address.

    Raises:
        StoreError: the server does not answer, or a backup of this database is under way.
    """
    with _telling(name), psycopg.connect(url) as db:
        db.execute(_PLAIN)
        db.commit()
        db.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        db.read_only = True
        row = db.execute("SELECT pg_try_advisory_lock(%s)", (_LOCK,)).fetchone()
        if not (row and row[0]):
            raise StoreError(
                "A backup of this database is under way: wait until it has ended, then look at "
                "`onevice backup list`."
            )
        yield Snapshot(name, url, db)


def is_empty(url: str) -> bool:
    """Whether a database has no table of its own."""
    with _telling("postgres"), psycopg.connect(url) as db:
        return db.execute(_TABLES).fetchone() is None


def restore_database(
    vault: Vault, entries: Iterable[Entry], name: str, url: str, tell: Callable[[int], None]
) -> None:
    """Make an empty database what it was: all of it, or nothing, in one transaction.

    Raises:
        BrokenBackupError: a piece is not what was written.
        StoreError: the server refuses it, or the database is not empty.
    """
    given = {one.path.removeprefix(f"{name}/"): one for one in entries}
    if not given:
        return
    tables = [one for path, one in given.items() if path.startswith("table/")]
    before, after = (given[f"schema/{section}.sql"] for section in SECTIONS)
    with _telling(name), psycopg.connect(url) as db:
        db.execute(_PLAIN)
        _run(db, vault, before)
        for entry in tables:
            _fill(db, vault, entry)
            tell(entry.size)
        _run(db, vault, given["sequences.sql"])
        _run(db, vault, after)


def _fill(db: Connection[Any], vault: Vault, entry: Entry) -> None:
    told = entry.detail
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(told["schema"], told["table"]),
        sql.SQL(", ").join(map(sql.Identifier, told["columns"])),
    )
    with db.cursor() as cursor, cursor.copy(statement) as copy:
        for content in read_entry(vault, entry):
            copy.write(content)


def _run(db: Connection[Any], vault: Vault, entry: Entry) -> None:
    text = b"".join(read_entry(vault, entry))
    # an extension brings its own comment, which only its owner may set
    text = re.sub(rb"^COMMENT ON EXTENSION .*;$", b"", text, flags=re.M)
    if text.strip():
        db.execute(text)


@contextmanager
def _telling(name: str) -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        said = (str(error).splitlines() or ["it said nothing"])[0]
        raise StoreError(
            f"PostgreSQL ({name}) did not do it: {said}. Nothing of it was kept; check that it "
            "runs and what this user may do, then do the same again."
        ) from error

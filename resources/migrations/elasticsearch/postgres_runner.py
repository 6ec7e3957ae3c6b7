"""Brings the search in PostgreSQL to a version: new tables, filled, behind the same views.

All of it is one transaction: readers see the old tables until its end, writers wait for it, and a
runner that dies leaves nothing. Two runners wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from resources.control_plane.resource import ControlPlane
from resources.migrations.elasticsearch import postgres_tables as tables
from resources.migrations.elasticsearch.revisions import (
    AppliedState,
    SearchRevision,
    check_known,
    choose,
    known_revisions,
    list_steps,
)
from resources.migrations.store_migrations import Drift, Revision
from resources.search_index.declaration import IndexDeclaration
from resources.search_index.postgres_index import insert, view_name

if TYPE_CHECKING:
    from sqlalchemy import Connection

_BATCH = 500


@dataclass(frozen=True)
class PostgresSearchMigrations:
    """Versions of the search of one system in the control plane's PostgreSQL.

    Attributes:
        control: the database.
        prefix: what every table's name begins with.
        revisions: known ones; those of `versions/` unless a test says otherwise.
    """

    control: ControlPlane
    prefix: str
    revisions: Sequence[SearchRevision] = field(default_factory=known_revisions)

    @property
    def store(self) -> str:
        """The role this is of."""
        return "search"

    def status(self) -> Sequence[Revision]:
        """Every version in order, and whether the tables are at it."""
        with self.control.begin_as_is() as db:
            state = self._read(db)
        at = state.applied_at
        return [
            Revision(one.version, one.name, is_applied, at if is_applied else None)
            for one in self.revisions
            for is_applied in [one.version <= state.version]
        ]

    def up(self, to: str | None = None, *, dry_run: bool = False) -> Sequence[Revision]:
        """Bring the tables up to a version, the newest by default, in one transaction."""
        with self._begin(dry_run=dry_run) as db:
            state = self._read(db)
            target = choose(self.revisions, to)
            steps = list_steps(self.revisions, state.version, target, is_up=True)
            if steps and not dry_run:
                self._move(db, target)
            return steps

    def down(self, to: str, *, dry_run: bool = False) -> Sequence[Revision]:
        """Take the tables back to a version; `0000` drops them."""
        with self._begin(dry_run=dry_run) as db:
            state = self._read(db)
            target = choose(self.revisions, to)
            steps = list_steps(self.revisions, state.version, target, is_up=False)
            if steps and not dry_run:
                self._move(db, target)
            return steps

    def check(self) -> Sequence[Drift]:
        """Every difference between the newest declaration and the tables."""
        newest = self.revisions[-1]
        with self.control.begin_as_is() as db:
            state = self._read(db)
            found = [drift for one in newest.indexes for drift in self._compare(db, one)]
            if state.version != newest.version:
                found.insert(0, Drift("version of the search", newest.version, state.version))
            declared = {tables.table_name(self.prefix, one) for one in newest.indexes}
            left = sorted(set(tables.list_tables(db, self.prefix)) - declared)
        return [*found, *(Drift(f"table {one}", "", "there") for one in left)]

    @contextmanager
    def _begin(self, *, dry_run: bool) -> Iterator[Connection]:
        """A transaction that takes its time, and is alone in migrating any search here."""
        with self.control.begin_as_is() as db:
            if not dry_run:
                db.exec_driver_sql("SET LOCAL statement_timeout = 0")
                tables.ensure_state(db)
            yield db

    def _read(self, db: Connection) -> AppliedState:
        if not tables.has_state(db):
            return AppliedState()
        row = db.exec_driver_sql(
            f"SELECT version, checksums, applied_at FROM {tables.STATE} WHERE prefix = %(prefix)s",
            {"prefix": self.prefix},
        ).first()
        state = AppliedState(row.version, row.checksums, row.applied_at) if row else AppliedState()
        check_known(self.revisions, state.version, state.checksums, "PostgreSQL")
        return state

    def _move(self, db: Connection, target: SearchRevision | None) -> None:
        wanted = target.indexes if target else ()
        for declared in wanted:
            self._bring(db, declared)
        keep = {tables.table_name(self.prefix, one) for one in wanted}
        for table in tables.list_tables(db, self.prefix):
            if table not in keep:
                db.exec_driver_sql(f"DROP TABLE {table} CASCADE")
        db.exec_driver_sql(
            f"DELETE FROM {tables.STATE} WHERE prefix = %(prefix)s", {"prefix": self.prefix}
        )
        if target:
            self._note(db, target)

    def _bring(self, db: Connection, declared: IndexDeclaration) -> None:
        """Make a version's table, fill it from the one before, and let the view read it."""
        view = view_name(self.prefix, declared.name)
        table = tables.table_name(self.prefix, declared)
        before = tables.view_target(db, view)
        if before == table:
            return
        tables.make_table(db, table)
        if before:
            # writers wait here, before they have looked what the view stands for
            db.exec_driver_sql(f"LOCK TABLE {view} IN SHARE ROW EXCLUSIVE MODE")
            _copy(db, before, table, declared)
        tables.point_view(db, view, table)

    def _note(self, db: Connection, target: SearchRevision) -> None:
        import json

        db.exec_driver_sql(
            f"INSERT INTO {tables.STATE} VALUES "
            "(%(prefix)s, %(version)s, %(checksums)s::jsonb, %(applied_at)s)",
            {
                "prefix": self.prefix,
                "version": target.version,
                "checksums": json.dumps({one.name: one.checksum for one in target.indexes}),
                "applied_at": datetime.now(UTC),
            },
        )

    def _compare(self, db: Connection, declared: IndexDeclaration) -> Iterator[Drift]:
        view = view_name(self.prefix, declared.name)
        table = tables.table_name(self.prefix, declared)
        target = tables.view_target(db, view)
        if target != table:
            yield Drift(f"view {view}", table, target or "")
        columns = tables.actual_columns(db, table)
        if not columns:
            yield Drift(f"table {table}", "there", "")
            return
        for name in sorted({*tables.COLUMNS, *columns}):
            wanted, found = tables.COLUMNS.get(name, ""), columns.get(name, "")
            if wanted != found:
                yield Drift(f"column {table}.{name}", wanted, found)
        indexes = tables.actual_indexes(db, table)
        for name in sorted({*tables.INDEXES, *indexes}):
            wanted, found = (" ".join(one.get(name, "")) for one in (tables.INDEXES, indexes))
            if wanted != found:
                yield Drift(f"index {name} of {table}", wanted.strip(), found.strip())


def _copy(db: Connection, before: str, table: str, declared: IndexDeclaration) -> None:
    """Read every document anew, for another version finds words in other fields."""
    rows = db.exec_driver_sql(
        f"SELECT document FROM {before}", execution_options={"stream_results": True}
    )
    for part in rows.scalars().partitions(_BATCH):
        known = [{k: v for k, v in one.items() if k in declared.names} for one in part]
        insert(db, table, declared, known)

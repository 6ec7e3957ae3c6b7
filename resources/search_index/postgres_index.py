"""The search in PostgreSQL: a table per index behind a view, found by a GIN index on `tsvector`.

A replacement is one transaction; a late one, of a process that has lost its saga, is refused. The
tables are made and checked in `resources/migrations/elasticsearch/postgres_tables.py`; how texts
are read is in `postgres_texts.py`, what is selected in `postgres_query.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from resources.control_plane.resource import ControlPlane
from resources.errors import MissingDataError
from resources.resilience.guard import measured
from resources.saga.fence import hold_fence
from resources.search_index.declaration import IndexDeclaration
from resources.search_index.documents import (
    Document,
    DocumentScope,
    Replaced,
    Tenant,
    check_documents,
    drop_nul,
)
from resources.search_index.postgres_query import SCOPE_SQL, find, scope_values
from resources.search_index.postgres_texts import CLASSES, VECTOR_SQL, fold_document
from resources.search_index.search_query import Found, SearchQuery, check_query

if TYPE_CHECKING:
    from sqlalchemy import Connection

_BATCH = 500
_KEYS = ("organization_id", "website_id", "id", "day")
_UNDEFINED = ("42P01", "3F000")  # no such table, no such schema


_TENANTS_SQL = (
    "(organization_id = ANY(%(organizations)s) OR (organization_id, website_id) IN "
    "(SELECT * FROM unnest(%(of)s::text[], %(websites)s::text[])))"
)


def _tenant_values(tenants: Sequence[Tenant]) -> dict[str, list[str]]:
    some = [(one.organization_id, one.website_id) for one in tenants if one.website_id]
    return {
        "organizations": [one.organization_id for one in tenants if not one.website_id],
        "of": [owner for owner, _ in some],
        "websites": [website for _, website in some],
    }


def view_name(prefix: str, index: str) -> str:
    """Name of the view that stands for an index, whatever its version."""
    return f"search.{prefix.replace('-', '_')}_{index}"


class PostgresSearchIndex:
    """The indexes of one system in the control plane's PostgreSQL."""

    def __init__(
        self,
        control: ControlPlane,
        prefix: str,
        declared: Mapping[str, IndexDeclaration],
        make: Callable[[], object],
    ) -> None:
        """Search in tables whose names begin with a prefix.

        Args:
            control: the database.
            prefix: what every table's name begins with.
            declared: indexes by name.
            make: makes the tables, for the first replacement of all.
        """
        self._control = control
        self._prefix = prefix
        self._declared = declared
        self._make = make

    @property
    def address(self) -> str:
        """Where it is, without a secret."""
        from resources.control_plane.failures import describe

        with self._control.begin() as db:
            return describe(db.engine.url)

    def replace(self, index: str, scope: DocumentScope, documents: Sequence[Document]) -> Replaced:
        """Make the index hold exactly these documents of the scope, in one transaction."""
        check_documents(scope, documents)
        try:
            return self._replace(index, scope, documents)
        except MissingDataError:
            self._make()
        return self._replace(index, scope, documents)

    def read(self, index: str, scope: DocumentScope) -> list[Document]:
        """Every document of a scope, by id."""
        view = view_name(self._prefix, index)
        with self._begin(index, "read") as db:
            found = db.exec_driver_sql(
                f'SELECT document FROM {view} WHERE {SCOPE_SQL} ORDER BY id COLLATE "C"',
                scope_values(scope),
            )
            return list(found.scalars())

    def count(self, index: str, scope: DocumentScope) -> int:
        """How many documents a scope has."""
        view = view_name(self._prefix, index)
        with self._begin(index, "read") as db:
            sql = f"SELECT count(*) FROM {view} WHERE {SCOPE_SQL}"
            return int(db.exec_driver_sql(sql, scope_values(scope)).scalar_one())

    def count_all(self, index: str, tenants: Sequence[Tenant]) -> int:
        """How many documents some tenants have, of every day."""
        view = view_name(self._prefix, index)
        with self._begin(index, "read") as db:
            sql = f"SELECT count(*) FROM {view} WHERE {_TENANTS_SQL}"
            return int(db.exec_driver_sql(sql, _tenant_values(tenants)).scalar_one())

    def forget(self, index: str, tenants: Sequence[Tenant]) -> int:
        """Delete every document of some tenants in one transaction."""
        view = view_name(self._prefix, index)
        with self._begin(index, "write") as db:
            sql = f"DELETE FROM {view} WHERE {_TENANTS_SQL}"
            return db.exec_driver_sql(sql, _tenant_values(tenants)).rowcount

    def search(self, query: SearchQuery) -> Found:
        """Answer a question."""
        declared = self._declared[query.index]
        check_query(query, declared)
        with self._begin(query.index, "read") as db:
            return find(db, view_name(self._prefix, query.index), declared, query)

    def _replace(self, index: str, scope: DocumentScope, documents: Sequence[Document]) -> Replaced:
        view, declared = view_name(self._prefix, index), self._declared[index]
        # in one order, so that two that replace the same wait and do not deadlock
        rows = sorted(documents, key=lambda one: one["id"])
        with self._begin(index, "write") as db:
            hold_fence(db)
            for start in range(0, len(rows), _BATCH):
                insert(db, view, declared, rows[start : start + _BATCH])
            ids = [one["id"] for one in rows]
            gone = db.exec_driver_sql(
                f"DELETE FROM {view} WHERE {SCOPE_SQL} AND NOT (id = ANY(%(ids)s))",
                {**scope_values(scope), "ids": ids},
            )
            return Replaced(len(rows), gone.rowcount)

    @contextmanager
    def _begin(self, index: str, kind: str) -> Iterator[Connection]:
        from sqlalchemy.exc import ProgrammingError

        with measured("search", kind):
            try:
                with self._control.begin() as db:
                    yield db
            except ProgrammingError as error:
                if getattr(error.orig, "sqlstate", None) not in _UNDEFINED:
                    raise
                raise MissingDataError(
                    f"The search has no index {index} in PostgreSQL yet: run `onevice migrate up "
                    "--store search`, then publish a website."
                ) from error


def insert(
    db: Connection, table: str, declared: IndexDeclaration, documents: Sequence[Mapping[str, Any]]
) -> None:
    """Put documents in place of those with the same id; unchanged ones are not written."""
    clean = [drop_nul(one) for one in documents]
    texts = [fold_document(declared, one) for one in clean]
    columns = {name: [one.get(name) for one in clean] for name in _KEYS}
    db.exec_driver_sql(
        f"INSERT INTO {table} AS old ({', '.join(_KEYS)}, document, words) "
        f"SELECT {', '.join(_KEYS)}, document, {VECTOR_SQL} "
        "FROM unnest(%(organization_id)s::text[], %(website_id)s::text[], %(id)s::text[], "
        "%(day)s::date[], %(document)s::jsonb[], %(A)s::text[], %(B)s::text[], %(D)s::text[]) "
        f"AS new ({', '.join(_KEYS)}, document, a, b, d) "
        "ON CONFLICT (organization_id, website_id, id) DO UPDATE "
        "SET day = excluded.day, document = excluded.document, words = excluded.words "
        "WHERE (old.day, old.document) IS DISTINCT FROM (excluded.day, excluded.document)",
        {
            **columns,
            "document": [json.dumps(one, ensure_ascii=False) for one in clean],
            **{kind: [one[kind] for one in texts] for kind in CLASSES},
        },
    )

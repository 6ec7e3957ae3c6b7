"""pgvector in the control plane's PostgreSQL: the embedded store of vectors.

A place is replaced in one transaction; a late one, of a process that has lost its saga, is refused.
Where a search may see few entries, all of them are compared; else it runs on the HNSW index and
goes on along it until enough entries of the tenant are found (pgvector 0.8's iterative scan); if
they lie too far apart for that, all are compared after all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from resources.control_plane.failures import describe
from resources.resilience.guard import measured
from resources.saga.fence import hold_fence
from resources.vector_index.postgres_errors import explain
from resources.vector_index.postgres_search import (
    few_of,
    search,
    search_settings,
    within_condition,
)
from resources.vector_index.postgres_tables import (
    create_table,
    describe_tables,
    drop_graph,
    table_of,
    vector_type,
)
from resources.vector_index.vector_index import Entry, Found, check_vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sqlalchemy import Connection

    from resources.control_plane.resource import ControlPlane
    from resources.vector_index.vector_index import Actual, Collection, Place, Within

_BATCH: Final = 1_000
_COLUMNS: Final = "id, organization_id, website_id, day, text, content_hash, metadata, vector"
_ON_CONFLICT: Final = (
    "ON CONFLICT (website_id, id) DO UPDATE SET organization_id = excluded.organization_id, "
    "day = excluded.day, text = excluded.text, content_hash = excluded.content_hash, "
    "metadata = excluded.metadata, vector = excluded.vector"
)


@dataclass
class PostgresIndex:
    """The `VectorIndex` of pgvector.

    Attributes:
        control: the database.
        as_is: leave the control plane's own schema there as it is.
    """

    control: ControlPlane
    as_is: bool = False
    store: str = "pgvector"
    address: str = field(default="PostgreSQL", init=False)

    def read(
        self, collection: Collection, place: Place, *, with_vectors: bool = True
    ) -> list[Entry]:
        """Every entry of a place, by id."""
        send = "halfvec_send" if collection.precision == "float16" else "vector_send"
        vector = f"{send}(vector)" if with_vectors else "NULL"
        condition, values = _of_place(place)
        sql = (
            f"SELECT id, text, content_hash, metadata, {vector} AS vector "
            f"FROM {table_of(collection.name)} WHERE {condition} ORDER BY id"
        )
        with self._begin("read", f"reading {collection.name}") as db:
            found = db.exec_driver_sql(sql, values).all()
        return [
            Entry(str(id_), text, hash_, metadata, _vector(collection, sent))
            for id_, text, hash_, metadata, sent in found
        ]

    def write(
        self, collection: Collection, place: Place, entries: Sequence[Entry], gone: Sequence[str]
    ) -> None:
        """Write and delete in one transaction, in batches no statement of which takes long."""
        table = table_of(collection.name)
        condition, values = _of_place(place)
        with self._begin("write", f"writing {len(entries):,} vectors to {collection.name}") as db:
            hold_fence(db)
            if gone:
                db.exec_driver_sql(
                    f"DELETE FROM {table} WHERE {condition} AND id = ANY(%(gone)s::uuid[])",
                    {**values, "gone": list(gone)},
                )
            for start in range(0, len(entries), _BATCH):
                columns = _columns(entries[start : start + _BATCH])
                db.exec_driver_sql(_upsert(collection), {**vars(place), **columns})

    def find_nearest(
        self, collection: Collection, vector: NDArray[np.float32], within: Within, limit: int = 10
    ) -> list[Found]:
        """The entries nearest to a vector by cosine, nearest first."""
        check_vectors(collection, [vector])
        condition, values = within_condition(collection, within)
        table = table_of(collection.name)
        values |= {"vector": _literal(vector), "limit": limit}
        with self._begin("read", f"searching {collection.name}") as db:
            db.exec_driver_sql(*search_settings(limit))
            few = max(few_of(collection), limit)
            some = f"SELECT 1 FROM {table} WHERE {condition} LIMIT {few + 1}"
            seen = db.exec_driver_sql(f"SELECT count(*) FROM ({some}) seen", values).scalar_one()
            found: Sequence[Any] = ()
            if seen > few:
                found = db.exec_driver_sql(search(collection, condition), values).all()
            if len(found) < min(limit, seen):  # few, or too far along the graph to be met
                found = db.exec_driver_sql(search(collection, condition, is_few=True), values).all()
        return [
            Found(str(id_), float(score), str(website), day, text, metadata)
            for id_, score, website, day, text, metadata in found
        ]

    def count(self, collection: Collection, within: Within) -> int:
        """How many entries a search would see."""
        condition, values = within_condition(collection, within)
        sql = f"SELECT count(*) FROM {table_of(collection.name)} WHERE {condition}"
        with self._begin("read", f"counting {collection.name}") as db:
            return int(db.exec_driver_sql(sql, values).scalar_one())

    def names(self) -> list[str]:
        """Names of the store's collections, sorted."""
        with self._begin("read", "listing the collections") as db:
            return [one.name for one in describe_tables(db)]

    def find(self, collection: Collection) -> Actual | None:
        """A collection as the store has it."""
        with self._begin("read", f"looking at {collection.name}") as db:
            return next((a for a in describe_tables(db) if a.name == collection.name), None)

    def create(self, collection: Collection) -> None:
        """Make what a collection lacks."""
        with self._begin("schema", f"making {collection.name}") as db:
            create_table(db, collection)

    def drop_graph(self, collection: Collection) -> None:
        """Remove the index of searches before much is written; `create` builds it again, faster.

        Searches compare every vector meanwhile.
        """
        with self._begin("schema", f"dropping the index of {collection.name}") as db:
            drop_graph(db, collection.name)

    def drop(self, name: str) -> None:
        """Remove a collection's table."""
        with self._begin("schema", f"dropping {name}") as db:
            db.exec_driver_sql(f"DROP TABLE IF EXISTS {table_of(name)}")

    def forget(self, name: str, organization_id: str, website_ids: Sequence[str] = ()) -> None:
        """Delete a tenant's entries, or some websites', in one transaction."""
        some = "AND website_id = ANY(%(websites)s::uuid[])" if website_ids else ""
        with self._begin("write", f"erasing from {name}") as db:
            db.exec_driver_sql(
                f"DELETE FROM {table_of(name)} WHERE organization_id = %(organization)s {some}",
                {"organization": organization_id, "websites": list(website_ids)},
            )

    def close(self) -> None:
        """Nothing to do: the connections are the control plane's."""

    @contextmanager
    def _begin(self, kind: str, what: str) -> Iterator[Connection]:
        from sqlalchemy.exc import DBAPIError

        begin = self.control.begin_as_is if self.as_is else self.control.begin
        with measured("vectors", kind), begin() as db:
            self.address = describe(db.engine.url)
            try:
                yield db
            except DBAPIError as error:
                raise explain(error.orig, what, self.address) from error


def _of_place(place: Place) -> tuple[str, dict[str, Any]]:
    """SQL condition of a place, and its values."""
    day = "day IS NULL" if place.day is None else "day = %(day)s"
    return (
        f"organization_id = %(organization_id)s AND website_id = %(website_id)s AND {day}",
        dict(vars(place)),
    )


def _upsert(collection: Collection) -> str:
    """The statement that writes entries: one for all of them, each column as an array of texts."""
    return (
        f"INSERT INTO {table_of(collection.name)} ({_COLUMNS}) "
        "SELECT id::uuid, %(organization_id)s::uuid, %(website_id)s::uuid, %(day)s::date, text, "
        f"content_hash, metadata::jsonb, vector::{vector_type(collection)} "
        "FROM unnest(%(ids)s::text[], %(texts)s::text[], %(hashes)s::text[], "
        "%(metadata)s::text[], %(vectors)s::text[]) "
        f"AS incoming (id, text, content_hash, metadata, vector) {_ON_CONFLICT}"
    )


def _columns(entries: Sequence[Entry]) -> dict[str, list[str]]:
    return {
        "ids": [one.id for one in entries],
        "texts": [one.text for one in entries],
        "hashes": [one.content_hash for one in entries],
        "metadata": [json.dumps(dict(one.metadata), ensure_ascii=False) for one in entries],
        "vectors": [_literal(one.vector) for one in entries],
    }


def _literal(vector: NDArray[np.float32] | None) -> str:
    """A vector as text; nine digits tell any two numbers of 32 bits apart."""
    numbers = () if vector is None else tuple(vector.tolist())
    return f"[{','.join(['%.9g'] * len(numbers))}]" % numbers


def _vector(collection: Collection, sent: bytes | None) -> NDArray[np.float32] | None:
    """A vector from pgvector's binary form: two bytes dimensions, two unused, big-endian floats."""
    import numpy as np

    if sent is None:
        return None
    kind = ">f2" if collection.precision == "float16" else ">f4"
    return np.frombuffer(sent, kind, offset=4).astype(np.float32)

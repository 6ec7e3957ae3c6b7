"""Four small projections on real stores, to publish and to strike: the least that is a copy.

PostgreSQL refuses late writes by the fence, the graph writes in one transaction, vectors stand
in pgvector, and Redis is written row by row, as stores without transactions are.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import pyarrow as pa

from onevice_assets.publishing.projection import VECTOR, Rows, Scope
from resources.control_plane.resource import ControlPlane
from resources.cypher import Statement
from resources.graph_store import GraphStore, GraphTransaction
from resources.redis_keys.key import Key, KeyPattern
from resources.redis_store import RedisStore
from resources.saga.fence import hold_fence

SCHEMA = pa.schema([("id", pa.string()), ("name", pa.string()), ("amount", pa.int64())])
VECTORS = SCHEMA.append(pa.field(VECTOR, pa.list_(pa.float32())))
STORES = ("postgres", "graph", "vectors", "redis")
_MERGE = Statement(
    "tests.copies.merge",
    "UNWIND $rows AS row CREATE (c:SagaCopy {scope: $scope, id: row.id}) "
    "SET c.name = row.name, c.amount = row.amount RETURN count(c) AS written",
)
_DELETE = Statement("tests.copies.delete", "MATCH (c:SagaCopy {scope: $scope}) DETACH DELETE c")
_READ = Statement(
    "tests.copies.read",
    "MATCH (c:SagaCopy {scope: $scope}) RETURN c.id AS id, c.name AS name, c.amount AS amount",
)


COPIES = KeyPattern("brand_monitor", "saga_copy:{scope}", "hash", None, "a copy of the tests")


def no_blow() -> None:
    """Nothing strikes."""


def rows_of(version: int) -> list[dict[str, Any]]:
    """What the lake says: of each version one row changes, one goes, one comes, one stays."""
    if version == 0:
        return []
    return [
        {"id": "stays", "name": "Ävia", "amount": None},
        {"id": "changes", "name": "Borea", "amount": version},
        {"id": f"only in {version}", "name": "Corvo", "amount": 7},
    ]


@dataclass
class Copy:
    """A projection whose truth is a version; `between` is called in the middle of a write.

    Where the version is a path, it stands in that file: the lake, which changes meanwhile.
    """

    version: int | str = 1
    between: Callable[[], None] = no_blow
    store: ClassVar[str]
    schema: ClassVar[pa.Schema] = SCHEMA

    def build(self, scope: Scope) -> Rows:
        rows = [
            {**row, "amount": None if scope.day and row["amount"] == 7 else row["amount"]}
            for row in rows_of(self._version())
        ]
        if VECTOR in self.schema.names:
            rows = [{**row, VECTOR: [float(len(row["name"])), 0.5, -1.0]} for row in rows]
        return {"copies": pa.Table.from_pylist(rows, schema=self.schema)}

    def _version(self) -> int:
        return int(
            Path(self.version).read_text() if isinstance(self.version, str) else self.version
        )

    def read(self, scope: Scope) -> Rows:
        rows = self._read(f"{scope.website_id} {scope.partition}")
        return {"copies": pa.Table.from_pylist(rows, schema=self.schema)}

    def replace(self, scope: Scope, rows: Rows) -> None:
        self._replace(f"{scope.website_id} {scope.partition}", rows["copies"].to_pylist())

    def replaced_by(self, scope: Scope) -> date | None:
        return None

    def _read(self, key: str) -> list[dict[str, Any]]:
        raise NotImplementedError

    def _replace(self, key: str, rows: list[dict[str, Any]]) -> None:
        raise NotImplementedError


@dataclass
class PostgresCopy(Copy):
    store = "postgres"
    control: ControlPlane | None = None
    table: ClassVar[str] = "saga_copies"
    columns: ClassVar[str] = "name text, amount bigint"

    def _read(self, key: str) -> list[dict[str, Any]]:
        names = ", ".join(self.schema.names)
        with self._begin() as db:
            sql = f"SELECT {names} FROM {self.table} WHERE scope = %(key)s"
            found = db.exec_driver_sql(sql, {"key": key}).mappings()
            return [self._plain(dict(row)) for row in found]

    def _replace(self, key: str, rows: list[dict[str, Any]]) -> None:
        names = self.schema.names
        values = ", ".join(f"%({name})s" for name in names)
        with self._begin() as db:
            hold_fence(db)
            db.exec_driver_sql(f"DELETE FROM {self.table} WHERE scope = %(key)s", {"key": key})
            self.between()
            sql = f"INSERT INTO {self.table} (scope, {', '.join(names)}) VALUES (%(key)s, {values})"
            for row in rows:
                db.exec_driver_sql(sql, {"key": key, **self._stored(row)})

    def prepare(self) -> None:
        with self._begin() as db:
            db.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS vector")
            db.exec_driver_sql(
                f"CREATE TABLE IF NOT EXISTS {self.table} (scope text, id text, {self.columns}, "
                "PRIMARY KEY (scope, id))"
            )

    def _begin(self) -> Any:
        assert self.control is not None
        return self.control.begin()

    def _plain(self, row: dict[str, Any]) -> dict[str, Any]:
        return row

    def _stored(self, row: dict[str, Any]) -> dict[str, Any]:
        return row


@dataclass
class VectorCopy(PostgresCopy):
    store = "vectors"
    schema = VECTORS
    table = "saga_vectors"
    columns = "name text, amount bigint, vector vector(3)"

    def _plain(self, row: dict[str, Any]) -> dict[str, Any]:
        return {**row, VECTOR: json.loads(row[VECTOR])}

    def _stored(self, row: dict[str, Any]) -> dict[str, Any]:
        return {**row, VECTOR: json.dumps(row[VECTOR])}


@dataclass
class GraphCopy(Copy):
    store = "graph"
    graph: GraphStore | None = None

    def _read(self, key: str) -> list[dict[str, Any]]:
        assert self.graph is not None
        with self.graph.session() as session:
            return session.read(_READ, scope=key)

    def _replace(self, key: str, rows: list[dict[str, Any]]) -> None:
        def write(transaction: GraphTransaction) -> None:
            transaction.read(_DELETE, scope=key)
            self.between()
            transaction.write(_MERGE, rows, scope=key)

        assert self.graph is not None
        with self.graph.session() as session:
            session.change("saga copy", write)


@dataclass
class RedisCopy(Copy):
    store = "redis"
    redis: RedisStore | None = None

    def _read(self, key: str) -> list[dict[str, Any]]:
        assert self.redis is not None
        found = self.redis.run_script("copy", "return redis.call('HVALS', KEYS[1])", [_key(key)])
        return [json.loads(text) for text in found]

    def _replace(self, key: str, rows: list[dict[str, Any]]) -> None:
        assert self.redis is not None
        there = {row["id"] for row in self._read(key)}
        put = "return redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])"
        for number, row in enumerate(rows):
            self.redis.run_script("copy", put, [_key(key)], row["id"], json.dumps(row))
            if number == len(rows) // 2:
                self.between()
        for name in there - {row["id"] for row in rows}:
            self.redis.run_script(
                "copy", "return redis.call('HDEL', KEYS[1], ARGV[1])", [_key(key)], name
            )
        if not rows:
            self.between()


def _key(scope: str) -> Key:
    return COPIES.key(scope=scope)


def make_copies(
    databases: tuple[ControlPlane, ControlPlane],
    graph: GraphStore,
    redis: RedisStore,
    version: int | str,
) -> dict[str, Copy]:
    """One copy for each store, by its name; the databases are those of rows and of vectors."""
    return {
        "postgres": PostgresCopy(version, control=databases[0]),
        "graph": GraphCopy(version, graph=graph),
        "vectors": VectorCopy(version, control=databases[1]),
        "redis": RedisCopy(version, redis=redis),
    }

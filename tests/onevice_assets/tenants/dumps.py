"""Everything that each store holds, a text per row, document, vector, edge, key and object."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow.parquet as pq

from resources.cypher import Statement
from resources.object_store import Objects
from tests.searches import open_client
from tests.stores import driver_of, keys_of

Resources = dict[str, Any]
SHARED_LABELS = {"Brand", "LLMProvider", "BeliefType"}

_NODES = Statement(
    "tests.tenants.nodes",
    "MATCH (n) WHERE NOT n:OneviceMigration AND NOT n:OneviceMigrationLock "
    "RETURN labels(n) AS labels, properties(n) AS p",
)
_EDGES = Statement(
    "tests.tenants.edges",
    "MATCH (a)-[r]->(b) RETURN type(r) AS kind, properties(a) AS a, properties(b) AS b, "
    "properties(r) AS p",
)


def dump(given: Resources) -> dict[str, list[str]]:
    """Every text of every store, in an order of its own, by store."""
    return {store: sorted(found(given)) for store, found in _STORES.items()}


def dump_shared_nodes(given: Resources) -> list[str]:
    """The nodes that belong to nobody: brands, models, beliefs."""
    with given["graph"].session() as session:
        nodes = session.read(_NODES)
    return [_write(one) for one in nodes if SHARED_LABELS & set(one["labels"])]


def _dump_graph(given: Resources) -> Iterator[str]:
    with given["graph"].session() as session:
        nodes, edges = session.read(_NODES), session.read(_EDGES)
    yield from (_write(one) for one in nodes if not SHARED_LABELS & set(one["labels"]))
    yield from map(_write, edges)


def _dump_serving(given: Resources) -> Iterator[str]:
    yield from _dump_schema(given, "serving", "")


def _dump_vectors(given: Resources) -> Iterator[str]:
    yield from _dump_schema(given, "vectors", "")


def _dump_search(given: Resources) -> Iterator[str]:
    search = given["search"]
    if not search.url:
        yield from _dump_schema(given, "search", search.prefix.replace("-", "_"))
        return
    from elasticsearch.helpers import scan

    with open_client(search.url, search.api_key) as client:
        client.indices.refresh(index=f"{search.prefix}-*")
        for hit in scan(client, index=f"{search.prefix}-*,-{search.prefix}-migrations"):
            yield _write({"id": hit["_id"], "index": hit["_index"], **hit["_source"]})


def _dump_schema(given: Resources, schema: str, prefix: str) -> Iterator[str]:
    with given["control"].begin() as db:
        names = db.exec_driver_sql(
            "SELECT tablename FROM pg_tables WHERE schemaname = %(schema)s "
            "AND starts_with(tablename, %(prefix)s)",
            {"schema": schema, "prefix": prefix},
        )
        for name in names.scalars().all():
            rows = db.exec_driver_sql(f'SELECT to_jsonb(t) FROM {schema}."{name}" t')
            yield from (_write({"table": name, **row}) for row in rows.scalars())


def _dump_redis(given: Resources) -> Iterator[str]:
    driver = driver_of(given["redis"])
    read = {
        "hash": driver.hgetall,
        "list": lambda key: driver.lrange(key, 0, -1),
        "set": driver.smembers,
        "zset": lambda key: driver.zrange(key, 0, -1),
    }
    for key in keys_of(given["redis"]):
        yield f"{key} = {read.get(str(driver.type(key)), driver.get)(key)}"


def _dump_objects(given: Resources) -> Iterator[str]:
    for path in given["objects"].list(""):
        yield f"{path} = {given['objects'].get(path).decode('utf-8', 'replace')}"


def _dump_lake(given: Resources) -> Iterator[str]:
    """Each row of each file, behind the file's path, which names the website."""
    files = Objects(url=given["lake"].url)
    for path in files.list(""):
        if path.endswith(".parquet"):
            for row in pq.read_table(io.BytesIO(files.get(path))).to_pylist():
                yield f"{path} = {_write(row)}"


def _write(value: Any) -> str:
    return json.dumps(value, default=str, sort_keys=True, ensure_ascii=False)


_STORES: dict[str, Callable[[Resources], Iterator[str]]] = {
    "postgres": _dump_serving,
    "search": _dump_search,
    "vectors": _dump_vectors,
    "graph": _dump_graph,
    "redis": _dump_redis,
    "objects": _dump_objects,
    "lake": _dump_lake,
}

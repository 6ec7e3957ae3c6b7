"""A Qdrant for tests: the calls we make of its HTTP interface, done by the real engine.

`qdrant-edge-py` is Qdrant's storage and search in the process: quantization, payload indexes and
filters are the real ones. What is ours here is the translation of JSON to its objects, and
nothing beyond the calls that `resources/vector_index` makes.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import qdrant_edge as edge

from tests.json_server import Asked, JsonServer, Refused

_MOST_BYTES = 32 * 1024 * 1024
_FIELDS = {"keyword": edge.KeywordIndexParams, "datetime": edge.DatetimeIndexParams}


class QdrantServer(JsonServer):
    """Collections by name, each a shard of the engine; `key` is asked for if it is not empty.

    `index_from_kb` is the size from which a segment gets its graph, when `optimize` is called.
    """

    def __init__(
        self,
        folder: Path | None = None,
        key: str = "",
        index_from_kb: int | None = None,
        version: str = "1.17.0",
    ) -> None:
        super().__init__()
        self.key, self.index_from_kb, self.version = key, index_from_kb, version
        self.shards: dict[str, edge.EdgeShard] = {}
        self.configs: dict[str, dict[str, Any]] = {}
        self._folder = folder or Path(tempfile.mkdtemp(prefix="qdrant-edge-"))
        self._made = 0

    def serve(self, asked: Asked) -> Any:
        if asked.path == "/":  # which Qdrant tells without a key
            return {"title": "qdrant - vector search engine", "version": self.version}
        if self.key and asked.headers.get("api-key") != self.key:
            raise Refused(401, "Must provide an API key or an Authorization bearer token")
        if asked.size > _MOST_BYTES:
            raise Refused(413, {"status": {"error": "Payload reached size limit."}})
        return {"result": self._serve(asked), "status": "ok", "time": 0.0}

    def close(self) -> None:
        for shard in self.shards.values():
            shard.close()

    def _serve(self, asked: Asked) -> Any:  # noqa: PLR0911  one per call
        match [asked.method, *asked.path.strip("/").split("/")]:
            case ["GET", "collections"]:
                return {"collections": [{"name": name} for name in self.shards]}
            case ["GET", "collections", name, "exists"]:
                return {"exists": name in self.shards}
            case ["PUT", "collections", name]:
                return self._create(name, asked.body)
            case ["GET", "collections", name]:
                return self._info(name)
            case ["DELETE", "collections", name]:
                return self.shards.pop(name, None) is not None
            case ["PUT", "collections", name, "index"]:
                return self._index(name, asked.body)
            case [method, "collections", name, "points", *rest]:
                return self._points(method, self._shard(name), rest, asked.body)
        raise Refused(404, {"status": {"error": f"no such call: {asked.path}"}})

    def _shard(self, name: str) -> edge.EdgeShard:
        if name not in self.shards:
            error = f"Not found: Collection `{name}` doesn't exist!"
            raise Refused(404, {"status": {"error": error}, "time": 0.0})
        return self.shards[name]

    def _create(self, name: str, body: dict[str, Any]) -> bool:
        if name in self.shards:
            error = f"Wrong input: Collection `{name}` already exists!"
            raise Refused(409, {"status": {"error": error}})
        self._made += 1
        path = self._folder / str(self._made)
        path.mkdir(parents=True)
        self.shards[name] = edge.EdgeShard.create(str(path), _config(body, self.index_from_kb))
        self.configs[name] = body
        return True

    def _info(self, name: str) -> dict[str, Any]:
        info, body = self._shard(name).info(), self.configs[name]
        kinds = {
            field: {"data_type": str(one.data_type).split(".")[1].lower(), "points": one.points}
            for field, one in info.payload_schema.items()
        }
        hnsw = {"m": 16, "ef_construct": 100, "full_scan_threshold": 10_000, **body["hnsw_config"]}
        optimizers = {
            "deleted_threshold": 0.2,
            "vacuum_min_vector_number": 1_000,
            "default_segment_number": 0,
            "flush_interval_sec": 5,
        }
        return {
            "status": "green",
            "optimizer_status": "ok",
            "points_count": info.points_count,
            "indexed_vectors_count": info.indexed_vectors_count,
            "segments_count": info.segments_count,
            "config": {
                "params": {"vectors": body["vectors"]},
                "hnsw_config": hnsw,
                "optimizer_config": optimizers,
                "quantization_config": body.get("quantization_config"),
            },
            "payload_schema": kinds,
        }

    def _index(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        options = dict(body["field_schema"])
        params = _FIELDS[options.pop("type")](**options)
        operation = edge.UpdateOperation.create_field_index(body["field_name"], params)
        self._shard(name).update(operation)
        return {"operation_id": 1, "status": "completed"}

    def _points(
        self, method: str, shard: edge.EdgeShard, rest: list[str], body: dict[str, Any]
    ) -> Any:
        match [method, *rest]:
            case ["PUT"]:
                rows = [edge.Point(p["id"], p["vector"], p["payload"]) for p in body["points"]]
                return self._update(shard, edge.UpdateOperation.upsert_points(rows))
            case ["POST", "delete"] if "filter" in body:
                chosen = _filter(body["filter"])
                return self._update(shard, edge.UpdateOperation.delete_points_by_filter(chosen))
            case ["POST", "delete"]:
                return self._update(shard, edge.UpdateOperation.delete_points(body["points"]))
            case ["POST", "scroll"]:
                return _scroll(shard, body)
            case ["POST", "count"]:
                chosen = edge.CountRequest(exact=body["exact"], filter=_filter(body["filter"]))
                return {"count": shard.count(chosen)}
            case ["POST", "query"]:
                return {"points": _query(shard, body)}
        raise Refused(404, {"status": {"error": f"no such call: {rest}"}})

    def _update(self, shard: edge.EdgeShard, operation: edge.UpdateOperation) -> Any:
        try:
            shard.update(operation)
        except Exception as error:  # the engine has no class of its own for what it refuses
            raise Refused(400, {"status": {"error": f"Wrong input: {error}"}}) from error
        return {"operation_id": 1, "status": "completed"}


def _config(body: dict[str, Any], index_from_kb: int | None) -> edge.EdgeConfig:
    vectors, hnsw = body["vectors"], body["hnsw_config"]
    assert vectors["distance"] == "Cosine"
    half = vectors.get("datatype") == "float16"
    kind = edge.VectorStorageDatatype
    scalar = (body.get("quantization_config") or {}).get("scalar")
    int8 = scalar and edge.ScalarQuantizationConfig(
        type=edge.ScalarType.Int8, quantile=scalar["quantile"], always_ram=scalar["always_ram"]
    )
    return edge.EdgeConfig(
        vectors=edge.EdgeVectorParams(
            size=vectors["size"],
            distance=edge.Distance.Cosine,
            datatype=kind.Float16 if half else kind.Float32,
        ),
        hnsw_config=edge.HnswIndexConfig(
            m=hnsw["m"],
            ef_construct=hnsw["ef_construct"],
            full_scan_threshold=hnsw.get("full_scan_threshold", 10_000),
            payload_m=hnsw.get("payload_m"),
        ),
        quantization_config=int8,
        optimizers=edge.EdgeOptimizersConfig(indexing_threshold=index_from_kb),
    )


def _scroll(shard: edge.EdgeShard, body: dict[str, Any]) -> dict[str, Any]:
    request = edge.ScrollRequest(
        offset=body.get("offset"),
        limit=body["limit"],
        filter=_filter(body["filter"]),
        with_payload=body["with_payload"],
        with_vector=body["with_vector"],
    )
    found, offset = shard.scroll(request)
    points = [{"id": p.id, "payload": p.payload, "vector": p.vector} for p in found]
    return {"points": points, "next_page_offset": offset}


def _query(shard: edge.EdgeShard, body: dict[str, Any]) -> list[dict[str, Any]]:
    params = body["params"]
    quantization = edge.QuantizationSearchParams(
        rescore=params["quantization"]["rescore"],
        oversampling=params["quantization"].get("oversampling"),
    )
    request = edge.QueryRequest(
        limit=body["limit"],
        query=edge.Query.Nearest(body["query"]["nearest"]),
        filter=_filter(body["filter"]),
        params=edge.SearchParams(hnsw_ef=params["hnsw_ef"], quantization=quantization),
        with_payload=body["with_payload"],
    )
    found = shard.query(request)
    return [
        {"id": p.id, "version": p.version, "score": p.score, "payload": p.payload} for p in found
    ]


def _filter(sent: dict[str, Any]) -> edge.Filter:
    assert set(sent) == {"must"}
    return edge.Filter(must=[_condition(one) for one in sent["must"]])


def _condition(sent: dict[str, Any]) -> Any:
    if "is_empty" in sent:
        return edge.IsEmptyCondition(sent["is_empty"]["key"])
    if "range" in sent:
        bounds = {name: value for name, value in sent["range"].items() if value is not None}
        return edge.FieldCondition(sent["key"], range=edge.RangeDateTime(**bounds))
    if "any" in sent["match"]:
        return edge.FieldCondition(sent["key"], match=edge.MatchAny(sent["match"]["any"]))
    return edge.FieldCondition(sent["key"], match=edge.MatchValue(sent["match"]["value"]))

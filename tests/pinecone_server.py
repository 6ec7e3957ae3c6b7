"""A Pinecone for tests: one serverless index over HTTP, with its limits and its delays.

The wire is that of the data plane of 2026-07: JSON in camelCase, the header
`X-Pinecone-Api-Version`, errors as `{"code", "message", "details"}`. What it refuses, the real
one refuses: more than 1,000 vectors or 2 MB an upsert, metadata over 40 kB, null or nested, a
vector of another length or all zeros, more than 1,000 ids, an unknown key. With `lag`, a write
shows only after so many further requests (eventual consistency).
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from tests.json_server import Asked, JsonServer, Refused

Record = dict[str, Any]

_INVALID, _OUT_OF_RANGE, _NOT_FOUND = 3, 11, 5
_MOST_VECTORS, _MOST_BYTES, _MOST_METADATA = 1_000, 2 * 1024 * 1024, 40_960
_MOST_ANSWER = 4 * 1024 * 1024


class PineconeServer(JsonServer):
    """Records by namespace; `lag` is how many requests a write is behind."""

    def __init__(self, dimension: int, key: str = "", *, lag: int = 0) -> None:
        super().__init__()
        self.dimension, self.key, self.lag = dimension, key, lag
        self._shown: dict[str, dict[str, Record]] = {}
        self._writes: list[tuple[int, str, dict[str, Record | None]]] = []

    def serve(self, asked: Asked) -> Any:
        if self.key and asked.headers.get("api-key") != self.key:
            raise Refused(401, "Invalid API Key")
        if asked.headers.get("x-pinecone-api-version") != "2026-07":
            raise _refused("unknown API version")
        self._show()
        calls = {
            "POST /vectors/upsert": lambda: self._upsert(asked),
            "POST /query": lambda: _bounded(self._query(asked.body)),
            "GET /vectors/fetch": lambda: _bounded(self._fetch(asked.query)),
            "POST /vectors/fetch_by_metadata": lambda: _bounded(self._by_metadata(asked.body)),
            "GET /vectors/list": lambda: self._list(asked.query),
            "POST /vectors/delete": lambda: self._delete(asked.body),
            "POST /describe_index_stats": self._stats,
            "GET /namespaces": self._namespaces,
        }
        if asked.method == "DELETE" and asked.path.startswith("/namespaces/"):
            name = asked.path.removeprefix("/namespaces/")
            self._write(name, dict.fromkeys(self._latest(name)))
            return {}
        call = calls.get(f"{asked.method} {asked.path}")
        if call is None:
            raise Refused(404, {"code": _NOT_FOUND, "message": "no such call", "details": []})
        return call()

    def records(self, namespace: str) -> dict[str, Record]:
        """What a namespace will hold once everything shows."""
        return self._latest(namespace)

    def namespaces(self) -> list[str]:
        """Every namespace that will hold something."""
        names = {*self._shown, *(name for _due, name, _changes in self._writes)}
        return sorted(name for name in names if self._latest(name))

    def _show(self) -> None:
        """Let the writes show that are due by now."""
        now = len(self.asked)
        for due, namespace, changes in [one for one in self._writes if one[0] <= now]:
            _apply(self._shown.setdefault(namespace, {}), changes)
            self._writes.remove((due, namespace, changes))

    def _write(self, namespace: str, changes: dict[str, Record | None]) -> None:
        self._writes.append((len(self.asked) + self.lag, namespace, changes))
        if not self.lag:
            self._show()

    def _latest(self, namespace: str) -> dict[str, Record]:
        found = dict(self._shown.get(namespace, {}))
        for _due, name, changes in self._writes:
            if name == namespace:
                _apply(found, changes)
        return found

    def _upsert(self, asked: Asked) -> dict[str, Any]:
        vectors = asked.body["vectors"]
        if asked.size > _MOST_BYTES:
            message = (
                f"Error, message length too large: found {asked.size} bytes, the limit is: "
                f"{_MOST_BYTES} bytes"
            )
            raise _refused(message, _OUT_OF_RANGE)
        if len(vectors) > _MOST_VECTORS:
            raise _refused(f"Batch size of {len(vectors)} exceeds the limit of {_MOST_VECTORS}")
        for one in vectors:
            self._check_vector(one["values"], "Vector")
            _check_metadata(one.get("metadata") or {})
        stored = {one["id"]: _as_stored(one) for one in vectors}
        self._write(asked.body["namespace"], stored)
        return {"upsertedCount": len(vectors)}

    def _check_vector(self, values: list[float], what: str) -> None:
        if len(values) != self.dimension:
            raise _refused(
                f"{what} dimension {len(values)} does not match the dimension of the index "
                f"{self.dimension}"
            )
        if not any(values):
            raise _refused("Dense vectors must contain at least one non-zero value")

    def _query(self, body: dict[str, Any]) -> dict[str, Any]:
        self._check_vector(body["vector"], "Query vector")
        asked = np.array(body["vector"], np.float64)
        matches = []
        for one in self._shown.get(body["namespace"], {}).values():
            if _matches(one["metadata"], body.get("filter") or {}):
                values = np.array(one["values"], np.float64)
                score = values @ asked / np.linalg.norm(values) / np.linalg.norm(asked)
                matches.append(
                    {"id": one["id"], "score": float(score), "metadata": one["metadata"]}
                )
        matches.sort(key=lambda one: -one["score"])
        usage = {"readUnits": 1}
        return {
            "matches": matches[: body["topK"]],
            "namespace": body["namespace"],
            "usage": usage,
        }

    def _fetch(self, query: dict[str, list[str]]) -> dict[str, Any]:
        if len(query["ids"]) > _MOST_VECTORS:
            raise _refused("too many ids")
        there = self._shown.get(query["namespace"][0], {})
        found = {one: there[one] for one in query["ids"] if one in there}
        return {"vectors": found, "namespace": query["namespace"][0], "usage": {"readUnits": 1}}

    def _by_metadata(self, body: dict[str, Any]) -> dict[str, Any]:
        there = sorted(self._shown.get(body["namespace"], {}).items())
        chosen = [(key, one) for key, one in there if _matches(one["metadata"], body["filter"])]
        start = int(body.get("paginationToken") or 0)
        end = start + body["limit"]
        answer: dict[str, Any] = {
            "vectors": dict(chosen[start:end]),
            "namespace": body["namespace"],
        }
        return answer | ({"pagination": {"next": str(end)}} if end < len(chosen) else {})

    def _list(self, query: dict[str, list[str]]) -> dict[str, Any]:
        limit = int(query.get("limit", ["100"])[0])
        if limit > 100:
            raise _refused("limit must be at most 100")
        prefix = query.get("prefix", [""])[0]
        ids = sorted(
            one for one in self._shown.get(query["namespace"][0], {}) if one.startswith(prefix)
        )
        start = int(query.get("paginationToken", ["0"])[0])
        answer: dict[str, Any] = {"vectors": [{"id": one} for one in ids[start : start + limit]]}
        more = {"pagination": {"next": str(start + limit)}} if start + limit < len(ids) else {}
        return {**answer, **more, "namespace": query["namespace"][0], "usage": {"readUnits": 1}}

    def _delete(self, body: dict[str, Any]) -> dict[str, Any]:
        if len(body["ids"]) > _MOST_VECTORS:
            raise _refused("too many ids")
        self._write(body["namespace"], dict.fromkeys(body["ids"]))
        return {}

    def _stats(self) -> dict[str, Any]:
        counts = {name: {"vectorCount": len(held)} for name, held in self._shown.items() if held}
        return {
            "namespaces": counts,
            "dimension": self.dimension,
            "indexFullness": 0,
            "totalVectorCount": sum(len(held) for held in self._shown.values()),
            "metric": "cosine",
        }

    def _namespaces(self) -> dict[str, Any]:
        found = [
            {"name": name, "record_count": len(held)} for name, held in self._shown.items() if held
        ]
        return {"namespaces": found, "pagination": None, "total_count": len(found)}


def _refused(message: str, code: int = _INVALID) -> Refused:
    return Refused(400, {"code": code, "message": message, "details": []})


def _bounded(answer: dict[str, Any]) -> dict[str, Any]:
    if len(json.dumps(answer)) > _MOST_ANSWER:
        raise _refused("result is larger than 4 MB", _OUT_OF_RANGE)
    return answer


def _apply(records: dict[str, Record], changes: dict[str, Record | None]) -> None:
    for key, record in changes.items():
        if record is None:
            records.pop(key, None)
        else:
            records[key] = record


def _as_stored(sent: Record) -> Record:
    """As Pinecone gives it back: single precision, every number a float."""
    metadata = {
        name: float(value) if isinstance(value, int) and not isinstance(value, bool) else value
        for name, value in (sent.get("metadata") or {}).items()
    }
    values = np.array(sent["values"], np.float32).astype(float).tolist()
    return {"id": sent["id"], "values": values, "metadata": metadata}


def _check_metadata(metadata: dict[str, Any]) -> None:
    size = len(json.dumps(metadata, ensure_ascii=False).encode())
    if size > _MOST_METADATA:
        raise _refused(
            f"metadata size is {size} bytes, which exceeds the limit of {_MOST_METADATA} bytes per "
            "vector"
        )
    for name, value in metadata.items():
        is_texts = isinstance(value, list) and all(isinstance(one, str) for one in value)
        if not (isinstance(value, str | int | float | bool) or is_texts):
            raise _refused(
                "Metadata value must be a string, number, boolean or list of strings, got "
                f"'{json.dumps(value)}' for field '{name}'"
            )


def _matches(metadata: dict[str, Any], wanted: dict[str, Any]) -> bool:
    """The operators of Pinecone's filters that we use; `$gte` and `$lte` compare numbers only."""
    for name, conditions in wanted.items():
        value = metadata.get(name)
        for operator, operand in conditions.items():
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            holds = {
                "$eq": lambda v=value, o=operand: v == o,
                "$in": lambda v=value, o=operand: v in o,
                "$gte": lambda v=value, o=operand, n=is_number: n and v >= o,
                "$lte": lambda v=value, o=operand, n=is_number: n and v <= o,
            }[operator]
            if not holds():
                return False
    return True

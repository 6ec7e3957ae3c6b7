"""Anthropic's Message Batches, and chat completions beside them, as a server for tests.

Real HTTP on loopback, with the behaviours of `BatchServer`; the wire format is that of
https://platform.claude.com/docs/en/api/creating-message-batches and the pages beside it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.batch_server import BatchHandler, BatchServer

_ROOT = "/v1/messages/batches"
_MADE = "2026-11-22T05:00:00Z"


@dataclass
class MessageBatchServer(BatchServer):
    """The server; `batches` has what it was sent, and the state as `BatchServer` keeps it.

    Attributes:
        refuse_create: answers the making of a batch by 400 with this message.
        created_at: when batches say that they were made.
        garble_create: makes the batch, and answers this instead of telling it.
    """

    refuse_create: str = ""
    garble_create: str = ""
    created_at: str = "2099-01-01T00:00:00Z"

    def handler(self) -> type[BaseHTTPRequestHandler]:
        return _Handler

    def lines(self, batch_id: str) -> list[dict[str, Any]]:
        """The calls of a batch; `body` is what Anthropic calls `params`."""
        return [
            {"custom_id": one["custom_id"], "body": one["params"], "url": "/v1/messages"}
            for one in self.batches[batch_id]["requests"]
        ]

    def show(self, batch_id: str) -> dict[str, Any]:
        """A batch as the provider tells it."""
        batch = self.batches[batch_id]
        is_over = batch["status"] != "in_progress"
        kinds = [one["result"]["type"] for one in self._results(batch_id)]
        counts = {
            kind: kinds.count(kind) for kind in ("succeeded", "errored", "canceled", "expired")
        }
        return {
            "id": batch_id,
            "type": "message_batch",
            "processing_status": "ended" if is_over else "in_progress",
            "request_counts": {"processing": len(batch["requests"]) - len(kinds), **counts},
            "created_at": batch["created_at"],
            "expires_at": batch["created_at"],
            "ended_at": _MADE if is_over else None,
            "cancel_initiated_at": None,
            "archived_at": None,
            "results_url": f"{self.url}/messages/batches/{batch_id}/results" if is_over else None,
        }

    def results(self, batch_id: str) -> str:
        """The file of results, in another order than it was asked."""
        return "".join(f"{json.dumps(one)}\n" for one in reversed(self._results(batch_id)))

    def _results(self, batch_id: str) -> list[dict[str, Any]]:
        batch = self.batches[batch_id]
        files = (batch.get(name) for name in ("output_file_id", "error_file_id"))
        return [json.loads(row) for name in files if name for row in self.files[name].splitlines()]

    def _line(self, line: dict[str, Any], failed: bool, out: bool) -> dict[str, Any]:
        result: dict[str, Any] = {"type": "expired"}
        if failed:
            told = {"type": "api_error", "message": "planned by the test"}
            error = {"type": "error", "error": told, "request_id": "req_failed"}
            result = {"type": "errored", "error": error}
        elif not out:
            result = {"type": "succeeded", "message": self._message(line["body"])}
        return {"custom_id": line["custom_id"], "result": result}

    def _message(self, body: dict[str, Any]) -> dict[str, Any]:
        messages = body["messages"]
        assert {one["role"] for one in messages} <= {"user", "assistant"}
        asked = str(messages[-1]["content"])
        text = f"Answer {len(messages)} to: {asked}"
        if self.garble is not None and self.garble in asked:
            text = ""
        return {
            "id": f"msg_{len(self.files)}",
            "type": "message",
            "role": "assistant",
            "model": body["model"],
            "content": [{"type": "text", "text": text}],
            "stop_reason": "end_turn",
            "stop_sequence": None,
            "usage": {"input_tokens": 10, "output_tokens": 20},
        }


class _Handler(BatchHandler):
    """One request; what is no batch is a call of OpenAI's form, as at the real address."""

    held: MessageBatchServer

    def do_POST(self) -> None:
        path = urlsplit(self.path).path
        if path != _ROOT:
            return super().do_POST()
        sent = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self._check_key()
        if self.held.break_upload:
            return self._break()
        if self.held.refuse_create:
            return self._refuse(self.held.refuse_create)
        name = f"batch_{len(self.held.batches) + 1}"
        self.held.batches[name] = {
            **sent,
            "id": name,
            "status": "in_progress",
            "created_at": self.held.created_at,
        }
        told = self.held.garble_create or self.held.show(name)
        return self._break() if self.held.break_create else self._send(told)

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        self._check_key()
        name = url.path.removeprefix(_ROOT).strip("/")
        if not name:
            return self._list_pages(parse_qs(url.query))
        if name.endswith("/results"):
            return self._send(self.held.results(name.removesuffix("/results")))
        return self._send(self.held.show(name))

    def _check_key(self) -> None:
        assert self.headers["x-api-key"]
        assert self.headers["anthropic-version"] == "2023-06-01"
        assert self.headers["authorization"] is None

    def _list_pages(self, query: dict[str, list[str]]) -> None:
        names = list(reversed(self.held.batches))
        after = query.get("after_id", [None])[0]
        start = names.index(after) + 1 if after else 0
        limit = int(query.get("limit", ["20"])[0])
        page = names[start : start + limit]
        self._send(
            {
                "data": [self.held.show(name) for name in page],
                "has_more": start + limit < len(names),
                "first_id": page[0] if page else None,
                "last_id": page[-1] if page else None,
            }
        )

    def _refuse(self, message: str) -> None:
        told = {"type": "invalid_request_error", "message": message}
        error = {"type": "error", "error": told, "request_id": "req_refused"}
        self._send(error, status=400)

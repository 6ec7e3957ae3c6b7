"""The batch half of an OpenAI-compatible server: files, batches, and the calls themselves.

Real HTTP on loopback. A batch waits in `in_progress` until the test ends it: `finish`, `expire`
or `refuse`. https://platform.openai.com/docs/api-reference/batch has the form of everything here.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.serving import serving

_BATCH = {"object": "batch", "completion_window": "24h", "created_at": 1_795_305_600}
USAGE = {"prompt_tokens": 10, "completion_tokens": 20, "total_tokens": 30}


@dataclass
class BatchServer:
    """The server; what it was sent, and what it does.

    Attributes:
        batches, files: what it holds, by id, in the order made.
        direct: bodies of calls that were not in a batch.
        fail: lines whose last message holds this are answered by status 500.
        garble: lines whose last message holds this get an answer without text.
        lose: lines whose last message holds this are in no file.
        break_create: creates the batch, then breaks the connection.
        break_upload: breaks the connection before the file is there.
    """

    batches: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    direct: list[dict[str, Any]] = field(default_factory=list)
    fail: str | None = None
    garble: str | None = None
    lose: str | None = None
    break_create: bool = False
    break_upload: bool = False

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._http = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Handler", (self.handler(),), {"held": self})
        )

    def handler(self) -> type[BaseHTTPRequestHandler]:
        """What answers its requests."""
        return BatchHandler

    @property
    def url(self) -> str:
        """The base address a provider is configured with."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    @contextmanager
    def running(self) -> Iterator[BatchServer]:
        """Serve from a thread until the block ends."""
        with serving(self._http):
            yield self

    def lines(self, batch_id: str) -> list[dict[str, Any]]:
        """The calls of a batch as they were uploaded."""
        text = self.files[self.batches[batch_id]["input_file_id"]]
        return [json.loads(line) for line in text.splitlines()]

    def finish(self) -> None:
        """Answer every line of every batch that is in progress."""
        self._end("completed", answered=len)

    def expire(self, answered: int) -> None:
        """End what is in progress after so many lines, as a day's end does."""
        self._end("expired", answered=lambda _: answered)

    def refuse(self, message: str) -> None:
        """Refuse every batch that is in progress as a whole, as a broken file is."""
        for batch in self._running():
            error = {"code": "invalid_request", "message": message, "line": None, "param": None}
            batch |= {"status": "failed", "errors": {"object": "list", "data": [error]}}

    def _running(self) -> list[dict[str, Any]]:
        return [one for one in self.batches.values() if one["status"] == "in_progress"]

    def _end(self, status: str, answered: Any) -> None:
        for batch in self._running():
            good: list[dict[str, Any]] = []
            bad: list[dict[str, Any]] = []
            lines = self.lines(batch["id"])
            for place, line in enumerate(lines):
                asked = _asked(line["body"])
                if self.lose is not None and self.lose in asked:
                    continue
                failed = self.fail is not None and self.fail in asked
                out = place >= answered(lines)
                (bad if failed or out else good).append(self._line(line, failed, out))
            batch["status"] = status
            batch["request_counts"] = {
                "total": len(lines),
                "completed": len(good),
                "failed": len(bad),
            }
            for name, rows in (("output_file_id", good), ("error_file_id", bad)):
                if rows:
                    text = "".join(json.dumps(row) + "\n" for row in reversed(rows))
                    batch[name] = self._store(text)

    def _line(self, line: dict[str, Any], failed: bool, out: bool) -> dict[str, Any]:
        row: dict[str, Any] = {"id": "batch_req_1", "custom_id": line["custom_id"]}
        if out:
            message = "This request could not be executed before the completion window expired."
            return {**row, "response": None, "error": {"code": "batch_expired", "message": message}}
        body = self._answer(line["url"], line["body"])
        status = 200
        if failed:
            status, body = 500, {"error": {"message": "planned by the test", "code": "server"}}
        response = {"status_code": status, "request_id": "req_line", "body": body}
        return {**row, "response": response, "error": None}

    def _answer(self, url: str, body: dict[str, Any]) -> dict[str, Any]:
        messages = body.get("messages") or body["input"]
        text = f"Answer {len(messages)} to: {_asked(body)}"
        if self.garble is not None and self.garble in _asked(body):
            text = ""
        head = {"id": f"resp-{len(self.files)}", "model": body["model"], "usage": USAGE}
        if url.endswith("/responses"):
            part = {"type": "output_text", "text": text, "annotations": []}
            item = {"type": "message", "role": "assistant", "content": [part]}
            return {**head, "object": "response", "status": "completed", "output": [item]}
        message = {"role": "assistant", "content": text}
        return {**head, "choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}

    def _store(self, text: str) -> str:
        with self._lock:
            name = f"file-{len(self.files) + 1}"
            self.files[name] = text
        return name


class BatchHandler(BaseHTTPRequestHandler):
    """One request; `held` is the server it is for."""

    held: BatchServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers.get("content-length", 0)))
        path = urlsplit(self.path).path
        if path == "/v1/files":
            return self._upload(sent)
        body = json.loads(sent)
        if path == "/v1/batches":
            return self._create(body)
        self.held.direct.append(body)
        return self._send(self.held._answer(path, body))

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        name = url.path.removeprefix("/v1/")
        if name == "batches":
            return self._list(parse_qs(url.query))
        if name.startswith("batches/"):
            return self._send(self.held.batches[name.removeprefix("batches/")])
        file = name.removeprefix("files/").removesuffix("/content")
        return self._send(self.held.files[file])

    def _upload(self, sent: bytes) -> None:
        if self.held.break_upload:
            return self._break()
        head = f"content-type: {self.headers['content-type']}\r\n\r\n".encode()
        form = BytesParser(EmailMessage, policy=HTTP).parsebytes(head + sent)
        parts = {
            part.get_param("name", header="content-disposition"): part for part in form.iter_parts()
        }
        assert parts["purpose"].get_content().strip() == "batch"
        text = str(parts["file"].get_payload(decode=True), "utf-8")
        name = self.held._store(text)
        return self._send({"id": name, "object": "file", "purpose": "batch"})

    def _create(self, body: dict[str, Any]) -> None:
        urls = {
            json.loads(line)["url"] for line in self.held.files[body["input_file_id"]].splitlines()
        }
        assert urls == {body["endpoint"]}
        assert body["completion_window"] == "24h"
        name = f"batch_{len(self.held.batches) + 1}"
        batch = {**_BATCH, **body, "id": name, "status": "in_progress"}
        self.held.batches[name] = batch
        return self._break() if self.held.break_create else self._send(batch)

    def _list(self, query: dict[str, list[str]]) -> None:
        found = list(reversed(self.held.batches.values()))
        after = query.get("after", [None])[0]
        names = [one["id"] for one in found]
        start = names.index(after) + 1 if after else 0
        limit = int(query.get("limit", ["20"])[0])
        page = found[start : start + limit]
        more = start + limit < len(found)
        self._send({"object": "list", "data": page, "has_more": more})

    def _send(self, value: Any, status: int = 200) -> None:
        data = (value if isinstance(value, str) else json.dumps(value)).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def _break(self) -> None:
        self.close_connection = True
        self.connection.close()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _asked(body: dict[str, Any]) -> str:
    messages = body.get("messages") or body["input"]
    return str(messages[-1]["content"])

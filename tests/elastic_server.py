"""A small HTTP server that answers as Elasticsearch does when something is wrong with it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PRODUCT = {"X-Elastic-Product": "Elasticsearch"}


@dataclass(frozen=True)
class Asked:
    """A request."""

    method: str
    path: str
    body: str
    headers: dict[str, str]  # names in lower case

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Its body as JSON lines."""
        return [json.loads(line) for line in self.body.splitlines() if line]


@dataclass(frozen=True)
class Said:
    """An answer; status 0 hangs up without one."""

    status: int = 200
    body: Any = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=lambda: PRODUCT)


@contextmanager
def answering(answer: Callable[[Asked], Said]) -> Iterator[tuple[str, list[Asked]]]:
    """Answer requests on loopback; its port, and every request so far."""
    asked: list[Asked] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            one = Asked(self.command, self.path.partition("?")[0], body, headers)
            asked.append(one)
            said = answer(one)
            if not said.status:
                self.close_connection = True
                self.connection.close()
                return
            data = b"" if self.command == "HEAD" else json.dumps(said.body).encode()
            self.send_response(said.status)
            kind = {"Content-Type": "application/vnd.elasticsearch+json;compatible-with=9"}
            for name, value in {**kind, **said.headers, "Content-Length": len(data)}.items():
                self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _answer

        def log_message(self, *words: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

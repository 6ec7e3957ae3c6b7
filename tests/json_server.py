"""A JSON-over-HTTP server for tests: what it does is a subclass's, what goes wrong is planned."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, unquote, urlsplit

from tests.serving import serving


@dataclass
class Fault:
    """How calls go wrong whose method and path hold `match`, `uses` times after `after` good ones.

    `cut`: the call is served, but its answer never arrives.
    """

    match: str = ""
    status: int = 503
    headers: dict[str, str] = field(default_factory=dict)
    after: int = 0
    uses: int = 1
    drop: bool = False
    cut: bool = False


@dataclass(frozen=True)
class Asked:
    """One call as it came."""

    method: str
    path: str
    query: dict[str, list[str]]
    body: Any
    headers: dict[str, str]
    size: int


class Refused(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, payload: Any) -> None:
        super().__init__(status)
        self.status, self.payload = status, payload


class JsonServer:
    """The server: `asked` is what it saw, `faults` what goes wrong."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.faults: list[Fault] = []
        self._lock = threading.Lock()
        self._http = _Quiet(("127.0.0.1", 0), self._handler())

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def serve(self, asked: Asked) -> Any:
        """Answer a call; `Refused` for anything but 200."""
        raise NotImplementedError

    def paths(self, *methods: str) -> list[str]:
        """What was asked, as `POST /vectors/upsert`."""
        found = [f"{one.method} {one.path}" for one in self.asked]
        return [one for one in found if not methods or one.split()[0] in methods]

    @contextmanager
    def running(self) -> Iterator[Self]:
        with serving(self._http):
            yield self

    def _next_fault(self, asked: Asked) -> Fault | None:
        for fault in self.faults:
            if fault.match in f"{asked.method} {asked.path}" and fault.uses:
                if fault.after:
                    fault.after -= 1
                    continue
                fault.uses -= 1
                return fault
        return None

    def _answer(self, asked: Asked) -> tuple[int, Any, Fault | None]:
        with self._lock:
            self.asked.append(asked)
            fault = self._next_fault(asked)
            if fault and not fault.cut:
                return fault.status, {"status": {"error": "planned by the test"}}, fault
            try:
                return 200, self.serve(asked), fault
            except Refused as refused:
                return refused.status, refused.payload, fault

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _do(self) -> None:
                parts = urlsplit(self.path)
                sent = self.rfile.read(int(self.headers.get("content-length") or 0))
                headers = {name.lower(): value for name, value in self.headers.items()}
                body = json.loads(sent) if sent else None
                query, path = parse_qs(parts.query), unquote(parts.path)
                asked = Asked(self.command, path, query, body, headers, len(sent))
                status, payload, fault = server._answer(asked)
                if fault and (fault.drop or fault.cut):
                    self.close_connection = True
                    return
                data = json.dumps(payload, default=str).encode()
                self.send_response(status)
                extra = fault.headers if fault else {}
                for name, value in {"content-type": "application/json", **extra}.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = _do

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A broken connection is the point of some tests."""

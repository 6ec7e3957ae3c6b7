"""An S3 that keeps what it takes, or refuses everything as real ones do."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class FakeS3:
    """Listens on a free port of loopback; refuses everything where a code is given."""

    def __init__(self, status: int = 200, code: str = "") -> None:
        body = f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()

        kept: dict[str, bytes] = {}
        self.classes: dict[str, str] = {}
        """Storage class that each path was written in; empty where none was named."""
        classes = self.classes

        class Answer(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                kept[self.path] = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                classes[self.path] = self.headers.get("x-amz-storage-class", "")
                self.send_response(status)
                self.send_header("Content-Length", str(len(body) if code else 0))
                self.send_header("ETag", '"1"')
                self.end_headers()
                self.wfile.write(body if code else b"")

            def do_GET(self) -> None:
                found = kept.get(self.path)
                missing = b"<Error><Code>NoSuchKey</Code></Error>"
                self.send_response(404 if found is None else 200)
                self.send_header("Content-Length", str(len(missing if found is None else found)))
                self.send_header("ETag", '"1"')
                self.send_header("Last-Modified", "Fri, 20 Nov 2026 10:00:00 GMT")
                self.end_headers()
                self.wfile.write(missing if found is None else found)

            def log_message(self, format: str, *args: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

"""An S3 that answers everything alike, with the codes and bodies of real ones."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class FakeS3:
    """Listens on a free port of loopback; refuses everything where a code is given."""

    def __init__(self, status: int = 200, code: str = "") -> None:
        body = f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()

        class Answer(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.send_response(status)
                self.send_header("Content-Length", str(len(body) if code else 0))
                self.send_header("ETag", '"1"')
                self.end_headers()
                self.wfile.write(body if code else b"")

            def log_message(self, format: str, *args: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

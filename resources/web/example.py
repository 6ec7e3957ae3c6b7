"""The bundled example website, served over loopback HTTP while it is crawled.

To the platform its address is `http://demo.test/`, whatever port serves it.
"""

from __future__ import annotations

import hashlib
import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

from resources.errors import ConfigurationError

EXAMPLE_DOMAIN = "demo.test"


def example_site() -> Path:
    """Folder of the example's pages: in the installed package, else in the checkout.

    Raises:
        ConfigurationError: when neither has it.
    """
    package = Path(str(files("onevice_assets")))
    for folder in (package / "bundled" / "site", package.parent / "examples" / "site"):
        if folder.is_dir():
            return folder
    raise ConfigurationError(
        f"The example website is missing: neither {package}/bundled/site nor a checkout's "
        "examples/site is there. Install the package again, or give SITE=https://…"
    )


@contextmanager
def serve(folder: Path) -> Iterator[tuple[str, int]]:
    """Serve a folder on an ephemeral loopback port; gives address and port.

    Answers carry an ETag made of the content, so that a copy of the folder is the same website.
    """
    handler = type("FolderHandler", (_FolderHandler,), {"root": folder.resolve()})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, args=(0.05,), name="example-site", daemon=True)
    thread.start()
    try:
        yield "127.0.0.1", int(server.server_address[1])
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _FolderHandler(BaseHTTPRequestHandler):
    """Answers GET from the files of `root`, quietly."""

    protocol_version = "HTTP/1.1"
    root: Path

    def do_GET(self) -> None:
        path = self._find(unquote(urlsplit(self.path).path))
        if path is None:
            self._send(HTTPStatus.NOT_FOUND, b"<h1>Not found</h1>", {"Content-Type": "text/html"})
            return
        body = path.read_bytes()
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        if self.headers.get("If-None-Match") == tag:
            self._send(HTTPStatus.NOT_MODIFIED, b"", {"ETag": tag})
            return
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self._send(HTTPStatus.OK, body, {"Content-Type": kind, "ETag": tag})

    def _find(self, path: str) -> Path | None:
        """The file for a path: itself, its index.html, or with .html added."""
        wanted = (self.root / path.lstrip("/")).resolve()
        if not wanted.is_relative_to(self.root):
            return None
        candidates = (wanted, wanted / "index.html", wanted.with_name(f"{wanted.name}.html"))
        return next((one for one in candidates if one.is_file()), None)

    def _send(self, status: HTTPStatus, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the crawl reports for itself."""

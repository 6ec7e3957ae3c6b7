"""A website made of a few lines, served on loopback: for tests of everything that crawls.

with serve_website({"/": Page("<h1>Hello</h1>", links=["/a"])}) as site:
    Web().crawl(site.url)
assert site.asked["/a"] == 1
"""

from __future__ import annotations

import gzip
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread

TEXT = "Our workshop repairs bicycles of every make, with spare parts in stock. " * 4


@dataclass
class Page:
    """One answer of the server.

    Attributes:
        body: markup to stand in the page, or the raw body where it is bytes.
        links: addresses it links to.
        status, content_type, headers: of the answer.
        delay_s: seconds until it answers.
        is_gzipped: whether `body` is to be compressed.
        has_etag: whether it can answer "not modified".
    """

    body: str | bytes = f"<p>{TEXT}</p>"
    links: list[str] = field(default_factory=list)
    title: str = "A page"
    head: str = ""
    status: int = 200
    content_type: str | None = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    is_gzipped: bool = False
    has_etag: bool = False

    def render(self) -> bytes:
        """The bytes of the body."""
        if isinstance(self.body, bytes):
            data = self.body
        else:
            links = "".join(f'<a href="{link}">{link}</a> ' for link in self.links)
            head = f"<head><title>{self.title}</title>{self.head}</head>"
            data = f"<html>{head}<body><main>{self.body}</main>{links}</body></html>".encode()
        return gzip.compress(data, 9) if self.is_gzipped else data


NO_ROBOTS: dict[str, Page] = {"/robots.txt": Page(status=404)}
Pages = Mapping[str, Page | Callable[[str], Page]]


@dataclass
class Website:
    """A running website: what was asked of it, in order and counted."""

    pages: dict[str, Page | Callable[[str], Page]]
    url: str = ""
    port: int = 0
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0
    stopping: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)

    @property
    def asked(self) -> Counter[str]:
        """How often each path was asked for."""
        return Counter(path for path, _ in self.requests)

    def find(self, path: str) -> Page:
        """The page of a path; one under `*` stands for all others."""
        plain = path.partition("?")[0]
        found = self.pages.get(path) or self.pages.get(plain) or self.pages.get("*")
        if found is None:
            return Page("<h1>Not found</h1>", status=404)
        return found(path) if callable(found) else found


@contextmanager
def serve_website(pages: Pages) -> Iterator[Website]:
    """Serve pages by path on an ephemeral loopback port."""
    website = Website(dict(pages))
    handler = type("Handler", (_Handler,), {"website": website})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    website.port = server.server_address[1]
    website.url = f"http://127.0.0.1:{website.port}/"
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield website
    finally:
        website.stopping.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    website: Website

    def do_GET(self) -> None:
        site = self.website
        with site.lock:
            site.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            site.at_once += 1
            site.most_at_once = max(site.most_at_once, site.at_once)
        try:
            self._answer(site.find(self.path))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            with site.lock:
                site.at_once -= 1

    def _answer(self, page: Page) -> None:
        self.website.stopping.wait(page.delay_s) if page.delay_s else None
        body = page.render()
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        is_known = page.has_etag and self.headers.get("If-None-Match") == tag
        self.send_response(304 if is_known else page.status)
        for name, value in page.headers.items():
            self.send_header(name, value)
        if page.has_etag:
            self.send_header("ETag", tag)
        if page.content_type:
            self.send_header("Content-Type", page.content_type)
        if page.is_gzipped:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", "0" if is_known else str(len(body)))
        self.end_headers()
        if not is_known:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass

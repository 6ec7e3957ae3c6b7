"""Real servers on loopback that take notices: HTTP and SMTP (RFC 5321), healthy or broken."""

from __future__ import annotations

import json
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Hook:
    """A webhook: what it answers, in order (the last for ever), and what it saw.

    A status of 0 hangs up without an answer, -1 never answers.
    """

    statuses: list[int] = field(default_factory=lambda: [200])
    location: str = ""
    url: str = ""
    headers: list[dict[str, str]] = field(default_factory=list)
    bodies: list[Any] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)

    def next_status(self) -> int:
        return self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is the point of some tests."""


@contextmanager
def run_hook(hook: Hook, tls: ssl.SSLContext | None = None) -> Iterator[Hook]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            hook.bodies.append(json.loads(self.rfile.read(length)))
            hook.headers.append(dict(self.headers))
            hook.paths.append(self.path)
            status = hook.next_status()
            if status == -1:
                hook.released.wait(20)
            if status <= 0:
                self.close_connection = True
                return
            self.send_response(status)
            if hook.location:
                self.send_header("Location", hook.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = _Quiet(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    with _served(server) as port:
        hook.url = f"{'https' if tls else 'http'}://localhost:{port}"
        yield hook
        hook.released.set()


@dataclass
class Post:
    """A mail server: which replies it gives instead of `250`/`235`, and what it took.

    `hang_up_at` names the command at which it closes the connection; `message` is after the text.
    """

    replies: dict[str, list[str]] = field(default_factory=dict)
    hang_up_at: str = ""
    offers_login: bool = True
    tls: ssl.SSLContext | None = None
    port: int = 0
    sessions: int = 0
    commands: list[str] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)

    @property
    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=default) for raw in self.raw]  # type: ignore[arg-type]

    def reply(self, command: str, usual: str) -> str:
        planned = self.replies.get(command)
        return planned.pop(0) if planned else usual


class _Session(socketserver.StreamRequestHandler):
    post: Post

    def handle(self) -> None:
        self.post.sessions += 1
        self.is_encrypted = isinstance(self.connection, ssl.SSLSocket)
        self._say(self.post.reply("connect", "220 mail.test ESMTP"))
        while line := self.rfile.readline():  # another file after STARTTLS
            text = line.decode().strip()
            verb = text.partition(" ")[0].upper()
            self.post.commands.append(verb)
            if verb == self.post.hang_up_at or not self._obey(verb, text):
                return

    def _obey(self, verb: str, text: str) -> bool:
        if verb == "EHLO":
            self._greet()
        elif verb == "STARTTLS":
            return self._encrypt()
        elif verb == "DATA":
            return self._take()
        else:
            if verb == "MAIL":
                self.post.senders.append(text.partition(":")[2].split(">")[0].strip("<"))
            if verb == "RCPT":
                self.post.recipients.append(text.partition(":")[2].strip("<>"))
            usual = {"AUTH": "235 welcome", "QUIT": "221 bye"}.get(verb, "250 fine")
            self._say(self.post.reply(verb, usual))
        return verb != "QUIT"

    def _greet(self) -> None:
        lines = ["mail.test"]
        if self.post.offers_login:
            lines.append("AUTH PLAIN")
        if self.post.tls and not self.is_encrypted:
            lines.append("STARTTLS")
        for line in lines[:-1]:
            self._say(f"250-{line}")
        self._say(f"250 {lines[-1]}")

    def _encrypt(self) -> bool:
        assert self.post.tls is not None
        self._say("220 go on")
        try:
            self.connection = self.post.tls.wrap_socket(self.connection, server_side=True)
        except OSError:  # the client does not trust us
            return False
        self.setup()
        self.is_encrypted = True
        return True

    def _take(self) -> bool:
        answer = self.post.reply("DATA", "354 go on")
        self._say(answer)
        if not answer.startswith("354"):
            return True
        lines = []
        for line in iter(self.rfile.readline, b".\r\n"):
            lines.append(line[1:] if line.startswith(b"..") else line)
        if self.post.hang_up_at == "message":
            return False
        self.post.raw.append(b"".join(lines))
        self.post.encrypted.append(self.is_encrypted)
        self._say(self.post.reply("message", "250 taken"))
        return True

    def setup(self) -> None:
        self.request = getattr(self, "connection", self.request)
        super().setup()

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class _PostServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is the point of some tests."""


@contextmanager
def run_post(post: Post, *, tls_at_once: ssl.SSLContext | None = None) -> Iterator[Post]:
    server = _PostServer(("127.0.0.1", 0), type("Session", (_Session,), {"post": post}))
    if tls_at_once:
        server.socket = tls_at_once.wrap_socket(server.socket, server_side=True)
    with _served(server) as port:
        post.port = port
        yield post


@contextmanager
def _served(server: socketserver.TCPServer) -> Iterator[int]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

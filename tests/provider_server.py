"""An OpenAI-compatible server for tests: real HTTP on loopback, every call recorded.

`ProviderServer` runs in a thread; `python -m tests.provider_server PORT_FILE LOG_FILE` runs it as
a process of its own that outlives the killed one under test. What a call gets is decided by
`Plan`s: the first plan whose `match` occurs in the last message and that has uses left.
"""

from __future__ import annotations

import base64
import hashlib
import json
import signal
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import FrameType
from typing import Any, Literal

from tests.serving import serving


@dataclass
class Plan:
    """How to answer; every field has the behaviour of a healthy provider as its default.

    Attributes:
        latency_s: until the first byte; `hang` says nothing until the server stops, `held`
            nothing until `release` is called.
        drop: close the connection instead of answering.
        reset: reset it (RST) before the answer, in the middle of its body, or after it.
        truncate: promise the whole body, send half of it, close.
        drip_s: send the body a tenth at a time, with so many seconds in between.
    """

    match: str = ""
    uses: int | None = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    text: str | None = None
    body: str | None = None
    error: dict[str, Any] = field(default_factory=dict)
    finish_reason: str = "stop"
    model: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    usage: dict[str, Any] | None = field(
        default_factory=lambda: {"prompt_tokens": 10, "completion_tokens": 20}
    )
    latency_s: float = 0.0
    hang: bool = False
    held: bool = False
    drop: bool = False
    reset: Literal["", "before", "in", "after"] = ""
    truncate: bool = False
    drip_s: float = 0.0


@dataclass(frozen=True)
class Seen:
    """One recorded call; `client_id` is what the asker calls it (`X-Client-Request-Id`)."""

    path: str
    key: str
    body: dict[str, Any]
    at: float
    client_id: str = ""

    @property
    def messages(self) -> list[dict[str, str]]:
        """Messages of a chat call or the input of a Responses call."""
        found: list[dict[str, str]] = self.body.get("messages") or self.body.get("input") or []
        return found

    @property
    def asked(self) -> str:
        """The last message, or the last text to embed."""
        last: Any = self.messages[-1] if self.messages else ""
        return str(last["content"] if isinstance(last, dict) else last)


class _QuietServer(ThreadingHTTPServer):
    """Says nothing of clients that are killed."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A broken connection is the point of some tests."""


class ProviderServer:
    """The server; `calls` is what it saw, `plans` what it does."""

    def __init__(self, plans: list[Plan] | None = None, log: Path | None = None) -> None:
        self.plans = plans or []
        self.calls: list[Seen] = []
        self._log = log
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._released = threading.Event()
        self._press_at: int | None = None
        self._noticed = threading.Event()
        self._noticed.set()
        self._http = _QuietServer(("127.0.0.1", 0), self._handler())

    @property
    def url(self) -> str:
        """The base address a provider is configured with."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    @contextmanager
    def running(self) -> Iterator[ProviderServer]:
        """Serve from a thread until the block ends."""
        with serving(self._http):
            try:
                yield self
            finally:
                self._stopped.set()
                self._released.set()

    def release(self) -> None:
        """Answer the calls that are held, and hold none from now on."""
        self._released.set()

    def press_ctrl_c_after(self, calls: int) -> None:
        """Have this process sent SIGINT once so many more calls have come.

        None is answered before it is noticed, however slow this process is.
        """
        self._press_at = len(self.calls) + calls
        self._noticed.clear()

        def note(number: int, frame: FrameType | None) -> None:
            self._noticed.set()
            signal.signal(signal.SIGINT, before)
            signal.default_int_handler(number, frame)

        before = signal.signal(signal.SIGINT, note)

    def serve(self) -> None:
        """Serve in this thread for ever."""
        self._http.serve_forever()

    def decide(self, seen: Seen) -> Plan:
        """Record a call and pick its plan."""
        with self._lock:
            self.calls.append(seen)
            if self._log:
                with self._log.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(seen)) + "\n")
            if len(self.calls) == self._press_at:
                signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
            for plan in self.plans:
                if plan.match in seen.asked and plan.uses != 0:
                    if plan.uses is not None:
                        plan.uses -= 1
                    return plan
        return Plan()

    def wait(self, seconds: float) -> None:
        """Be slow, unless the server is being stopped."""
        self._stopped.wait(seconds)

    def wait_for_ctrl_c(self) -> None:
        """Be slow until a planned Ctrl-C was noticed."""
        if not self._noticed.wait(60):
            raise TimeoutError("nobody noticed the planned Ctrl-C")

    def wait_for_release(self) -> None:
        """Be slow until the test has seen what it waits for."""
        self._released.wait()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers.get("content-length", 0))
                sent = self.rfile.read(length)
                if len(sent) < length:  # the asker was killed while it asked: nothing was asked
                    self.close_connection = True
                    return
                body = json.loads(sent or b"{}")
                key = self.headers.get("authorization", "").removeprefix("Bearer ")
                client_id = self.headers.get("x-client-request-id", "")
                plan = server.decide(Seen(self.path, key, body, time.time(), client_id))
                server.wait_for_ctrl_c()
                if plan.held:
                    server.wait_for_release()
                server.wait(600 if plan.hang else plan.latency_s)
                if plan.hang or plan.drop or plan.reset == "before":
                    _hang_up(self, plan, server.wait)
                    return
                _send(self, plan, _payload(plan, self.path, body).encode(), server.wait)
                if plan.reset or plan.truncate:
                    _hang_up(self, plan, server.wait)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler


def _send(
    to: BaseHTTPRequestHandler, plan: Plan, data: bytes, wait: Callable[[float], None]
) -> None:
    to.send_response(plan.status)
    headers = {"content-type": "application/json", **plan.headers}
    if plan.reset == "after":  # else the asker's next call may be on its way already
        headers["connection"] = "close"
    for name, value in headers.items():
        to.send_header(name, value)
    to.send_header("content-length", str(len(data)))
    to.end_headers()
    whole = data[: len(data) // 2] if plan.truncate or plan.reset == "in" else data
    step = max(1, len(whole) // 10) if plan.drip_s else len(whole) or 1
    for start in range(0, len(whole), step):
        to.wfile.write(whole[start : start + step])
        wait(plan.drip_s)


def _hang_up(to: BaseHTTPRequestHandler, plan: Plan, wait: Callable[[float], None]) -> None:
    to.close_connection = True
    if plan.reset:  # closing without lingering sends RST
        linger = struct.pack("ii", 1, 0)
        to.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    if plan.reset == "after":  # else the answer may be thrown away unread
        wait(0.2)
    to.rfile.close()  # else its file keeps the socket open
    to.connection.close()


def _payload(plan: Plan, path: str, body: dict[str, Any]) -> str:
    if plan.body is not None:
        return plan.body
    if plan.status >= 400:
        return json.dumps({"error": {"message": "planned by the test", **plan.error}})
    if path.endswith("/embeddings"):
        return json.dumps(_embeddings(body) | plan.extra)
    messages = body.get("messages") or body.get("input") or [{"content": ""}]
    text = _echo(messages) if plan.text is None else plan.text
    digest = hashlib.sha256(json.dumps(messages).encode()).hexdigest()[:12]
    payload = {"id": f"req-{digest}", "model": plan.model or body.get("model"), **plan.extra}
    if plan.usage is not None:
        payload["usage"] = plan.usage
    if path.endswith("/responses"):
        content = [{"type": "output_text", "text": text, "annotations": []}]
        payload |= {"status": "completed", "output": [{"type": "message", "content": content}]}
    else:
        message = {"role": "assistant", "content": text}
        payload["choices"] = [{"index": 0, "message": message, "finish_reason": plan.finish_reason}]
    return json.dumps(payload)


def _embeddings(body: dict[str, Any]) -> dict[str, Any]:
    """A vector per text from its hash, in the backward order that no asker may count on."""
    rows = [
        {"object": "embedding", "index": place, "embedding": embedding_of(text)}
        for place, text in enumerate(body["input"])
    ]
    tokens = sum(len(text) // 4 + 1 for text in body["input"])
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    return {"object": "list", "model": body["model"], "data": rows[::-1], "usage": usage}


def embedding_of(text: str, dimensions: int = 1_536) -> str:
    """Base64 of a little-endian float32 vector of length 1 that depends on the text."""
    seed = hashlib.sha256(text.encode()).digest()
    numbers = [(seed[place % 32] * (place + 7) % 251) - 125 for place in range(dimensions)]
    length = sum(number**2 for number in numbers) ** 0.5
    packed = struct.pack(f"<{dimensions}f", *(number / length for number in numbers))
    return base64.b64encode(packed).decode()


def _echo(messages: list[dict[str, str]]) -> str:
    """The same answer for the same messages, like a model with temperature 0."""
    return f"Answer {len(messages)} to: {messages[-1]['content']}"


def main() -> None:
    """Serve as a process: write the address to a file, every call to a log."""
    port_file, log, plans = Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3])
    server = ProviderServer([Plan(**plan) for plan in plans], log)
    partial = port_file.with_suffix(".partial")
    partial.write_text(server.url, "utf-8")
    partial.rename(port_file)
    server.serve()


if __name__ == "__main__":
    main()

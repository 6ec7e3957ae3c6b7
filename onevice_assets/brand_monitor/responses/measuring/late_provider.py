"""A provider for benches: chat completions after a set latency, some of them failing first.

    python -m onevice_assets.brand_monitor.responses.measuring.late_provider '{"latency_s": 0.5}'

serves on a free port of 127.0.0.1, prints its address as the first line, and ends with its input.
One event loop and no framework, so that it takes little of the cores it is measured on. Tests of
faults have a provider of their own (`tests/provider_server.py`).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

_TEXT = "Many teams would look at a managed database first, and compare its price with hosting. "
_BUSY = b'{"error": {"message": "planned by the bench"}}'
_REASONS = {200: "OK", 404: "Not Found", 429: "Too Many Requests", 500: "Internal Server Error"}


@dataclass
class Manner:
    """How it answers.

    Attributes:
        latency_s: from request to answer, seconds.
        faults: share of prompts whose first call fails, 0 to 1: a third each with 429, with 500
            and with silence.
        silence_s: how long a call without an answer stays open.
        per_second: answers it gives in a second; beyond that it says 429 with Retry-After. 0: any.
        characters: length of an answer.
        brands: three of them are listed in every answer; which, its prompt decides.
    """

    latency_s: float = 0.5
    faults: float = 0.0
    silence_s: float = 60.0
    per_second: int = 0
    characters: int = 700
    brands: tuple[str, ...] = ()


@dataclass
class Tally:
    """What it was asked; GET /tally tells.

    Attributes:
        calls: requests that came.
        answers: those answered with 200, by the last message.
        refused: those answered with 429 or 500, or not at all.
        most_at_once: requests open at one time.
    """

    calls: int = 0
    answers: dict[str, int] = field(default_factory=dict)
    refused: int = 0
    open: int = 0
    most_at_once: int = 0

    def tell(self) -> dict[str, float]:
        """Counts, without the messages, and what answering took of a processor."""
        return {
            "calls": self.calls,
            "answered_prompts": len(self.answers),
            "answered_twice": sum(count > 1 for count in self.answers.values()),
            "refused": self.refused,
            "most_at_once": self.most_at_once,
            "cpu_seconds": round(time.process_time(), 2),
        }


class LateProvider:
    """Decides what a call gets."""

    def __init__(self, manner: Manner) -> None:
        self.manner, self.tally = manner, Tally()
        self._failed: set[str] = set()
        self._second, self._given = 0.0, 0

    def decide(self, prompt: str, now: float) -> tuple[int, float, bytes, bytes]:
        """Status, seconds until it is sent (negative: never), further headers and body."""
        tally = self.tally
        tally.calls += 1
        fault = self._fault(prompt)
        if fault is not None:
            tally.refused += 1
            return fault
        if self._is_over(now):
            tally.refused += 1
            return 429, 0.005, b"retry-after: 1\r\n", _BUSY
        tally.answers[prompt] = tally.answers.get(prompt, 0) + 1
        return 200, self.manner.latency_s, b"", self._answer(prompt)

    def _fault(self, prompt: str) -> tuple[int, float, bytes, bytes] | None:
        """The fault of a prompt's first call; every 1/faults-th new prompt has one."""
        if not self.manner.faults or prompt in self._failed:
            return None
        self._failed.add(prompt)
        place, every = len(self._failed), round(1 / self.manner.faults)
        if place % every:
            return None
        kind = place // every % 3
        if kind == 0:
            return 429, self.manner.latency_s / 2, b"", _BUSY
        if kind == 1:
            return 500, self.manner.latency_s / 2, b"", _BUSY
        return 200, -1, b"", b""

    def _is_over(self, now: float) -> bool:
        if not self.manner.per_second:
            return False
        if now - self._second >= 1:
            self._second, self._given = now, 0
        self._given += 1
        return self._given > self.manner.per_second

    def _answer(self, prompt: str) -> bytes:
        text = (
            f"On {prompt[:60]}: "
            + _list_brands(self.manner.brands, prompt)
            + _TEXT * (1 + self.manner.characters // len(_TEXT))
        )
        message = {"role": "assistant", "content": text[: self.manner.characters]}
        payload = {
            "id": f"req-{self.tally.calls}",
            "object": "chat.completion",
            "created": 1_795_000_000,
            "model": "bench-1",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 30, "completion_tokens": 160, "total_tokens": 190},
        }
        return json.dumps(payload).encode()


def _list_brands(brands: Sequence[str], prompt: str) -> str:
    if not brands:
        return ""
    first = zlib.crc32(prompt.encode())
    named = [brands[(first + place) % len(brands)] for place in range(min(3, len(brands)))]
    lines = [f"{place}. **{name}**: a good choice." for place, name in enumerate(named, 1)]
    return "\n\n" + "\n".join(lines) + "\n\n"


class _Connection(asyncio.Protocol):
    """One connection: requests one after the other, each answered when it is due."""

    def __init__(self, provider: LateProvider) -> None:
        self._provider = provider
        self._buffer = b""
        self._loop = asyncio.get_running_loop()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Read requests as they are whole."""
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end].lower()
            length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0] or 0)
            if len(self._buffer) < end + 4 + length:
                return
            body = self._buffer[end + 4 : end + 4 + length]
            self._buffer = self._buffer[end + 4 + length :]
            self._take(head, body)

    def _take(self, head: bytes, body: bytes) -> None:
        if head.startswith(b"get "):
            told = json.dumps(self._provider.tally.tell()).encode()
            self._send(200, b"", told)
            return
        prompt = str(json.loads(body)["messages"][-1]["content"])
        status, after_s, headers, answer = self._provider.decide(prompt, self._loop.time())
        tally = self._provider.tally
        tally.open += 1
        tally.most_at_once = max(tally.most_at_once, tally.open)
        if after_s < 0:
            self._loop.call_later(self._provider.manner.silence_s, self._hang_up)
        else:
            self._loop.call_later(after_s, self._answer, status, headers, answer)

    def _answer(self, status: int, headers: bytes, body: bytes) -> None:
        self._provider.tally.open -= 1
        self._send(status, headers, body)

    def _hang_up(self) -> None:
        self._provider.tally.open -= 1
        self._transport.close()

    def _send(self, status: int, headers: bytes, body: bytes) -> None:
        if self._transport.is_closing():
            return
        self._transport.write(
            b"HTTP/1.1 %d %s\r\ncontent-type: application/json\r\n%scontent-length: %d\r\n\r\n%s"
            % (status, _REASONS[status].encode(), headers, len(body), body)
        )


async def serve(manner: Manner) -> None:
    """Serve until this process's input ends."""
    provider, loop = LateProvider(manner), asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(provider), "127.0.0.1", 0, backlog=1024)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", flush=True)  # noqa: T201
    await asyncio.to_thread(sys.stdin.read)
    server.close()


def main(arguments: list[str]) -> None:
    """Serve as the first argument says, JSON of a `Manner`."""
    settings: dict[str, Any] = json.loads(arguments[0]) if arguments else {}
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(Manner(**settings)))


if __name__ == "__main__":
    main(sys.argv[1:])

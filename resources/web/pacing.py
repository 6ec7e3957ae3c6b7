"""Politeness: how often and how much at once one host is asked."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Pace:
    """How politely a host is asked.

    Attributes:
        at_once: requests at the same time.
        delay_s: seconds from the start of one request to the start of the next.
        back_off_s: seconds to leave it alone after a first transient failure.
    """

    at_once: int
    delay_s: float
    back_off_s: float = 1.0


class Pacer:
    """Lets requests to a host begin at its pace; every host has its own."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._slots: dict[str, asyncio.Semaphore] = defaultdict(
            lambda: asyncio.Semaphore(pace.at_once)
        )
        self._delay_s: dict[str, float] = {}
        self._free_at: dict[str, float] = {}

    def slow_down(self, host: str, delay_s: float) -> None:
        """Ask a host at most once in this many seconds from now on (robots.txt `Crawl-delay`)."""
        self._delay_s[host] = max(delay_s, self._pace.delay_s)

    def hold(self, host: str, seconds: float) -> None:
        """Ask a host nothing for a while (`Retry-After`, back-off)."""
        until = asyncio.get_running_loop().time() + seconds
        self._free_at[host] = max(self._free_at.get(host, 0.0), until)

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait for a turn at the host and keep it while the block runs."""
        async with self._slots[host]:
            now = asyncio.get_running_loop().time()
            start = max(now, self._free_at.get(host, 0.0))
            self._free_at[host] = start + self._delay_s.get(host, self._pace.delay_s)
            if start > now:
                await asyncio.sleep(start - now)
            yield

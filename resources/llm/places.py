"""The calls in flight of one asker: a place for each, taken in order, none during a pause.

A call comes here with its row in the ledger written, so that a free place is filled at once and
not after a commit. How many places there are is decided in `concurrency.py`; who may come at all,
and how soon, in `limits.py`.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from resources.llm.concurrency import Room
from resources.llm.failures import BusyCallError
from resources.patience import LONGEST_WAIT_S


@dataclass
class Places:
    """Places in flight; of one event loop.

    Attributes:
        room: how many there are now.
        explain_pause: the error of a call that would have to wait too long, from seconds.
        taken: how many are taken.
    """

    room: Room
    explain_pause: Callable[[float], BusyCallError]
    taken: int = 0
    _waiting: deque[asyncio.Future[None]] = field(default_factory=deque)
    _held_until: float = 0.0

    async def take(self) -> None:
        """Wait for a place and take it.

        Raises:
            BusyCallError: the provider asked all of us to wait longer than anybody has.
        """
        loop = asyncio.get_running_loop()
        held_s = self._held_until - loop.time()
        if held_s > LONGEST_WAIT_S:
            raise self.explain_pause(held_s)
        if held_s <= 0 and not self._waiting and self.taken < self.room.allowed:
            self.taken += 1
            return
        future: asyncio.Future[None] = loop.create_future()
        self._waiting.append(future)
        try:
            await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled() and not future.exception():
                self.free()
            raise

    def free(self) -> None:
        """Give a place back, to whoever waits first."""
        self.taken -= 1
        self.fill()

    def hold(self, seconds: float) -> None:
        """Let nobody take a place for so long; who would wait too long is told now."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        if until <= self._held_until:
            return
        self._held_until = until
        loop.call_at(until, self.fill)
        while seconds > LONGEST_WAIT_S and self._waiting:
            future = self._waiting.popleft()
            if not future.done():
                future.set_exception(self.explain_pause(seconds))

    def fill(self) -> None:
        """Hand free places to those who wait."""
        if not self._waiting or asyncio.get_running_loop().time() < self._held_until:
            return
        while self._waiting and self.taken < self.room.allowed:
            future = self._waiting.popleft()
            if not future.done():
                self.taken += 1
                future.set_result(None)

"""Who may send now: one gate before a provider, for its rates, its pauses and calls in flight.

    enter → (ledger row) → start → (call) → leave

Rates and pauses hold for every process that shares a Redis (`share_through`), and for this process
alone without one. Calls in flight are counted for each asker (`places.py`), who halves them when
the provider is overloaded (`concurrency.py`). A quarter more than may be in flight has entered, so
that the next ones stand in the ledger when a place is free. Who enters first goes first, but a
second attempt goes before first ones; back-off is waited outside.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from resources.llm.concurrency import Room
from resources.llm.failures import BusyCallError
from resources.llm.places import Places
from resources.llm.rate_headers import RateNews
from resources.llm.rate_windows import (
    LONGEST_PAUSE_S,
    Bounds,
    Change,
    Heard,
    LocalWindows,
    SharedWindows,
    Windows,
)
from resources.patience import LONGEST_WAIT_S

if TYPE_CHECKING:
    from resources.llm.providers import Provider
    from resources.redis_store import RedisStore

_MOST_TOGETHER = 100
_JITTER = 0.05
_AHEAD = 4  # one more has entered for every four that may be in flight

_shared: RedisStore | None = None
_local: dict[tuple[str, str, Bounds], LocalWindows] = {}


def share_through(store: RedisStore | None) -> None:
    """Count this process's calls in a Redis from now on; none counts them for itself."""
    global _shared  # noqa: PLW0603  one answer for the whole process
    _shared = store


def open_windows(provider: Provider) -> Windows:
    """What counts the calls to a provider's account."""
    bounds = Bounds(provider.requests_per_minute, provider.tokens_per_minute)
    account = name_account(provider)
    local = _local.setdefault((provider.name, account, bounds), LocalWindows(bounds))
    if _shared is None or provider.is_demonstration:
        return local
    return SharedWindows(_shared, provider.name, account, bounds, local)


def name_account(provider: Provider) -> str:
    """A short name of what has limits of its own, from which no key or address can be read.

    An account's models have each their own, unless a person said what all of them may use.
    """
    scope = ",".join(sorted(provider.own_limits)) or provider.model
    secret = f"{provider.base_url}\n{provider.key.get_secret_value()}\n{scope}"
    return hashlib.sha256(secret.encode()).hexdigest()[:16]


@dataclass
class Ticket:
    """One call that was let through.

    Attributes:
        tokens: by upper estimate.
        bucket: what they are counted in.
        generation: of the room it was sent in; none before it starts.
    """

    tokens: int
    bucket: int
    generation: int | None = None


@dataclass
class Gate:
    """Lets calls through to one provider; of one event loop.

    Attributes:
        provider: to whom.
        windows: what counts them.
    """

    provider: Provider
    windows: Windows
    room: Room = field(init=False)
    places: Places = field(init=False)
    _waiting: deque[tuple[int, asyncio.Future[Ticket]]] = field(default_factory=deque)
    _changes: list[Change] = field(default_factory=list)
    _entered: int = 0
    _heard: Heard = (0, 0)
    _pump: asyncio.Task[None] | None = None
    _left: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.room = Room(self.provider.concurrency)
        self.places = Places(self.room, self._explain_pause)

    async def enter(self, tokens: int, *, again: bool = False) -> Ticket:
        """Wait until the rates allow one call, and it is soon its turn.

        Args:
            tokens: the most it can use, sent and answered.
            again: whether it was tried before; it goes first then, because what comes last
                decides when all are done.

        Raises:
            BusyCallError: the provider asked all of us to wait longer than anybody has.
        """
        future: asyncio.Future[Ticket] = asyncio.get_running_loop().create_future()
        wish = (tokens, future)
        if again:
            self._waiting.appendleft(wish)
        else:
            self._waiting.append(wish)
        if self._pump is None:
            self._pump = asyncio.create_task(self._let_through())
        try:
            return await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled() and not future.exception():
                self.give_back(future.result())
            raise

    async def start(self, ticket: Ticket) -> None:
        """Wait for a place in flight; raises as `enter` does. The call is sent right after."""
        await self.places.take()
        ticket.generation = self.room.generation

    def give_back(self, ticket: Ticket) -> None:
        """Leave without having sent anything."""
        self._step_out(ticket, -1, -ticket.tokens)

    async def leave(
        self, ticket: Ticket, *, tokens: int | None, throttled: bool, news: RateNews
    ) -> None:
        """Tell how a call ended; where the provider asks to wait, all processes do.

        Args:
            ticket: from `enter`.
            tokens: what it used; None where nobody knows, then the estimate stands.
            throttled: whether the provider said that there are too many.
            news: what the headers said.
        """
        asked_s = news.retry_after_s if throttled else None
        self._hear(news)
        wait_s = news.wait_s(ticket.tokens) if asked_s is None else asked_s
        if wait_s > 0:
            self.places.hold(min(wait_s, LONGEST_PAUSE_S))
        if ticket.generation is not None:
            self.room.note(throttled=throttled, generation=ticket.generation)
        self._step_out(ticket, 0, 0 if tokens is None else tokens - ticket.tokens)
        if wait_s > 0:
            await self.windows.take((), (), min(wait_s, LONGEST_PAUSE_S))

    def _hear(self, news: RateNews) -> None:
        """Remember limits that a provider tells, for the next call; a person's own stay."""
        own = self.provider.own_limits
        requests = 0 if "requests_per_minute" in own else news.requests_per_minute
        tokens = 0 if "tokens_per_minute" in own else news.tokens_per_minute
        self._heard = (requests or self._heard[0], tokens or self._heard[1])

    def _step_out(self, ticket: Ticket, requests: int, tokens: int) -> None:
        self._entered -= 1
        if ticket.generation is not None:
            self.places.free()
        if requests or tokens:
            self._changes.append((ticket.bucket, requests, tokens))
        self._left.set()

    async def _let_through(self) -> None:
        try:
            while self._waiting:
                free = self.room.allowed + self.room.allowed // _AHEAD - self._entered
                if free < 1:
                    self._left.clear()
                    await self._left.wait()
                    continue
                await self._admit(min(free, _MOST_TOGETHER))
        finally:
            self._pump = None

    async def _admit(self, most: int) -> None:
        """Let the first through as far as the rates allow, and wait where they do not."""
        while self._waiting and self._waiting[0][1].cancelled():
            self._waiting.popleft()
        wishes = [self._waiting[place] for place in range(min(most, len(self._waiting)))]
        if not wishes:
            return
        changes, self._changes = self._changes, []
        taken = await self.windows.take(
            [tokens for tokens, _ in wishes], changes, heard=self._heard
        )
        most = taken.most_tokens
        for tokens, future in wishes[: taken.admitted]:
            self._waiting.remove((tokens, future))
            self._entered += 1
            counted = min(tokens, most) if most else tokens
            ticket = Ticket(counted, taken.bucket)
            if future.cancelled():
                self.give_back(ticket)
            else:
                future.set_result(ticket)
        if taken.paused:
            self.places.hold(taken.wait_s)
        if taken.paused and taken.wait_s > LONGEST_WAIT_S:
            self._refuse(taken.wait_s)
        elif taken.wait_s > 0:
            await asyncio.sleep(taken.wait_s * (1 + _JITTER * random.random()))

    def _refuse(self, wait_s: float) -> None:
        while self._waiting:
            future = self._waiting.popleft()[1]
            if not future.done():
                future.set_exception(self._explain_pause(wait_s))

    def _explain_pause(self, wait_s: float) -> BusyCallError:
        return BusyCallError(
            f"{self.provider.label} asked to be left alone for another {wait_s:.0f} s; nothing was "
            "sent to it. The next run asks what is missing.",
            retry_after_s=wait_s,
        )

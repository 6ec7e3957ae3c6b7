"""How much of a provider's limits is used: counted for all processes in Redis, or in this one.

A window of 60 buckets (seconds) holds requests and tokens. What was let through leaves it when its
whole bucket is older than the window, so no 60 seconds hold more than the limit. Tokens are
counted by their upper estimate and corrected in the bucket they were counted in. A pause holds
everybody. The clock is Redis's where Redis counts.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from resources.errors import ConfigurationError, StoreError
from resources.redis_keys.provider_limits import take_shared
from resources.redis_store import RedisStore
from resources.resilience.guard import tell_once

_log = logging.getLogger("onevice.llm")
BUCKETS = 60
LONGEST_PAUSE_S = 600.0


@dataclass(frozen=True)
class Bounds:
    """What a provider allows in 60 buckets; 0 is no bound.

    Attributes:
        requests, tokens: at most so many.
        bucket_ms: length of a bucket; a second, unless a test has less time.
    """

    requests: int = 0
    tokens: int = 0
    bucket_ms: int = 1000


@dataclass(frozen=True)
class Taken:
    """What became of some wishes.

    Attributes:
        admitted: how many of them, from the first on.
        wait_s: until the next one may be let through; 0 where all were.
        bucket: what the admitted are counted in.
        paused: whether everybody waits because the provider asked for it.
        most_tokens: the bound in force; a call that may use more was counted as so many. 0: none.
    """

    admitted: int
    wait_s: float
    bucket: int
    paused: bool = False
    most_tokens: int = 0


Change = tuple[int, int, int]  # bucket, requests, tokens
Heard = tuple[int, int]  # requests and tokens a minute that a provider told of; 0: it did not


class Windows(Protocol):
    """Counts what is let through to one account at one provider."""

    async def take(
        self,
        tokens: Sequence[int],
        changes: Sequence[Change] = (),
        pause_s: float = 0,
        heard: Heard = (0, 0),
    ) -> Taken:
        """Correct, pause, then let through as many calls of so many tokens as fit, in order.

        What was heard of the provider's limits holds from now on instead of our bounds.
        """


class LocalWindows:
    """Counts for this process."""

    def __init__(self, bounds: Bounds, clock: Callable[[], float] = time.time) -> None:
        self._bounds, self._clock = bounds, clock
        self._lock = threading.Lock()
        self._used: dict[int, list[int]] = {}
        self._paused_until = 0.0
        self._most = (bounds.requests, bounds.tokens)

    async def take(
        self,
        tokens: Sequence[int],
        changes: Sequence[Change] = (),
        pause_s: float = 0,
        heard: Heard = (0, 0),
    ) -> Taken:
        """As `Windows.take`."""
        with self._lock:
            self._most = (heard[0] or self._most[0], heard[1] or self._most[1])
            now = self._clock() * 1000
            bucket = int(now // self._bounds.bucket_ms)
            self._used = {k: used for k, used in self._used.items() if k >= bucket - BUCKETS}
            for where, requests, amount in changes:
                if where in self._used:
                    self._used[where][0] += requests
                    self._used[where][1] += amount
            if pause_s:
                self._paused_until = max(self._paused_until, now + 1000 * pause_s)
            if self._paused_until > now:
                return Taken(0, (self._paused_until - now) / 1000, bucket, paused=True)
            return self._admit(tokens, bucket, now)

    def _admit(self, tokens: Sequence[int], bucket: int, now: float) -> Taken:
        most = self._most[1]
        for place, wished in enumerate(tokens):
            amount = min(wished, most) if most else wished
            if not self._fits(amount, self._used.values()):
                wait_s = self._wait_ms(amount, now) / 1000
                return Taken(place, wait_s, bucket, most_tokens=most)
            used = self._used.setdefault(bucket, [0, 0])
            used[0] += 1
            used[1] += amount
        return Taken(len(tokens), 0, bucket, most_tokens=most)

    def _wait_ms(self, amount: int, now: float) -> float:
        left = dict(sorted(self._used.items()))
        for oldest in sorted(self._used):
            del left[oldest]
            if self._fits(amount, left.values()):
                return (oldest + BUCKETS + 1) * self._bounds.bucket_ms - now
        return self._bounds.bucket_ms

    def _fits(self, amount: int, used: Iterable[Sequence[int]]) -> bool:
        requests, tokens = map(sum, zip((1, amount), *used, strict=True))
        most_requests, most_tokens = self._most
        return (not most_requests or requests <= most_requests) and (
            not most_tokens or tokens <= most_tokens
        )


@dataclass
class SharedWindows:
    """Counts in Redis for everybody; without Redis, for this process, and says so once.

    Attributes:
        store: the Redis.
        provider, account: whose limits; the account by a name that is no secret.
        bounds: the limits.
        local: what counts where Redis does not answer.
    """

    store: RedisStore
    provider: str
    account: str
    bounds: Bounds
    local: LocalWindows
    _is_alone: bool = field(default=False, init=False)

    async def take(
        self,
        tokens: Sequence[int],
        changes: Sequence[Change] = (),
        pause_s: float = 0,
        heard: Heard = (0, 0),
    ) -> Taken:
        """As `Windows.take`; raises nothing."""
        if not self._is_alone:
            try:
                return await asyncio.to_thread(self._take, tokens, changes, pause_s, heard)
            except (StoreError, ConfigurationError) as error:
                self._is_alone = True
                _log.warning(
                    "%s's limits hold in this process only, not for all runs together, because "
                    "Redis cannot be used: %s",
                    self.provider,
                    tell_once(error),
                )
        return await self.local.take(tokens, changes, pause_s, heard)

    def _take(
        self, tokens: Sequence[int], changes: Sequence[Change], pause_s: float, heard: Heard
    ) -> Taken:
        admitted, wait_ms, bucket, paused, most_tokens = take_shared(
            self.store,
            self.provider,
            self.account,
            bounds=(self.bounds.requests, self.bounds.tokens, self.bounds.bucket_ms),
            tokens=tokens,
            changes=changes,
            pause_ms=round(1000 * pause_s),
            heard=heard,
        )
        return Taken(admitted, wait_ms / 1000, bucket, bool(paused), most_tokens)

"""How often something may be done: sliding windows, counted in Redis in one step.

A window holds the moments of what was let through. Who is refused is not counted, so that waiting
always helps, and the clock is the server's, so that those of its clients do not matter.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from resources.errors import InputError
from resources.identity import to_milliseconds
from resources.redis_keys.key import Key
from resources.redis_keys.monitor import API_CALLS
from resources.redis_store import RedisStore

# KEYS: windows, then hashes that count outcomes. ARGV: moment, id, most and length of each window
ADMIT = """
local now, id, wait = tonumber(ARGV[1]), ARGV[2], 0
local windows = (#ARGV - 2) / 2
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
for i = 1, windows do
  local key = KEYS[i]
  local most, window = tonumber(ARGV[2 * i + 1]), tonumber(ARGV[2 * i + 2])
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - window)
  local over = redis.call('ZCARD', key) - most
  if over >= 0 then
    local blocking = redis.call('ZRANGE', key, over, over, 'WITHSCORES')
    wait = math.max(wait, tonumber(blocking[2]) + window - now)
  end
end
for i = windows + 1, #KEYS do
  redis.call('HINCRBY', KEYS[i], wait > 0 and 'refused' or 'allowed', 1)
  redis.call('PEXPIRE', KEYS[i], 3024000000)
end
if wait > 0 then return wait end
for i = 1, windows do
  redis.call('ZADD', KEYS[i], now, id)
  redis.call('PEXPIRE', KEYS[i], ARGV[2 * i + 2])
end
return 0
"""
_TAKE_BACK = "for _, key in ipairs(KEYS) do redis.call('ZREM', key, ARGV[1]) end"


@dataclass(frozen=True)
class Limit:
    """At most so many in any window of that length; a window that is empty leaves no key.

    Raises:
        InputError: `most` is below 1, or the window below a millisecond.
    """

    key: Key
    most: int
    window: timedelta

    def __post_init__(self) -> None:
        if self.most < 1 or self.window < timedelta(milliseconds=1):
            raise InputError(
                f"A limit of {self.most} in {self.window} lets nothing through: it takes at least "
                "1, in at least a millisecond."
            )


@dataclass(frozen=True)
class Admission:
    """What became of a wish.

    Attributes:
        id: what it is counted as in the windows.
        keys: of the windows.
        wait_seconds: 0 if it was let through and counted; else whole seconds until it would be,
            as `Retry-After` takes them, and nothing was counted.
    """

    id: str
    keys: tuple[Key, ...]
    wait_seconds: int


@dataclass(frozen=True)
class Ask:
    """What `ADMIT` is sent, for clients that send it themselves, and what its answer means."""

    id: str
    keys: tuple[Key, ...]
    arguments: tuple[str, ...]
    windows: int

    @classmethod
    def make(
        cls, limits: Sequence[Limit], *, counted_in: Sequence[Key] = (), at: datetime | None = None
    ) -> Ask:
        """Wish for one more within every limit.

        Args:
            limits: all must be kept.
            counted_in: hashes whose `allowed` or `refused` grows by one in the same step; they
                stay for 35 days.
            at: the moment; by default the server's.
        """
        bounds = (
            str(number)
            for limit in limits
            for number in (limit.most, round(limit.window / timedelta(milliseconds=1)))
        )
        id_ = secrets.token_hex(8)
        now = "" if at is None else str(to_milliseconds(at))
        keys = (*(limit.key for limit in limits), *counted_in)
        return cls(id_, keys, (now, id_, *bounds), len(limits))

    def read(self, milliseconds: object) -> Admission:
        """What became of it."""
        return Admission(self.id, self.keys[: self.windows], -(-int(str(milliseconds)) // 1000))


def limit_calls(user_id: str, endpoint: str, most: int) -> Limit:
    """How often a user may call an endpoint in any minute (seed 004, `ratelimit:api`)."""
    key = API_CALLS.key(user_id=user_id, endpoint=endpoint)
    return Limit(key, most, API_CALLS.ttl or timedelta(minutes=1))


def admit(
    store: RedisStore, what: str, limits: Sequence[Limit], *, at: datetime | None = None
) -> Admission:
    """Let through what fits every window, and count it in each; or count it in none.

    Args:
        store: where the windows are.
        what: what is being counted, for the message of an error.
        limits: all must be kept.
        at: the moment; by default the server's, which all its clients share.

    Raises:
        StoreError: Redis does not answer: nothing was let through.
    """
    ask = Ask.make(limits, at=at)
    return ask.read(store.run_script(what, ADMIT, ask.keys, *ask.arguments))


def take_back(store: RedisStore, what: str, admission: Admission) -> None:
    """Count no longer what was let through. Raises as `admit` does."""
    store.run_script(what, _TAKE_BACK, admission.keys, admission.id)

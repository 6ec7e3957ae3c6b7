"""How often a client may call an endpoint, and how often it did: one step in Redis.

By the platform's sliding window (`resources.redis_keys.windows`): a call that is refused is not
counted in it, and the answer says when to come back. The usage of the day counts both.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

from onevice_assets.intents.patterns.service.query import ENDPOINTS
from resources.errors import InputError, TooManyAttemptsError
from resources.redis_async import AsyncRedis
from resources.redis_keys import intents as keys
from resources.redis_keys.key import Key
from resources.redis_keys.windows import ADMIT, Ask, Limit

MOST_CALLS: Final = 100
"""In a minute, of one client at one endpoint; the seed names no number."""

WINDOW: Final = keys.RATE_LIMIT.ttl or timedelta(minutes=1)
_LONGEST_CLIENT: Final = 200
_READ = "return redis.call('HGETALL', KEYS[1])"


async def admit_call(
    redis: AsyncRedis,
    organization_id: str,
    client_id: str,
    endpoint: str,
    *,
    most: int = MOST_CALLS,
    window: timedelta = WINDOW,
    at: datetime | None = None,
) -> None:
    """Let a call through and count it; or refuse it, and count it as refused.

    Args:
        redis: where calls are counted.
        organization_id: whose client it is.
        client_id: who calls.
        endpoint: `list`, `show` or `next`.
        most: calls in any window.
        window: its length.
        at: the moment; the server's own by default.

    Raises:
        TooManyAttemptsError: the client made as many calls; says how long to wait.
        InputError: the client has no name of 1 to 200 characters, or there is no such endpoint.
        StoreError: Redis does not answer: nothing was let through.
    """
    day = (at or datetime.now(UTC)).date()
    limit, usage = _declare(organization_id, client_id, endpoint, day, most, window)
    ask = Ask.make([limit], counted_in=[usage], at=at)
    answer = await redis.run_script("counting a call", ADMIT, ask.keys, *ask.arguments)
    seconds = ask.read(answer).wait_seconds
    if seconds:
        raise TooManyAttemptsError(
            f"{client_id[:100]} called `{endpoint}` {most} times in the last "
            f"{window.total_seconds():g} s: wait {seconds} s, then call again. This call was not "
            "made, and is not counted against the limit.",
            wait_seconds=seconds,
        )


async def read_usage(
    redis: AsyncRedis, organization_id: str, client_id: str, endpoint: str, day: date
) -> dict[str, int]:
    """Calls of a client at an endpoint on a day (UTC): `allowed` and `refused`; 35 days back.

    Raises:
        InputError: as `admit_call` has them.
        StoreError: Redis does not answer.
    """
    key = _usage(_own(organization_id, client_id, endpoint), endpoint, day)
    told = await redis.run_script("reading usage", _READ, [key])
    found = dict(zip(told[::2], map(int, told[1::2]), strict=True))
    return {name: found.get(name, 0) for name in ("allowed", "refused")}


@lru_cache(maxsize=4096)
def _declare(
    organization_id: str, client_id: str, endpoint: str, day: date, most: int, window: timedelta
) -> tuple[Limit, Key]:
    """The limit of a client and its usage; kept, for writing keys is what a check takes longest."""
    client = _own(organization_id, client_id, endpoint)
    key = keys.RATE_LIMIT.key(client_id=client, endpoint=endpoint)
    return Limit(key, most, window), _usage(client, endpoint, day)


def _own(organization_id: str, client_id: str, endpoint: str) -> str:
    if not 0 < len(client_id) <= _LONGEST_CLIENT:
        raise InputError(
            f"A client is counted by a name of 1 to {_LONGEST_CLIENT} characters; "
            f"{client_id[:40]!r} is none. Nothing was asked."
        )
    if endpoint not in ENDPOINTS:
        raise InputError(
            f"There is no endpoint {endpoint[:40]!r}; there is {', '.join(ENDPOINTS)}."
        )
    return keys.owned(organization_id, client_id)


def _usage(client: str, endpoint: str, day: date) -> Key:
    return keys.USAGE.key(client_id=client, endpoint=endpoint, date=day.isoformat())

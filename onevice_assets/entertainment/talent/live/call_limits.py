"""How often a user may call an endpoint: 20 in any minute (seed 000, §3.7).

By the platform's sliding window; the seed's counter lets 40 through around the turn of a minute.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from resources.errors import TooManyAttemptsError
from resources.redis_keys.entertainment import RATE_LIMIT
from resources.redis_keys.windows import Limit, admit
from resources.redis_store import RedisStore

MOST_CALLS: Final = 20
WINDOW: Final = RATE_LIMIT.ttl or timedelta(minutes=1)


def admit_call(
    store: RedisStore,
    user_id: str,
    endpoint: str,
    *,
    most: int = MOST_CALLS,
    at: datetime | None = None,
) -> None:
    """Let a call through and count it.

    Raises:
        TooManyAttemptsError: the user made as many in the last minute; says how long to wait.
        InputError: `most` is below 1.
        StoreError: Redis does not answer: nothing was let through.
    """
    limit = Limit(RATE_LIMIT.key(user_id=user_id, endpoint=endpoint), most, WINDOW)
    admission = admit(store, "counting a call", [limit], at=at)
    if admission.wait_seconds:
        raise TooManyAttemptsError(
            f"{endpoint[:100]} was called {most} times in the last minute: wait "
            f"{admission.wait_seconds} s, then call again. This call was not made.",
            wait_seconds=admission.wait_seconds,
        )

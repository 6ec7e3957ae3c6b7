"""How often somebody who signed in may call the page in a minute (seed 004, `ratelimit:api`).

Far above what a person does; a script that reads everything again and again is told to wait, and
nobody else is. At this machine, where nobody signs in, nothing is counted.
"""

from __future__ import annotations

from flask import Response

from resources.redis_keys.windows import admit, limit_calls
from resources.redis_store import RedisStore

# a look at the page is a handful of calls; a file is read, written and sent as a whole
MOST_A_MINUTE = {"page": 600, "export": 30}


def refuse_if_too_many(store: RedisStore, user_id: str, path: str) -> Response | None:
    """Count a call; a refusal (429 with `Retry-After`) where the minute is full.

    Args:
        store: where calls are counted.
        user_id: who calls.
        path: what.

    Raises:
        StoreError: Redis does not answer; sessions are there too, so nobody gets this far then.
    """
    if path == "/sign-out":  # always possible
        return None
    endpoint = "export" if path.startswith("/export/") else "page"
    most = MOST_A_MINUTE[endpoint]
    found = admit(store, "counting a call of the page", [limit_calls(user_id, endpoint, most)])
    if not found.wait_seconds:
        return None
    told = f"More than {most} calls of this kind in a minute: wait {found.wait_seconds} s.\n"
    refused = Response(told, 429, mimetype="text/plain")
    refused.headers["Retry-After"] = str(found.wait_seconds)
    return refused

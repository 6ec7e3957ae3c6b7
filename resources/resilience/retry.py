"""Trying again what may work a little later: exponential back-off with full jitter, and an end.

For clients whose driver does not do it by itself. Only `StoreDownError` is tried again: a refusal
would be refused again. The work must be safe to repeat: connecting, reading, replacing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from resources.errors import StoreDownError

if TYPE_CHECKING:
    from tenacity import Retrying

TRIES = 3
_FIRST_SECONDS = 0.2
_MOST_SECONDS = 2.0


def retrying(seconds: float, *, tries: int = TRIES) -> Retrying:
    """Something to call with the work and its arguments: `retrying(10)(connect, url)`.

    Args:
        seconds: no try begins later than this after the first one began.
        tries: at most; 3 as in seed 000, §6.1.
    """
    from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, stop_before_delay
    from tenacity import wait_random_exponential as backoff

    return Retrying(
        retry=retry_if_exception_type(StoreDownError),
        stop=stop_after_attempt(tries) | stop_before_delay(seconds),
        wait=backoff(multiplier=_FIRST_SECONDS, max=_MOST_SECONDS),
        reraise=True,
    )

"""How often something is tried, and how long is waited in between.

An error may carry `retry_after_s`: seconds that the other side asks to wait (Retry-After).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import tenacity

ATTEMPTS = 4
LONGEST_WAIT_S = 60.0


class Wait:
    """What the other side asks for (Retry-After), else exponential back-off with jitter."""

    def __init__(self, first_wait_s: float) -> None:
        self._first_wait_s = first_wait_s

    def __call__(self, retry_state: Any) -> float:
        """Seconds until the next try."""
        import tenacity

        wait = getattr(retry_state.outcome.exception(), "retry_after_s", None)
        if wait is not None:
            return float(wait)
        backoff = tenacity.wait_exponential_jitter(
            multiplier=self._first_wait_s, max=LONGEST_WAIT_S, jitter=self._first_wait_s
        )
        return float(backoff(retry_state))


def asks_too_much(error: BaseException) -> bool:
    """Whether the other side asks for a longer wait than anybody has."""
    wait = getattr(error, "retry_after_s", None)
    return wait is not None and wait > LONGEST_WAIT_S


def retry(will_pass: Callable[[BaseException], bool], first_wait_s: float) -> tenacity.Retrying:
    """Call a function again while its error is one that passes, four times at most."""
    import tenacity

    return tenacity.Retrying(
        stop=tenacity.stop_after_attempt(ATTEMPTS),
        wait=Wait(first_wait_s),
        retry=tenacity.retry_if_exception(
            lambda error: will_pass(error) and not asks_too_much(error)
        ),
        reraise=True,
    )

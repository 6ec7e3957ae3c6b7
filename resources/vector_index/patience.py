"""What a store of vectors did not do this time but may do the next: asked again, with waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from resources.errors import StoreDownError, StoreError
from resources.patience import retry

T = TypeVar("T")

FIRST_WAIT_S = 0.5
TOO_MANY = 429
TIMED_OUT = 408
SERVER_ERROR = 500
GONE = (502, 503, 504)  # it starts or stops, or a proxy does not reach it


class BusyStoreError(StoreError):
    """The store is busy, slow or down.

    Attributes:
        retry_after_s: seconds it asks to wait; none if it does not say.
    """

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class SilentStoreError(BusyStoreError, StoreDownError):
    """There was no answer of the store itself."""


def unverified(tried: str) -> StoreError:
    """The error for a store that nobody vouches for; it begins with what was tried, and where."""
    return StoreError(
        f"{tried} shows a certificate that no authority known here vouches for. Nothing was sent. "
        "Let SSL_CERT_FILE name the one that signed it."
    )


def is_gone(status: int | None) -> bool:
    """Whether an HTTP status says that the store itself does not answer."""
    return status in GONE


def is_passing(status: int | None) -> bool:
    """Whether an HTTP status may be another one later."""
    return status is not None and (status in (TOO_MANY, TIMED_OUT) or status >= SERVER_ERROR)


def try_again(work: Callable[[], T], first_wait_s: float = FIRST_WAIT_S) -> T:
    """Do something that can be done twice, up to four times.

    Raises:
        StoreError: as the work raises it, the last time.
    """
    trying = retry(lambda error: isinstance(error, BusyStoreError), first_wait_s)
    result: T = trying(work)
    return result


def seconds(said: object) -> float | None:
    """A Retry-After header in seconds; none for a date, which is rare, or nonsense."""
    try:
        return max(0.0, float(str(said)))
    except ValueError:
        return None

"""What a Qdrant error means to a person: which work, which address, what to do; never a key."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from resources.errors import ConfigurationError, OneviceError, StoreError
from resources.resilience.tls import is_unverified
from resources.vector_index.patience import (
    TOO_MANY,
    BusyStoreError,
    SilentStoreError,
    is_gone,
    is_passing,
    seconds,
    unverified,
)

_LONGEST: Final = 300
_REFUSED: Final = {401, 403}
_ADVICE: Final = {
    400: "see `onevice migrate check --store vectors`: the collection was made for other vectors",
    404: "make the collections first: `onevice migrate up --store vectors`",
    413: "raise service.max_request_size_mb of that Qdrant to its default, 32, or more",
    507: "its disk is full: make room",
}


def describe(url: str) -> str:
    """An address without its secret: `Qdrant at host:6333`."""
    parts = urlsplit(url if "://" in url else f"https://{url}")
    port = f":{parts.port}" if parts.port else ""
    return f"Qdrant at {parts.hostname}{port}"


def explain(error: Exception, what: str, address: str) -> OneviceError:
    """Make the client's error one of ours.

    Args:
        error: what the client raised.
        what: the work, as in `searching brand_monitor_pages`.
        address: as `describe` writes it.
    """
    from qdrant_client.common.client_exceptions import ResourceExhaustedResponse
    from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

    tried = f"{what[:1].upper()}{what[1:]} failed: {address}"
    if isinstance(error, ResourceExhaustedResponse):
        return _busy(tried, TOO_MANY, str(error), float(error.retry_after_s))
    if isinstance(error, UnexpectedResponse):
        return _explain_status(error, tried)
    cause = error.source if isinstance(error, ResponseHandlingException) else error
    if is_unverified(cause):
        return unverified(tried)
    return SilentStoreError(
        f"{tried} did not answer ({type(cause).__name__}). Start it and check QDRANT_URL, or "
        "unset QDRANT_URL to keep the vectors in PostgreSQL. Run it again then: what was left "
        "half done is completed."
    )


def _explain_status(error: object, tried: str) -> OneviceError:
    status = getattr(error, "status_code", None)
    said = " ".join(getattr(error, "content", b"").decode("utf-8", "replace").split())[:_LONGEST]
    if status in _REFUSED:
        return ConfigurationError(
            f"{tried} refused the login ({status}). Check QDRANT_API_KEY; nothing was changed."
        )
    if is_passing(status) and status not in _ADVICE:
        after = getattr(error, "headers", {}).get("retry-after")
        return _busy(tried, status, said, seconds(after) if after else None)
    advice = _ADVICE.get(status or 0, "its own log says more")
    return StoreError(f"{tried} answered {status}: {said}. Nothing of that call is kept; {advice}.")


def _busy(tried: str, status: int | None, said: str, after: float | None) -> BusyStoreError:
    kind = SilentStoreError if is_gone(status) else BusyStoreError
    return kind(
        f"{tried} answered {status}: {said}. It is busy or starting: run it again later; what was "
        "left half done is completed.",
        retry_after_s=after,
    )

"""What a Pinecone error means to a person: which work, which index, what to do; never a key."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from resources.errors import ConfigurationError, OneviceError, StoreError
from resources.resilience.tls import is_unverified
from resources.vector_index.patience import (
    BusyStoreError,
    SilentStoreError,
    is_gone,
    is_passing,
    unverified,
)

_LONGEST: Final = 300
_REFUSED: Final = {401, 403}
_ADVICE: Final = {
    400: "see `onevice migrate check --store vectors`: the index was made for other vectors",
    402: "the account's plan is used up: see its billing page",
    404: "check PINECONE_INDEX_HOST: the console shows the host of an index",
}


def url_of(host: str) -> str:
    """The address of an index whose host the console shows without https://."""
    return host if "://" in host else f"https://{host}"


def describe(host: str) -> str:
    """What messages call an index: `Pinecone's index at host`."""
    parts = urlsplit(url_of(host))
    port = f":{parts.port}" if parts.port else ""
    return f"Pinecone's index at {parts.hostname}{port}"


def explain(error: Exception, what: str, address: str) -> OneviceError:
    """Make the client's error one of ours.

    Args:
        error: what the client raised.
        what: the work, as in `searching brand_monitor_pages`.
        address: of the index.
    """
    from pinecone.exceptions import PineconeApiException

    tried = f"{what[:1].upper()}{what[1:]} failed: {address}"
    if is_unverified(error):
        return unverified(tried)
    if not isinstance(error, PineconeApiException):
        return SilentStoreError(
            f"{tried} did not answer ({type(error).__name__}). Check PINECONE_INDEX_HOST and the "
            "network, or unset it to keep the vectors in PostgreSQL. Run it again then: what was "
            "left half done is completed."
        )
    status = error.status_code
    said = " ".join(str(error.message or error.reason or "").split())[:_LONGEST]
    if status in _REFUSED:
        return ConfigurationError(
            f"{tried} refused the key ({status}). Check PINECONE_API_KEY; nothing was changed."
        )
    if is_passing(status):
        kind = SilentStoreError if is_gone(status) else BusyStoreError
        return kind(
            f"{tried} answered {status}: {said}. It is busy: run it again later; what was left "
            "half done is completed.",
            retry_after_s=getattr(error, "retry_after", None),
        )
    advice = _ADVICE.get(status, "its console says more")
    return StoreError(f"{tried} answered {status}: {said}. Nothing of that call is kept; {advice}.")

"""What Elasticsearch's errors mean to a person; no message holds a secret.

A full disk, a read-only index, an overload and a wrong login look alike in the driver: here they
get the words of what to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from resources.errors import (
    ConfigurationError,
    MissingDataError,
    OneviceError,
    StoreDownError,
    StoreError,
)
from resources.resilience.guard import guarded

if TYPE_CHECKING:
    from elasticsearch import ApiError

WRITE_BLOCK = "FORBIDDEN/8/"
_ADVICE = (
    # part of type and reason, what to do
    ("flood-stage", "its disk is full: free space, the block then goes by itself"),
    ("read-only-allow-delete", "its disk is full: free space, the block then goes by itself"),
    ("FORBIDDEN/12/", "its disk is full: free space, the block then goes by itself"),
    (
        WRITE_BLOCK,
        "a migration is under way or was killed: run `onevice migrate up --store search`",
    ),
    ("cluster_block_exception", "somebody made it read-only: take the block away"),
    ("es_rejected_execution", "it is overloaded: wait, or give it more memory and cores"),
    ("circuit_breaking", "it is short of memory: wait, or give it more"),
    ("strict_dynamic_mapping", "its schema is older than this code: run `onevice migrate up`"),
)
_DOWN = (502, 503, 504)  # it starts or stops, or a proxy does not reach it
_KEPT = "What it confirmed before is kept."
_WRONG_VERSION = ("media_type_header_exception", "compatible-with", "compatible version")


@contextmanager
def asking(kind: str, what: str, address: str) -> Iterator[None]:
    """Guard one piece of work at Elasticsearch, and turn the driver's errors into ours.

    Args:
        kind: `read`, `write` or `schema`.
        what: what is attempted, as in "searching brand_mentions".
        address: of the server, without a secret.
    """
    with guarded("search", f"Elasticsearch at {address}", kind), explain_errors(what, address):
        yield


@contextmanager
def explain_errors(what: str, address: str) -> Iterator[None]:
    """Turn the driver's errors into ours.

    Args:
        what: what was attempted, as in "searching brand_mentions".
        address: of the server, without a secret.
    """
    from elasticsearch import ApiError, UnsupportedProductError
    from elasticsearch.exceptions import SerializationError, SSLError, TransportError

    try:
        yield
    except UnsupportedProductError as error:
        raise ConfigurationError(
            f"{what[:1].upper()}{what[1:]} failed: what answers at {address} does not call itself "
            "Elasticsearch. Let ELASTICSEARCH_URL name an Elasticsearch 9 itself, or unset it to "
            "search in PostgreSQL."
        ) from error
    except ApiError as error:
        raise explain_answer(error, what, address) from error
    except SSLError as error:
        raise StoreError(
            f"Elasticsearch at {address} was not asked while {what}: no TLS with a certificate "
            f"this machine trusts ({_shorten(error)}). Nothing was sent. Let SSL_CERT_FILE name "
            "the authority that signed it, and ELASTICSEARCH_URL a port that speaks TLS."
        ) from error
    except SerializationError as error:
        raise StoreError(
            f"What answers at {address} while {what} is not Elasticsearch: {_shorten(error)}. "
            f"{_KEPT} Let ELASTICSEARCH_URL name the server itself."
        ) from error
    except TransportError as error:
        raise StoreDownError(
            f"Elasticsearch at {address} did not answer while {what}: {_shorten(error)}. {_KEPT} "
            "Check that it runs and that ELASTICSEARCH_URL names it (https if it speaks TLS), "
            "then do it again."
        ) from error


def explain_answer(error: ApiError, what: str, address: str) -> OneviceError:
    """The error that an answer with a status of 400 and more stands for."""
    told = describe_cause(error.body)
    if error.status_code == 401:
        return ConfigurationError(
            f"Elasticsearch at {address} refused the login while {what}; nothing was done. Check "
            "user and password in ELASTICSEARCH_URL, or ELASTICSEARCH_API_KEY."
        )
    if error.status_code in (400, 406) and any(one in str(error.body) for one in _WRONG_VERSION):
        return StoreError(
            f"Elasticsearch at {address} is not version 9: it refused the client's headers while "
            f"{what} ({told}); nothing was done. Upgrade it to Elasticsearch 9, or unset "
            "ELASTICSEARCH_URL to search in PostgreSQL."
        )
    if error.status_code == 404 and "index_not_found" in told:
        return MissingDataError(
            f"The search at {address} has no such index yet ({told}): run `onevice migrate up "
            "--store search`, then publish a website."
        )
    if error.status_code == 403 and "cluster_block" not in told:
        return StoreError(
            f"Elasticsearch at {address} does not allow {what}: {told}. Nothing was done; give "
            "the user the rights to read, write and manage indexes of this prefix."
        )
    advice = advise(told) or "see the server's log"
    kind = StoreDownError if error.status_code in _DOWN else StoreError
    return kind(
        f"Elasticsearch at {address} answered {error.status_code} while {what}: {told}; {advice}. "
        f"{_KEPT} Do it again then."
    )


def advise(told: str) -> str:
    """What to do about a refusal; empty where we do not know."""
    return next((advice for part, advice in _ADVICE if part in told), "")


def describe_cause(body: Any) -> str:
    """Type and reason of an error as the server tells them, in one line of at most 300 signs."""
    cause = body.get("error", body) if isinstance(body, Mapping) else body
    if not isinstance(cause, Mapping):
        return _shorten(cause)
    inner = cause.get("caused_by") or {}
    parts = (cause.get("type"), cause.get("reason"), inner.get("reason"))
    return _shorten(": ".join(str(one) for one in parts if one))


def _shorten(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 300 else f"{text[:299]}…"

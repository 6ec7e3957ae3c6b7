"""What an error of pgvector means to a person: which work, where, what to do; never a password."""

from __future__ import annotations

from typing import Final

from resources.control_plane.failures import is_down
from resources.errors import StoreDownError, StoreError

_ADVICE: Final = {
    "42P01": "make the collections first: `onevice migrate up --store vectors`",
    "3F000": "make the collections first: `onevice migrate up --store vectors`",
    "22000": "the collection was made for another model: see `onevice migrate check`",
    "42501": "let the owner of the schema vectors grant the right",
    "25006": "the server takes no writes: give DATABASE_URL the primary's address",
    "53100": "the server's disk is full: make room",
}


def explain(error: BaseException | None, what: str, address: str) -> StoreError:
    """Make the driver's error one of ours.

    Args:
        error: what psycopg raised.
        what: the work, as in `searching brand_monitor_pages`.
        address: of the server, without a secret.
    """
    import psycopg

    said, state = " ".join(str(error).split()), getattr(error, "sqlstate", None) or ""
    is_lost = isinstance(error, psycopg.OperationalError | psycopg.InterfaceError)
    kind = StoreDownError if is_lost and is_down(said, state) else StoreError
    advice = _ADVICE.get(state, "check that the server runs, and run it again")
    return kind(
        f"{what[:1].upper()}{what[1:]} failed in schema vectors of {address}: {said}. Nothing of "
        f"it was written; {advice}."
    )

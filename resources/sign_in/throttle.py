"""How often somebody may guess: a sliding window in Redis per account and per network address.

Attempts that succeed are taken back, so the window counts wrong guesses and those under way.
Who is refused is not counted again: waiting always helps. Keys hold hashes, no address of anyone.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from resources.control_plane.emails import read_email
from resources.errors import InputError, TooManyAttemptsError
from resources.redis_keys import windows
from resources.redis_keys.monitor import SIGN_INS_FROM_ADDRESS, SIGN_INS_OF_ACCOUNT
from resources.redis_keys.windows import Admission, Limit
from resources.redis_store import RedisStore

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 10
# an office shares one address: more people, each with some wrong guesses
PER_ADDRESS = 30


def admit(store: RedisStore, *, email: str, address: str, now: datetime | None = None) -> Admission:
    """Let an attempt through and count it.

    Args:
        store: where the windows are.
        email: as typed; all spellings of one account share a window.
        address: of the other end's network. IPv6 counts by /64, which one household has.
        now: the moment of the attempt, UTC; Redis's own by default.

    Raises:
        TooManyAttemptsError: when either window is full; says how long to wait.
        StoreError: Redis does not answer: nobody is let in uncounted.
    """
    limits = [
        Limit(SIGN_INS_OF_ACCOUNT.key(hash=_hashed(_account(email))), PER_ACCOUNT, WINDOW),
        Limit(SIGN_INS_FROM_ADDRESS.key(hash=_hashed(_network(address))), PER_ADDRESS, WINDOW),
    ]
    attempt = windows.admit(store, "counting an attempt to sign in", limits, at=now)
    if attempt.wait_seconds:
        raise _too_many(attempt.wait_seconds)
    return attempt


def take_back(store: RedisStore, attempt: Admission) -> None:
    """Count an attempt no longer: it was right."""
    windows.take_back(store, "taking an attempt back", attempt)


def _account(email: str) -> str:
    try:
        return read_email(email)
    except InputError:
        return email.strip().lower()


def _network(address: str) -> str:
    try:
        found = ip_address(address.strip().partition("%")[0])
    except ValueError:
        return address.strip()
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped or ip_network(f"{found}/64", strict=False))
    return str(found)


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _too_many(seconds: int) -> TooManyAttemptsError:
    minutes, rest = divmod(seconds, 60)
    told = f"{minutes} min {rest} s" if minutes else f"{rest} s"
    return TooManyAttemptsError(
        f"Signing in was tried too often with this account or from this network: wait {told}, "
        "then try again. Sessions that are open go on.",
        wait_seconds=seconds,
    )

"""How often somebody may guess: a sliding window in Redis per account and per network address.

Attempts that succeed are taken back, so the window counts wrong guesses and those under way.
Who is refused is not counted again: waiting always helps. Keys hold hashes, no address of anyone.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

from resources.control_plane.emails import read_email
from resources.errors import InputError, TooManyAttemptsError
from resources.identity import to_milliseconds
from resources.redis_store import RedisStore

WINDOW_SECONDS = 15 * 60
PER_ACCOUNT = 10
# an office shares one address: more people, each with some wrong guesses
PER_ADDRESS = 30

_ADMIT = """
local now, window, id, wait = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], 0
for i, key in ipairs(KEYS) do
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - window)
  local over = redis.call('ZCARD', key) - tonumber(ARGV[3 + i])
  if over >= 0 then
    local blocking = redis.call('ZRANGE', key, over, over, 'WITHSCORES')
    wait = math.max(wait, tonumber(blocking[2]) + window - now)
  end
end
if wait > 0 then return wait end
for _, key in ipairs(KEYS) do
  redis.call('ZADD', key, now, id)
  redis.call('PEXPIRE', key, window)
end
return 0
"""
_TAKE_BACK = "for _, key in ipairs(KEYS) do redis.call('ZREM', key, ARGV[1]) end"


@dataclass(frozen=True)
class Attempt:
    """One attempt that was let through, as it stands in both windows."""

    id: str
    names: tuple[str, str]


def admit(store: RedisStore, *, email: str, address: str, now: datetime) -> Attempt:
    """Let an attempt through and count it.

    Args:
        store: where the windows are.
        email: as typed; all spellings of one account share a window.
        address: of the other end's network. IPv6 counts by /64, which one household has.
        now: the moment of the attempt, UTC.

    Raises:
        TooManyAttemptsError: when either window is full; says how long to wait.
        StoreError: Redis does not answer: nobody is let in uncounted.
    """
    names = (
        f"sign_in:account:{_hashed(_account(email))}",
        f"sign_in:address:{_hashed(_network(address))}",
    )
    attempt = Attempt(secrets.token_hex(8), names)
    milliseconds = int(
        store.run_script(
            "counting an attempt to sign in",
            _ADMIT,
            names,
            str(to_milliseconds(now)),
            str(WINDOW_SECONDS * 1000),
            attempt.id,
            str(PER_ACCOUNT),
            str(PER_ADDRESS),
        )
    )
    if milliseconds > 0:
        raise _too_many(-(-milliseconds // 1000))
    return attempt


def take_back(store: RedisStore, attempt: Attempt) -> None:
    """Count an attempt no longer: it was right."""
    store.run_script("taking an attempt back", _TAKE_BACK, attempt.names, attempt.id)


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

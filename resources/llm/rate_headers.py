"""What a provider's headers say of its limits: how long to wait, and what is left.

    retry-after, retry-after-ms                         seconds, HTTP date, milliseconds
    x-ratelimit-remaining-requests, …-reset-requests    OpenAI: a count, and "1s", "6m0s", "120ms"
    x-ratelimit-remaining-tokens, …-reset-tokens
    anthropic-ratelimit-requests-remaining, …-reset     Anthropic: a count, and an RFC 3339 time
    anthropic-ratelimit-tokens-remaining, …-reset

What cannot be read is not there: a header of somebody else never stops us by mistake.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_PARTS = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
_MOST = 10**9
_LONGEST_WINDOW_S = 120.0  # a minute, and what rounding adds
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


@dataclass(frozen=True)
class RateNews:
    """What one answer's headers said.

    Attributes:
        retry_after_s: seconds it asks to wait; None if it does not say.
        requests_left, tokens_left: of its limits; None if it does not say.
        requests_reset_s, tokens_reset_s: seconds until they are back; None if it does not say.
        requests_per_minute, tokens_per_minute: what the account may use; None if it does not say.
    """

    retry_after_s: float | None = None
    requests_left: int | None = None
    tokens_left: int | None = None
    requests_reset_s: float | None = None
    tokens_reset_s: float | None = None
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None

    def wait_s(self, next_tokens: int) -> float:
        """Seconds to wait before a further call of so many tokens; 0 for none."""
        waits = [0.0]
        if self.requests_left is not None and self.requests_left < 1:
            waits.append(self.requests_reset_s or 0.0)
        if self.tokens_left is not None and self.tokens_left < next_tokens:
            waits.append(self.tokens_reset_s or 0.0)
        return max(waits)


def read_rate_news(headers: Mapping[str, str], now: datetime | None = None) -> RateNews:
    """Read an answer's headers; their names in lower case.

    Args:
        headers: of the HTTP response.
        now: the moment that times are counted from; this one by default.
    """
    moment = now or datetime.now(UTC)
    return RateNews(
        retry_after_s=read_retry_after(headers, moment),
        requests_left=_count(headers, "requests"),
        tokens_left=_count(headers, "tokens"),
        requests_reset_s=_reset(headers, "requests", moment),
        tokens_reset_s=_reset(headers, "tokens", moment),
        requests_per_minute=_read_limit(headers, "requests"),
        tokens_per_minute=_read_limit(headers, "tokens"),
    )


def read_retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds of Retry-After, which may be a number or an HTTP date; never below 0."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return max(0.0, milliseconds / 1000)
    said = headers.get("retry-after")
    seconds = _number(said)
    if seconds is not None:
        return max(0.0, seconds)
    try:
        at = parsedate_to_datetime(said or "")
    except ValueError:
        return None
    return _until(at, now)


def _count(headers: Mapping[str, str], kind: str) -> int | None:
    said = _number(
        headers.get(f"x-ratelimit-remaining-{kind}")
        or headers.get(f"anthropic-ratelimit-{kind}-remaining")
    )
    return None if said is None or said < 0 else int(said)


def _reset(headers: Mapping[str, str], kind: str, now: datetime) -> float | None:
    said = headers.get(f"x-ratelimit-reset-{kind}")
    told = said or headers.get(f"anthropic-ratelimit-{kind}-reset") or ""
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        return _duration(told)
    return _until(at, now)


def _read_limit(headers: Mapping[str, str], kind: str) -> int | None:
    """What may be used in a minute: the tightest of the limits that are named.

    Anthropic's tokens sent and answered have limits of their own; together they never pass one if
    their sum does not pass the smaller.
    """
    names = [f"x-ratelimit-limit-{kind}", f"anthropic-ratelimit-{kind}-limit"]
    if kind == "tokens":
        names += [f"anthropic-ratelimit-{way}-tokens-limit" for way in ("input", "output")]
    told = [_number(headers.get(name)) for name in names]
    found = [int(one) for one in told if one is not None and 1 <= one <= _MOST]
    if not found or _is_longer_than_a_minute(headers, kind):
        return None
    return min(found)


def _is_longer_than_a_minute(headers: Mapping[str, str], kind: str) -> bool:
    """Whether a limit is one of a day, as OpenAI tells for accounts whose days are limited.

    What was used is back after `used ÷ limit` of the limit's time: 1 of 10,000 after 8.64 s is a
    day's limit, after 6 ms a minute's.
    """
    limit, left, reset = (
        headers.get(f"x-ratelimit-{name}-{kind}") for name in ("limit", "remaining", "reset")
    )
    most, rest, reset_s = _number(limit), _number(left), _duration(reset or "")
    if most is None or rest is None or reset_s is None or rest >= most:
        return False
    return reset_s * most / (most - rest) > _LONGEST_WINDOW_S


def _duration(text: str) -> float | None:
    """Seconds of `1m30.5s`, `20ms` or `7`."""
    plain = _number(text)
    if plain is not None:
        return max(0.0, plain)
    parts = _PARTS.findall(text)
    if not parts or "".join(number + unit for number, unit in parts) != text.strip():
        return None
    return sum(float(number) * _SECONDS[unit] for number, unit in parts)


def _until(at: datetime, now: datetime) -> float:
    whole = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0.0, (whole - now).total_seconds())


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None

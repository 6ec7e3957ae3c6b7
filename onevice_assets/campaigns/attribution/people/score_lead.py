"""How promising a lead is, 0 to 100, by a written rule (docs/campaigns.md); hot, warm or cold.

It says who should be called first, not who will buy: nobody has measured that yet.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from onevice_assets.campaigns.attribution.people.mail_domains import sort_of

_BURST, _BURST_WITHIN = 4, timedelta(hours=1)
_FRESH_DAYS, _STALE_DAYS = 1, 30
_SOURCES: Final = {"campaign": 15.0, "paid": 11.0, "referral": 8.0, "direct": 5.0}
_ADDRESSES: Final = {"business": 10.0, "free": 6.0, "disposable": 0.0}
_MOST: Final = {"disposable": 20.0, "unreachable": 10.0, "burst": 35.0}
"""Whatever else speaks for it, a lead of this sort has at most so many points."""


@dataclass(frozen=True)
class Thresholds:
    """From how many points on a lead is hot, or warm."""

    hot: float = 70.0
    warm: float = 40.0


def score_lead(
    submissions: Sequence[Mapping[str, Any]], source: str, on: date
) -> tuple[float, dict[str, float]]:
    """Points of a person, and what they are made of.

    Args:
        submissions: their forms as `read_form` tells them, at least one, in any order.
        source: `campaign` (one that is known), `paid` (an ad, of which is not known), `referral` or
            `direct`.
        on: day it counts back from.

    Returns:
        The sum, 0 to 100, two decimals, and its parts by name; a part below 0 is what a limit took.
    """
    email = _last(submissions, "email")
    parts = {
        "completeness": _completeness(submissions, email),
        "interest": _interest(submissions),
        "recency": _recency(submissions, on),
        "source": _SOURCES[source],
        "address": _ADDRESSES[sort_of(email)] if email else 0.0,
        "repeated": 5.0 if len({_day(one) for one in submissions}) > 1 else 0.0,
    }
    total = sum(parts.values())
    limit = min((_MOST[one] for one in _faults(submissions, email)), default=100.0)
    if total > limit:
        parts["limit"] = round(limit - total, 2)
    return round(min(total, limit), 2), {name: round(one, 2) for name, one in parts.items()}


def tell_tier(score: float, limits: Thresholds) -> str:
    """`hot`, `warm` or `cold`."""
    return "hot" if score >= limits.hot else "warm" if score >= limits.warm else "cold"


def _completeness(submissions: Sequence[Mapping[str, Any]], email: str) -> float:
    name, phone = _last(submissions, "name"), _last(submissions, "phone")
    typed = _last(submissions, "typed_phone")
    points = 12.0 if email else 0.0
    points += 10.0 if phone else 6.0 if typed else 0.0
    return points + (8.0 if len(name.split()) > 1 else 4.0 if name else 0.0)


def _interest(submissions: Sequence[Mapping[str, Any]]) -> float:
    if _last(submissions, "service"):
        return 20.0
    return 10.0 if any(one["has_message"] for one in submissions) else 0.0


def _recency(submissions: Sequence[Mapping[str, Any]], on: date) -> float:
    age = (on - max(_day(one) for one in submissions)).days
    left = (_STALE_DAYS - age) / (_STALE_DAYS - _FRESH_DAYS)
    return 20.0 * min(1.0, max(0.0, left))


def _faults(submissions: Sequence[Mapping[str, Any]], email: str) -> list[str]:
    found = []
    if email and sort_of(email) == "disposable":
        found.append("disposable")
    if not email and not _last(submissions, "typed_phone"):
        found.append("unreachable")
    times = sorted(_moment(one) for one in submissions)
    spans = zip(times, times[_BURST - 1 :], strict=False)
    if any(last - first <= _BURST_WITHIN for first, last in spans):
        found.append("burst")
    return found


def _last(submissions: Sequence[Mapping[str, Any]], name: str) -> str:
    """The newest value of a name, as text; empty where it was never told."""
    told = [one for one in submissions if one.get(name)]
    return str(max(told, key=lambda one: (_moment(one), str(one[name])))[name]) if told else ""


def _moment(one: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(one["submitted_at"]).astimezone(UTC)


def _day(one: Mapping[str, Any]) -> date:
    return _moment(one).date()

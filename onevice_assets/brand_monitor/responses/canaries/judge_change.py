"""One provider's day: is it the model it was before, and how is that known?

Two kinds of evidence: the model that the provider says answers (of all its answers, canaries
too), and whether its canary answers of the last 7 days differ from those of the 28 days before
them. Nothing here reads a store; `read_models.py` brings the days.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from onevice_assets.brand_monitor.responses.canaries.compare_answers import (
    FEWEST_ANSWERS,
    Group,
    Similarity,
    compare,
)

RECENT_DAYS = 7
EARLIER_DAYS = 28
ALPHA = 0.01


@dataclass(frozen=True)
class History:
    """What is known of one provider over the days that are looked at.

    Attributes:
        served: models the provider says answered, by day; days that say nothing have none.
        canaries: day and answer by canary (its text), oldest day first.
    """

    served: Mapping[date, frozenset[str]] = field(default_factory=dict)
    canaries: Mapping[str, Sequence[tuple[date, str]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Served:
    """The names a provider's answers go by, on a day and in the 28 days before.

    Attributes:
        changed_on: last day on which they were others than on the known day before; None where
            the names of the day are those of the 28 days before.
    """

    now: tuple[str, ...]
    before: tuple[str, ...]
    changed_on: date | None

    @property
    def is_changed(self) -> bool | None:
        """Whether the names differ; None where they are not known of both."""
        return self.now != self.before if self.now and self.before else None


def judge_change(provider: str, day: date, history: History) -> dict[str, Any]:
    """Decide about one provider on one day.

    Args:
        provider: as `llm_provider` names it.
        day: the day; later ones in the history are not looked at.
        history: days that are missing in it are missing, not empty.

    Returns:
        The columns of `model_changes` from `served_models` to `reason`.
    """
    served = compare_served(day, history.served)
    groups = {text: split_days(day, found) for text, found in history.canaries.items()}
    similar = compare(groups)
    used = [group for group in groups.values() if group.is_enough]
    verdict, reason = _decide(provider, served, similar, groups)
    return {
        "served_models": json.dumps(served.now, ensure_ascii=False),
        "earlier_served_models": json.dumps(served.before, ensure_ascii=False),
        "is_served_model_changed": served.is_changed,
        "served_model_changed_on": served.changed_on,
        "canary_count": len(used),
        "canary_response_count": sum(len(group.recent) for group in used),
        "earlier_canary_response_count": sum(len(group.earlier) for group in used),
        "canary_distance": similar and similar.distance,
        "earlier_canary_distance": similar and similar.earlier_distance,
        "canary_p_value": similar and similar.p_value,
        "verdict": verdict,
        "reason": reason,
    }


def compare_served(day: date, served: Mapping[date, frozenset[str]]) -> Served:
    """Set the names of a day beside those of the 28 days before it."""
    first = day - timedelta(days=EARLIER_DAYS)
    known = sorted((one, names) for one, names in served.items() if first <= one <= day and names)
    now = tuple(sorted(served.get(day, ())))
    before = tuple(sorted(set().union(*(names for one, names in known if one < day))))
    changes = [one for (_, earlier), (one, names) in itertools.pairwise(known) if names != earlier]
    is_changed = bool(now and before and now != before)
    return Served(now, before, changes[-1] if is_changed and changes else None)


def split_days(day: date, answers: Sequence[tuple[date, str]]) -> Group:
    """Deal a canary's answers into those of the last 7 days and those of the 28 before."""
    recent = day - timedelta(days=RECENT_DAYS - 1)
    first = recent - timedelta(days=EARLIER_DAYS)
    return Group(
        [text for one, text in answers if recent <= one <= day],
        [text for one, text in answers if first <= one < recent],
    )


def _decide(
    provider: str, served: Served, similar: Similarity | None, groups: Mapping[str, Group]
) -> tuple[str, str]:
    names, canaries = _tell_served(provider, served), _tell_canaries(similar, groups)
    reason = f"{names} {canaries}"
    if served.is_changed or (similar is not None and similar.p_value < ALPHA):
        return "model_changed", reason
    return ("unknown" if similar is None else "stable"), reason


def _tell_served(provider: str, served: Served) -> str:
    now, before = ", ".join(served.now), ", ".join(served.before)
    if served.is_changed:
        since = f", last changed on {served.changed_on}" if served.changed_on else ""
        return f"{provider} says that {now} answers; in the 28 days before it was {before}{since}."
    if served.is_changed is False:
        return f"{provider} says that {now} answers, as in the 28 days before."
    if now:
        return f"{provider} says that {now} answers; of the 28 days before nothing is known."
    return f"{provider} does not say which model answers."


def _tell_canaries(similar: Similarity | None, groups: Mapping[str, Group]) -> str:
    if not groups:
        return f"No canary was asked of it in these {RECENT_DAYS + EARLIER_DAYS} days."
    if similar is None:
        recent = max((len(group.recent) for group in groups.values()), default=0)
        earlier = max((len(group.earlier) for group in groups.values()), default=0)
        return (
            f"Its canaries cannot tell yet: each needs {FEWEST_ANSWERS} answers of the last "
            f"{RECENT_DAYS} days and {FEWEST_ANSWERS} of the {EARLIER_DAYS} days before, "
            f"and there are {recent} and {earlier} at most, of {len(groups)} canaries."
        )
    figures = (
        f"{similar.distance:.2f} from those of before, these {similar.earlier_distance:.2f} from "
        f"each other, p = {similar.p_value:.4f}"
    )
    if similar.p_value < ALPHA:
        return (
            f"Its canary answers of the last {RECENT_DAYS} days differ from those of before: mean "
            f"distance {figures}; most for “{similar.moved}”."
        )
    return f"Its canary answers differ no more than by chance: mean distance {figures}."

"""Learnings as rows of the table: with ids, names in words, and the days they are learnt from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from onevice_assets.campaigns.learnings.designs import ACTIVE_ON, BEST_FOR
from onevice_assets.campaigns.learnings.facts import REVENUE
from onevice_assets.campaigns.learnings.learn import Learning
from resources.identity import derived_id

Row = dict[str, Any]

_JUDGED: Final = (
    *("lift", "lift_error", "shrunk_lift", "lower_bound", "upper_bound"),
    *("p_value", "q_value", "believed", "reason"),
)


def make_learning_rows(
    owner: Mapping[str, str],
    learnings: Iterable[Learning],
    demographics: Iterable[Mapping[str, Any]],
    window: tuple[date, date],
) -> list[Row]:
    """Rows of `learnings`.

    Args:
        owner: `organization_id` and `brand_id`.
        learnings: of one client.
        demographics: rows of the table; an audience that is not there goes by its id.
        window: first and last day of the facts.

    Returns:
        A row per learning; its id is the pair's, whatever the days.
    """
    names = {str(row["id"]): str(row["name"]) for row in demographics}
    return [_to_row(owner, one, names, window) for one in learnings]


def _to_row(
    owner: Mapping[str, str], one: Learning, names: Mapping[str, str], window: tuple[date, date]
) -> Row:
    audience = (one.audience, names.get(one.audience, one.audience))
    other = (one.name, one.name)
    start, end = (other, audience) if one.kind == BEST_FOR else (audience, other)
    is_money = one.kind != ACTIVE_ON
    return {
        "id": derived_id(_NO_DAY, "learnings", owner["brand_id"], one.kind, start[0], end[0]),
        **owner,
        "kind": one.kind,
        "start_id": start[0],
        "start_name": start[1],
        "end_id": end[0],
        "end_name": end[1],
        "outcome": one.outcome,
        "avg_roas": one.average if is_money and one.outcome == REVENUE else None,
        "avg_engagement": None if is_money else one.average,
        "avg_outcome": one.average,
        "sample_size": one.sample_size,
        "evidence_count": one.evidence_count,
        "spend": one.spend,
        **{name: getattr(one.judged, name) for name in _JUDGED},
        "window_from": window[0],
        "window_to": window[1],
    }


_NO_DAY: Final = date(2026, 1, 1)
"""What ids of pairs begin with: a pair has no day of its own."""

"""What worked for an audience: creatives that bring more for a dollar than the client's median."""

from __future__ import annotations

import statistics
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from onevice_assets.campaigns.decisions.portfolio import Campaign, Creative


@dataclass(frozen=True)
class Result:
    """What a creative brought for a dollar, and how many dollars that rests on."""

    rate: float
    spend: float


def rate_creatives(
    creatives: Mapping[str, Creative],
    campaigns: Mapping[str, Campaign],
    sums: Sequence[Mapping[str, Any]],
) -> dict[str, Result]:
    """What each creative brought: revenue for a dollar where any is told, else conversions.

    The graph has no conversions of a creative. Where no revenue is told, it gets those of its
    campaigns, as their spend, in equal parts with the other creatives there.

    Args:
        creatives: all of the client, by id.
        campaigns: all of the client, by id.
        sums: by campaign, as `memory/questions.py` returns them.
    """
    own = {
        one.id: Result(one.avg_roas, one.spend)
        for one in creatives.values()
        if one.avg_roas is not None and one.spend
    }
    if own:
        return own
    spend, conversions = dict.fromkeys(creatives, 0.0), dict.fromkeys(creatives, 0.0)
    for row in sums:
        ran = [one for one in campaigns[row["id"]].creatives if one in spend]
        for one in ran:
            spend[one] += (row["spend"] or 0.0) / len(ran)
            conversions[one] += (row["conversions"] or 0.0) / len(ran)
    return {one: Result(conversions[one] / paid, paid) for one, paid in spend.items() if paid}


def choose_winners(
    results: Mapping[str, Result],
    campaigns: Iterable[Campaign],
    audiences: Collection[str],
    most: int,
) -> list[str]:
    """Ids of creatives that ran for any of the audiences and did better than the median one.

    Ranked by result times the root of spend, so that a few dollars of luck do not lead.

    Args:
        results: of all creatives of the client.
        campaigns: where they ran.
        audiences: ids.
        most: how many.
    """
    if not results:
        return []
    usual = statistics.median(one.rate for one in results.values())
    shown = {
        each for one in campaigns if set(one.audiences) & set(audiences) for each in one.creatives
    }
    good = [one for one in shown & results.keys() if results[one].rate > usual]
    good.sort(key=lambda one: (-results[one].rate * results[one].spend ** 0.5, one))
    return good[:most]

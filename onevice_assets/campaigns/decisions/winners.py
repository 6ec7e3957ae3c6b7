"""What worked for an audience: creatives whose results beat the client's median."""

from __future__ import annotations

import statistics
from collections.abc import Collection, Iterable, Mapping

from onevice_assets.campaigns.decisions.portfolio import Campaign, Creative


def result_of(one: Creative) -> float | None:
    """Revenue, else conversions, for a dollar; none without spend or without either."""
    if one.avg_roas is not None:
        return one.avg_roas
    if one.spend and one.conversions is not None:
        return one.conversions / one.spend
    return None


def choose_winners(
    creatives: Mapping[str, Creative],
    campaigns: Iterable[Campaign],
    audiences: Collection[str],
    most: int,
) -> list[Creative]:
    """Creatives that ran for any of the audiences and did better than the client's median one.

    Only results of one measure are compared: revenue for a dollar where any creative has it, else
    conversions. Ranked by result times the root of spend, so that a few dollars of luck do not
    lead.

    Args:
        creatives: all of the client.
        campaigns: all of the client.
        audiences: ids.
        most: how many.
    """
    measured = [one for one in creatives.values() if result_of(one) is not None and one.spend]
    if any(one.avg_roas is not None for one in measured):
        measured = [one for one in measured if one.avg_roas is not None]
    if not measured:
        return []
    usual = statistics.median(result_of(one) or 0.0 for one in measured)
    shown = {
        each for one in campaigns if set(one.audiences) & set(audiences) for each in one.creatives
    }
    good = [one for one in measured if one.id in shown and (result_of(one) or 0.0) > usual]
    good.sort(key=lambda one: (-(result_of(one) or 0.0) * (one.spend or 0.0) ** 0.5, one.id))
    return good[:most]

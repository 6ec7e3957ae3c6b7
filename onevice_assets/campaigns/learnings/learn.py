"""A client's learnings from its facts: averages, how much is evidence, and what is believed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from onevice_assets.campaigns.learnings.believe import Judged, judge
from onevice_assets.campaigns.learnings.compare import compare
from onevice_assets.campaigns.learnings.designs import (
    KINDS,
    Design,
    Tested,
    design_attributes,
    design_platforms,
    design_slots,
)
from onevice_assets.campaigns.learnings.facts import (
    ENGAGEMENT,
    LEADS,
    Facts,
    make_cells,
    make_slot_cells,
    read_attributes,
)
from onevice_assets.campaigns.learnings.log_linear import fit_log_linear

Row = dict[str, Any]
_COUNTED: Final = (LEADS, ENGAGEMENT)


@dataclass(frozen=True)
class Learning:
    """What is known of one pair.

    Attributes:
        kind: RESPONDS_TO, PREFERS_AESTHETIC, ACTIVE_ON or BEST_FOR.
        audience: id of the demographic.
        name: tone, aesthetic, time slot or platform.
        outcome: what it is measured by: `revenue` or `conversions` per US dollar, or `engagements`
            per impression.
        average: outcome over spend (impressions), sum over sum, by confidence of the attribute.
        sample_size: ads: campaign × creative, never days.
        evidence_count: creatives, or campaigns, that are independent of each other.
        spend: US dollars behind it (impressions for time slots), by confidence.
        judged: lift against the audience's usual, and whether it is believed.
    """

    kind: str
    audience: str
    name: str
    outcome: str
    average: float | None
    sample_size: int
    evidence_count: int
    spend: float
    judged: Judged


def learn_from(facts: Facts, content: Sequence[Mapping[str, Any]]) -> list[Learning]:
    """Every pair that ran, in a fixed order.

    Args:
        facts: of one client's `ad_performance`.
        content: rows of `content` with attributes; creatives that were only measured have none.
    """
    tones, looks = read_attributes(content, "tones"), read_attributes(content, "aesthetics")
    if facts.rows.empty:
        return []
    cells, slots = make_cells(facts), make_slot_cells(facts)
    found: list[Learning] = []
    if not cells.empty:
        found += _learn(design_attributes(cells, tones, looks), facts.outcome)
        found += _learn(design_platforms(cells, tones, looks), facts.outcome)
    if not slots.empty:
        found += _learn(design_slots(slots), ENGAGEMENT)
    return sorted(found, key=lambda one: (KINDS.index(one.kind), one.audience, one.name))


def _learn(design: Design, outcome: str) -> Iterator[Learning]:
    if not design.tested:
        return
    judged = _judge(design, outcome)
    for one, verdict in zip(design.tested, judged, strict=True):
        sample, evidence = _count(design, one)
        spend = float(one.shares @ design.cells["exposure"])
        achieved = float(one.shares @ design.cells["outcome"])
        yield Learning(
            one.kind,
            one.audience,
            one.name,
            outcome,
            achieved / spend if spend else None,
            sample,
            evidence,
            spend,
            verdict,
        )


def _judge(design: Design, outcome: str) -> list[Judged]:
    achieved = design.cells["outcome"].to_numpy(float)
    counts = [_count(design, one) for one in design.tested]
    if not achieved.sum() > 0:
        return [Judged.unknown(f"there are no {outcome} at all") for _ in counts]
    fit = fit_log_linear(
        achieved,
        design.cells["exposure"].to_numpy(float),
        design.fixed,
        design.units,
        least_dispersion=1.0 if outcome in _COUNTED else 0.0,
    )
    last = slice(len(fit.effects) - len(design.tested), None)
    compared = compare(design.tested, fit.effects[last], fit.covariance[last, last])
    return judge(design.tested, compared, counts, fit.freedom)


def _count(design: Design, one: Tested) -> tuple[int, int]:
    """Ads (campaign × creative) and units of evidence that have the attribute."""
    of = design.cells[one.shares > 0]
    ads = len(of[["campaign_id", "content_id"]].drop_duplicates())
    return ads, int(of[design.evidence].nunique())

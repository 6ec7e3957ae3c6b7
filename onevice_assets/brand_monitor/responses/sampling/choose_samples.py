"""The plan: how often each prompt is asked, why, and what more samples could not buy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from onevice_assets.brand_monitor.responses.sampling.predict_width import (
    find_conversations,
    predict_floor,
    predict_width,
)
from onevice_assets.brand_monitor.responses.sampling.split_variance import Variance
from resources.errors import InputError

Reason = Literal["no_past", "reached", "floor", "most", "budget"]

DEFAULT_SAMPLES = 1
MOST_SAMPLES = 8
_WORTH = 1.05  # samples that bring less than this share above the floor are not bought


@dataclass(frozen=True)
class SamplingPlan:
    """How often each prompt of a day is asked at most, and what that gives.

    Attributes:
        samples: of each prompt and provider; the day may stop earlier (`stop_rule`).
        wanted: half-width asked for, 0..0.5.
        reason: `no_past` (the default), `reached` (gives what is wanted), `floor` (no number of
            samples does; these come near what samples can give), `most` (the ceiling of
            `MOST_SAMPLES`), `budget` (more would help and cannot be paid).
        usd: most it can cost.
        expected: half-width it gives at the provider with the widest interval; None: no past.
        floor: half-width of that provider with endless samples; None: no past.
        affordable: samples the budget pays for; at least 1, whatever that costs.
        bought: half-width with `affordable` samples.
        conversations: topics asked so far.
        conversations_needed: those that would give what is wanted with so many samples; None
            where 1,000 would not, or with no past.
    """

    samples: int
    wanted: float
    reason: Reason
    usd: Decimal
    expected: float | None = None
    floor: float | None = None
    affordable: int = DEFAULT_SAMPLES
    bought: float | None = None
    conversations: int = 0
    conversations_needed: int | None = None


def choose_samples(
    variances: Mapping[str, Variance], *, wanted: float, costs: Sequence[Decimal], budget: Decimal
) -> SamplingPlan:
    """Choose how often each prompt is asked.

    All providers get the same number, that of the one that needs most: a day whose providers
    were asked unequally often would move the pooled rate (`all`) though nothing changed.

    Args:
        variances: by `provider:model`, from `split_variance`; those without a known
            `within_prompts` tell nothing of what a sample is worth and are left out.
        wanted: half-width of the own brand's mention rate, above 0 and below 0.5.
        costs: most that 1, 2, … `MOST_SAMPLES` samples can cost, rising.
        budget: USD that may be spent.

    Raises:
        InputError: a half-width outside (0, 0.5), or no costs.
    """
    if not 0 < wanted < 0.5 or not costs:
        raise InputError(
            f"A sampling plan for a half-width of {wanted} and {len(costs)} prices cannot be made: "
            "the half-width is a fraction above 0 and below 0.5, such as 0.05."
        )
    affordable = max(sum(cost <= budget for cost in costs), 1)
    known = {label: one for label, one in variances.items() if one.within_prompts is not None}
    if not known:
        return SamplingPlan(DEFAULT_SAMPLES, wanted, "no_past", costs[0], affordable=affordable)
    wishes = {label: _wish(one, wanted, len(costs)) for label, one in known.items()}
    wish = max(wishes.values())
    samples = min(wish, affordable)
    widest = max(known, key=lambda label: (predict_width(known[label], samples), label))
    of = known[widest]
    expected = predict_width(of, samples)
    return SamplingPlan(
        samples=samples,
        wanted=wanted,
        reason=_reason(expected, wanted, predict_floor(of), samples, wish),
        usd=costs[samples - 1],
        expected=expected,
        floor=predict_floor(of),
        affordable=affordable,
        bought=predict_width(of, affordable),
        conversations=of.topics,
        conversations_needed=find_conversations(of, samples, wanted),
    )


def _wish(of: Variance, wanted: float, most: int) -> int:
    """Samples that give what is wanted, or nearly all that samples can give."""
    target = max(wanted, _WORTH * predict_floor(of))
    return next((n for n in range(1, most) if predict_width(of, n) <= target), most)


def _reason(expected: float, wanted: float, floor: float, samples: int, wish: int) -> Reason:
    if expected <= wanted:
        return "reached"
    if samples < wish:
        return "budget"
    return "floor" if floor > wanted else "most"

"""A sampling plan in words and as metadata: what is asked, what it gives, what would give more."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onevice_assets.brand_monitor.responses.sampling.ask_rounds import Looks
    from onevice_assets.brand_monitor.responses.sampling.choose_samples import SamplingPlan

_STOPPED = {
    "clear": "every provider's verdict was clear",
    "budget": "the budget does not cover a further round",
    "no_answers": "no provider answered",
}


def tell_plan(plan: SamplingPlan) -> str:
    """The plan in one to three sentences, for a person."""
    times = "once" if plan.samples == 1 else f"up to {plan.samples} times"
    if plan.expected is None or plan.floor is None:
        return (
            f"Each question is asked {times}: there are no earlier answers yet that tell what "
            "asking it again is worth."
        )
    told = f"Each question is asked {times}: about ±{_points(plan.expected)} at the least sure "
    told += f"provider, ±{_points(plan.wanted)} is wanted."
    if plan.reason == "budget":
        told += " The budget does not pay for more."
    elif plan.reason == "most":
        told += " More are never asked in a day."
    if plan.floor > plan.wanted:
        told += (
            f" Asking the same {plan.conversations} conversations ever more often ends at "
            f"±{_points(plan.floor)}: they differ from each other."
        )
        told += f" {_propose(plan)}" if plan.reason != "reached" else ""
    return told


def _propose(plan: SamplingPlan) -> str:
    if plan.conversations_needed is None:
        return "No thousand conversations would reach what is wanted: want less."
    return f"About {plan.conversations_needed} conversations would reach what is wanted."


def tell_sampling(plan: SamplingPlan, looks: Looks) -> dict[str, Any]:
    """A day's plan and what became of it, as metadata of the materialisation."""
    return {
        "plan": tell_plan(plan),
        "reason": plan.reason,
        "samples_planned": plan.samples,
        "samples_asked": looks.asked,
        "stopped": _STOPPED[looks.stopped] if looks.stopped else None,
        "half_width_wanted": plan.wanted,
        "half_width_expected": plan.expected,
        "half_width_floor": plan.floor,
        "conversations_needed": plan.conversations_needed,
        "usd_at_most": float(plan.usd),
        "last_look": {label: asdict(one) for label, one in looks.standings.items()},
    }


def _points(fraction: float) -> str:
    return f"{100 * fraction:.1f} points"

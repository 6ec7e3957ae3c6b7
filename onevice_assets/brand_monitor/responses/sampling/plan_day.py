"""The sampling plan of one website's day: made from the days before, kept with the run.

A plan is made once. A daily run notes it in its settings, so a second look at the day, after a
crash or a month later, is the same day: what a re-run asks never depends on answers of other days.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from onevice_assets.brand_monitor.responses.plan import Cell, Conversation, estimate
from onevice_assets.brand_monitor.responses.sampling.choose_samples import (
    MOST_SAMPLES,
    SamplingPlan,
    choose_samples,
)
from onevice_assets.brand_monitor.responses.sampling.count_mentions import Counts, by_label
from onevice_assets.brand_monitor.responses.sampling.keep_plan import read_kept
from onevice_assets.brand_monitor.responses.sampling.read_past import read_own_names, read_past
from onevice_assets.brand_monitor.responses.sampling.split_variance import split_variance
from resources.control_plane import budgets, simulations, websites
from resources.llm.resource import AUTO_SAMPLES

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from resources.control_plane.resource import ControlPlane
    from resources.control_plane.simulations import SimulationRun
    from resources.control_plane.websites import Website
    from resources.lake import Lake
    from resources.llm.providers import Provider
    from resources.llm.resource import LanguageModels

_SPARE = Decimal("0.9")  # of what is left; the rest is for canaries and answers that cost more


@dataclass(frozen=True)
class DaySampling:
    """How often a day is asked.

    Attributes:
        samples: most of each prompt.
        plan: why; None where a person said how often.
        is_settled: an earlier run has decided when to stop: `samples` are asked without a look.
        stopped: why that run stopped, where it asked less than planned.
        names: the own brand's; answers are looked at for them.
        past: cells of the days before.
    """

    samples: int
    plan: SamplingPlan | None = None
    is_settled: bool = False
    stopped: str | None = None
    names: tuple[str, ...] = ()
    past: Counts = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """What a plan needs to know of the day: whom and what it asks, what is done, and how.

    `tried` is that of `estimate`.
    """

    conversations: Sequence[Conversation]
    providers: Sequence[Provider]
    done: Collection[Cell]
    tried: Collection[Cell] | None = None


def plan_day(
    lake: Lake,
    control: ControlPlane,
    llm: LanguageModels,
    run: SimulationRun | None,
    website: Website,
    day: date,
    asked: Asked,
) -> DaySampling:
    """Decide how often a day's prompts are asked.

    Args:
        lake: holds the days before.
        control: who is tracked, and what other websites still have to ask.
        llm: `samples` (0: by plan), `half_width` and the budget.
        run: the day's run, if there is one; what it was told or has kept counts first.
        website: the website.
        day: the day.
        asked: what it asks.

    Returns:
        The plan with the past it was made from.
    """
    told = run.settings.get("samples") if run is not None and run.kind == "requested" else None
    samples = llm.samples if told is None else int(told)
    if samples != AUTO_SAMPLES:
        return DaySampling(samples)
    with control.begin() as db:
        names = read_own_names(db, website.id)
        sharing = _count_open(db, website, day)
        left = _count_money(db, llm, website)
    prompts = {turn.prompt_id for one in asked.conversations for turn in one.turns}
    past = read_past(lake, website, day, names, prompts) if names else {}
    kept = read_kept(run, llm.half_width)
    if kept is not None:
        samples = kept.asked or kept.plan.samples
        return DaySampling(samples, kept.plan, kept.asked > 0, kept.stopped, names, past)
    plan = _make(past, llm.half_width, left * _SPARE / sharing, asked)
    return DaySampling(plan.samples, plan, names=names, past=past)


def _make(past: Counts, wanted: float, budget: Decimal, asked: Asked) -> SamplingPlan:
    found = {label: split_variance(cells) for label, cells in by_label(past).items()}
    labels = {provider.label for provider in asked.providers}
    return choose_samples(
        {label: one for label, one in found.items() if one is not None and label in labels},
        wanted=wanted,
        costs=[
            estimate(asked.conversations, asked.providers, n, asked.done, tried=asked.tried).usd
            for n in range(1, MOST_SAMPLES + 1)
        ],
        budget=budget,
    )


def _count_money(db: Connection, llm: LanguageModels, website: Website) -> Decimal:
    """USD that every limit of the website and its organization leaves today, and of one run."""
    limits = budgets.standings(
        db,
        website.organization_id,
        day=datetime.now(UTC).date(),
        day_limit_usd=llm.budget_usd,
    )
    left = [one.limit_usd - one.spent_usd for one in limits if one.website_id in (None, website.id)]
    run = llm.run_budget_usd
    return max(min(left if run is None else [*left, run]), Decimal(0))


def _count_open(db: Connection, website: Website, day: date) -> int:
    """Websites of the organization that still ask today: the budget is shared among them."""
    count = 0
    for one in websites.list_all(db):
        if one.organization_id == website.organization_id and one.source == "crawl":
            runs = simulations.runs_of_day(db, one.id, day)
            count += one.id == website.id or all(run.status != "completed" for run in runs)
    return max(count, 1)

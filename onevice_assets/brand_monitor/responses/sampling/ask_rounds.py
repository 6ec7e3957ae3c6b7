"""Ask sample 1 of everything, look, then sample 2, …: until the verdict is clear or the plan done.

A round is asked whole or not at all, of every provider or of none: every prompt and provider has
as many answers as every other, so that no rate is weighed by how sure it was, and the pooled rate
(`all`) of a day is that of the day before where nothing changed. The price: a clear provider is
asked on while another one is open.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.responses.attempts import Run
from onevice_assets.brand_monitor.responses.plan import estimate
from onevice_assets.brand_monitor.responses.sampling.count_mentions import (
    Counts,
    count_mentions,
    merge_counts,
)
from onevice_assets.brand_monitor.responses.sampling.plan_day import DaySampling
from onevice_assets.brand_monitor.responses.sampling.stop_rule import Standing, judge_look
from onevice_assets.brand_monitor.responses.simulate import Outcome, Simulation, simulate
from resources.control_plane import ledger
from resources.errors import BudgetError
from resources.llm.answers import read_answer
from resources.llm.prices import FREE

if TYPE_CHECKING:
    from resources.progress import Task


@dataclass
class Looks:
    """What became of the rounds; filled while they are asked.

    Attributes:
        asked: rounds that were asked to their end.
        stopped: why no further one was (`clear`, `budget`, `no_answers`); None where all were.
        standings: of the last look, by `provider:model`.
    """

    asked: int = 0
    stopped: str | None = None
    standings: Mapping[str, Standing] = field(default_factory=dict)

    @classmethod
    def of(cls, sampling: DaySampling) -> Looks:
        """Before the first round: none, or those an earlier run has taken."""
        return cls(sampling.samples, sampling.stopped) if sampling.is_settled else cls()


async def ask_rounds(
    simulation: Simulation, sampling: DaySampling, task: Task, outcome: Outcome, looks: Looks
) -> None:
    """Ask round by round; without a plan, or where an earlier run has decided, all at once.

    Args:
        simulation: with the most samples that are asked.
        sampling: the plan and its past.
        task: advanced with every call that is done.
        outcome: filled.
        looks: filled.

    Raises:
        StoreError: when the ledger or the object store fails; no further call is started.
    """
    if sampling.plan is None or sampling.is_settled:
        await simulate(simulation, task, outcome)
        looks.asked = simulation.samples
        return
    labels = {provider.label for provider in simulation.providers}
    today = _Today(simulation.run, labels, sampling.names)
    for sample in range(1, simulation.samples + 1):
        one = replace(simulation, first_sample=sample, samples=sample)
        if sample > 1 and not _is_paid_for(one):
            looks.stopped = "budget"
            return
        await simulate(one, task, outcome)
        if simulation.stop.is_set():
            return
        looks.asked = sample
        if sample < simulation.samples and not _goes_on(simulation, sampling, today, looks):
            return


def _goes_on(simulation: Simulation, sampling: DaySampling, today: _Today, looks: Looks) -> bool:
    """Look at the answers; whether another round is asked."""
    if not today.read(looks.asked) or sampling.plan is None:
        looks.stopped = "no_answers"
        return False
    looks.standings = judge_look(
        sampling.past, today.counts, samples=simulation.samples, wanted=sampling.plan.wanted
    )
    if sampling.names and all(one.is_clear for one in looks.standings.values()):
        looks.stopped = "clear"
        return False
    return True


def _is_paid_for(simulation: Simulation) -> bool:
    """Whether every limit covers a whole round, every answer at its longest."""
    known = {*simulation.known.answered, *simulation.known.unknown}
    needed = estimate(
        simulation.conversations,
        simulation.providers,
        simulation.samples,
        known,
        first_sample=simulation.first_sample,
    )
    purse, run = simulation.purse, simulation.run
    if needed.usd <= 0:
        return True
    if purse.max_usd is not None and purse.spent_usd + needed.usd > purse.max_usd:
        return False
    try:
        run.till.check(run.simulation.organization_id, run.simulation.website_id, needed.usd)
    except BudgetError:
        return False
    return True


@dataclass
class _Today:
    """Counts of the run's answers; each payload is read once."""

    run: Run
    labels: Collection[str]
    names: tuple[str, ...]
    counts: Counts = field(default_factory=dict)

    def read(self, sample: int) -> bool:
        """Count the answers of one round, whenever they came; whether there were any."""
        with self.run.control.begin() as db:
            attempts = ledger.attempts(db, self.run.simulation.id)
        paths = [
            one.payload_path
            for one in attempts
            if one.status == "succeeded"
            and one.payload_path
            and not one.retracted_at
            and one.sample_number == sample
            and f"{one.provider}:{one.model}" in self.labels
        ]
        rows = [_read_row(self.run.objects.get_json(path)) for path in paths]
        self.counts = merge_counts(self.counts, count_mentions(rows, self.names))
        return bool(rows)


def _read_row(payload: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "llm_provider": payload["provider"],
        "llm_model": payload["model"],
        "topic": payload["conversation"]["topic"],
        "prompt_id": payload["turn"]["prompt_id"],
        "is_branded": payload["turn"]["is_branded"],
        "response_text": read_answer(payload["response"], FREE).text,
    }

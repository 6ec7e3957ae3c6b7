"""Asking what a day still lacks: how often, with what money, directly or in batches.

What is asked is decided before (`plan.py`, `sampling`); rows are made after (`ask_day.py`).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.responses.asked_day import Day, Stores
from onevice_assets.brand_monitor.responses.attempts import Known, Run, find_tried, recover
from onevice_assets.brand_monitor.responses.batching.collect import collect
from onevice_assets.brand_monitor.responses.batching.hand_out import (
    hand_out,
    leave_out,
)
from onevice_assets.brand_monitor.responses.interrupt import run_until_stopped
from onevice_assets.brand_monitor.responses.note_progress import ProgressNote
from onevice_assets.brand_monitor.responses.plan import Conversation, Estimate, estimate
from onevice_assets.brand_monitor.responses.reuse import reuse_answers
from onevice_assets.brand_monitor.responses.sampling.ask_rounds import Looks, ask_rounds
from onevice_assets.brand_monitor.responses.sampling.keep_plan import Kept, note_settings
from onevice_assets.brand_monitor.responses.sampling.plan_day import Asked, DaySampling, plan_day
from onevice_assets.brand_monitor.responses.sampling.tell_plan import tell_sampling
from onevice_assets.brand_monitor.responses.simulate import Outcome, Simulation
from resources.control_plane import websites
from resources.errors import MissingDataError, ProviderError
from resources.llm.budget import check_run

if TYPE_CHECKING:
    from resources.control_plane.simulations import Status
    from resources.llm.providers import Provider

_log = logging.getLogger("onevice.responses")


@dataclass(frozen=True)
class _Planned:
    """What is to be asked, and what of it is known."""

    conversations: Sequence[Conversation]
    sampling: DaySampling
    known: Known
    reused: int
    needed: Estimate


def ask_prompts(
    stores: Stores, run: Run, conversations: Sequence[Conversation], *, retry_unknown: bool
) -> Day:
    """Ask what a run's conversations still lack.

    Args:
        stores: the resources.
        run: the run whose account it is on.
        conversations: what to ask.
        retry_unknown: ask again what a killed run left without an outcome.

    Returns:
        What became of it, without rows; what waits in a batch is told.

    Raises:
        MissingDataError: there is nothing to ask.
        BudgetError: a limit does not cover the estimate; nothing was asked.
        ProviderError: not one answer came back, or a batch was refused.
    """
    if not conversations:
        raise MissingDataError(
            f"There is no active prompt to ask for {run.day}: materialise brand_monitor/prompts "
            "of this website first."
        )
    done, llm = Day(waiting=collect(run, stores.llm)), stores.llm
    known = recover(run, retry_unknown=retry_unknown, waiting=done.waiting.attempts)
    planned = _plan(stores, run, conversations, known)
    _check_money(stores, run, planned.needed)
    providers = llm.describe_providers()
    if planned.needed.calls:
        providers = llm.providers()
        _note_settings(stores, run, planned, Looks.of(planned.sampling))
    simulation = _make_simulation(stores, run, planned, providers)
    done.settings = _tell(planned)
    if llm.batch:
        done.waiting = hand_out(simulation, done.waiting)
    looks = _simulate(stores, simulation, planned, done)
    if planned.sampling.plan is not None:
        done.settings["sampling"] = tell_sampling(planned.sampling.plan, looks)
        if planned.needed.calls:
            _note_settings(stores, run, planned, looks)
    return done


def _plan(
    stores: Stores, run: Run, conversations: Sequence[Conversation], known: Known
) -> _Planned:
    llm, recovered = stores.llm, len(known.answered)
    providers = llm.describe_providers()
    tried = find_tried(run.control, run.simulation) if llm.batch else None
    with stores.control.begin() as db:
        website = websites.get(db, run.simulation.website_id)
    asked = Asked(conversations, providers, {*known.answered, *known.unknown}, tried)
    sampling = plan_day(stores.lake, stores.control, llm, run.simulation, website, run.day, asked)
    if llm.answer_cache:
        known = reuse_answers(run, conversations, providers, sampling.samples, known)
    settled = {*known.answered, *known.unknown}
    needed = estimate(conversations, providers, sampling.samples, settled, tried=tried)
    _log.info("%s calls to make, at most USD %.4f", needed.calls, needed.usd)
    return _Planned(conversations, sampling, known, len(known.answered) - recovered, needed)


def _check_money(stores: Stores, run: Run, needed: Estimate) -> None:
    """Refuse before the first call what could not be paid to the end."""
    check_run(needed.usd, stores.llm.run_budget_usd, needed.calls)
    owner, what = run.simulation, f"Asking {needed.calls} calls"
    run.till.check(owner.organization_id, owner.website_id, needed.usd, what)


def _make_simulation(
    stores: Stores, run: Run, planned: _Planned, providers: Sequence[Provider]
) -> Simulation:
    return Simulation(
        run=run,
        conversations=planned.conversations,
        providers=providers,
        samples=planned.sampling.samples,
        known=planned.known,
        purse=stores.llm.open_purse(),
        stop=run.stop,
        first_wait_s=stores.llm.first_wait_s,
    )


def _tell(planned: _Planned) -> dict[str, Any]:
    return {
        "samples": planned.sampling.samples,
        "conversations": len(planned.conversations),
        "providers": planned.needed.models,
        "answers_from_cache": planned.reused,
        "estimated_calls": planned.needed.calls,
        "estimated_usd": float(planned.needed.usd),
    }


def _note_settings(stores: Stores, run: Run, planned: _Planned, looks: Looks) -> None:
    plan = planned.sampling.plan
    asked = {
        "samples": planned.sampling.samples,
        "conversations": stores.llm.conversations,
        "providers": planned.needed.models,
    }
    kept = None if plan is None else Kept(plan, looks.asked, looks.stopped)
    with stores.control.begin() as db:
        note_settings(db, run.simulation.id, asked, kept)


def _simulate(stores: Stores, simulation: Simulation, planned: _Planned, done: Day) -> Looks:
    """Ask whoever does not wait, and note how far it is; a finished run leaves its row alone."""
    looks, outcome, run = Looks.of(planned.sampling), done.outcome, simulation.run
    direct = leave_out(simulation, done.waiting)
    cells = list(simulation.list_cells())
    total = len(cells)
    before = len((simulation.known.answered.keys() - direct.known.answered.keys()) & set(cells))
    models = ", ".join(provider.model for provider in simulation.providers)
    is_settled = run.simulation.status == "completed" and not planned.needed.calls
    note = ProgressNote(stores.control, run.live, is_settled)
    note.write(status="running", total=total)
    names = [provider.name for provider in simulation.providers]
    run.live.count_anew(stores.control, names)
    ended: Status = "pending"  # stopped half-way, or waiting: the next run goes on from here
    try:
        with stores.progress.track(f"Asking {models}", total) as task:
            run_until_stopped(
                ask_rounds(direct, planned.sampling, task, outcome, looks),
                simulation.stop,
                note.ticker(task),
            )
        total = len(list(replace(simulation, samples=looks.asked).list_cells()))
        if not done.waiting:
            ended = _judge(run, outcome)
    finally:
        note.write(status=ended, completed=outcome.answered + before, total=total)
        run.live.count_anew(stores.control, names)
    if not outcome.answered and not done.waiting:
        raise _no_answer(outcome, total)
    return looks


def _judge(run: Run, outcome: Outcome) -> Status:
    """How a run ends that waits for nothing; `pending` is started again by the schedule."""
    if not outcome.answered:
        return "failed"
    # a requested one is done: whoever asked looks at what is missing, and nobody starts it again
    is_daily = run.simulation.kind == "daily"
    return "pending" if is_daily and outcome.is_to_be_continued else "completed"


def _no_answer(outcome: Outcome, total: int) -> ProviderError:
    said = "; ".join(dict.fromkeys(outcome.messages.values())) or "every call is missing"
    return ProviderError(f"Not one of {total} calls was answered, nothing was written: {said}")

"""One partition of `llm_responses`, from plan to rows."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from threading import Event
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.responses.attempts import Run, recover
from onevice_assets.brand_monitor.responses.batching.collect import collect
from onevice_assets.brand_monitor.responses.batching.hand_out import (
    choose_prices,
    hand_out,
    leave_out,
)
from onevice_assets.brand_monitor.responses.batching.lines import Waiting
from onevice_assets.brand_monitor.responses.imported import build_imported_rows, index_prompts
from onevice_assets.brand_monitor.responses.interrupt import run_until_stopped
from onevice_assets.brand_monitor.responses.live import Live
from onevice_assets.brand_monitor.responses.note_progress import ProgressNote
from onevice_assets.brand_monitor.responses.plan import (
    Conversation,
    estimate,
    plan_conversations,
)
from onevice_assets.brand_monitor.responses.rows import Row, build_row
from onevice_assets.brand_monitor.responses.simulate import Outcome, Simulation, simulate
from onevice_assets.tables import audience
from resources.control_plane import ledger, run_settings, simulations
from resources.errors import MissingDataError, ProviderError
from resources.llm.budget import Purse, check_budget
from resources.redis_keys.best_effort import BestEffort

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.control_plane.simulations import SimulationRun
    from resources.control_plane.websites import Website
    from resources.lake import Lake
    from resources.llm.resource import LanguageModels
    from resources.object_store import Objects
    from resources.progress import Progress
    from resources.redis_store import RedisStore

_log = logging.getLogger("onevice.responses")


@dataclass(frozen=True)
class Stores:
    """The resources one partition needs."""

    lake: Lake
    control: ControlPlane
    objects: Objects
    llm: LanguageModels
    progress: Progress
    redis: RedisStore | None = None


@dataclass
class Day:
    """What became of one partition: its rows, and how they came about; no rows while it waits."""

    rows: list[Row] = field(default_factory=list)
    outcome: Outcome = field(default_factory=Outcome)
    waiting: Waiting = field(default_factory=Waiting)
    settings: dict[str, Any] = field(default_factory=dict)


def ask_day(
    stores: Stores, website: Website, day: date, *, ask: bool | None, retry_unknown: bool
) -> Day:
    """Ask what is still to be asked of a website's day and build every row of it.

    Args:
        stores: the resources.
        website: the website.
        day: UTC day of the partition.
        ask: False only reads what is there; None asks unless the website or the day is an import.
        retry_unknown: ask again what a killed run left without an outcome.

    Raises:
        MissingDataError: no prompts yet.
        BudgetError: the estimate is above the ceiling; nothing was asked.
        ProviderError: not one answer came back, or a batch was refused; nothing is written then.
    """
    conversations = stores.lake.read_rows(audience.conversation_sequences, website.key)
    prompts = stores.lake.read_rows(audience.prompts, website.key)
    with stores.control.begin() as db:
        runs = simulations.runs_of_day(db, website.id, day)
    done = Day()
    if _wants_asking(website, day, runs) if ask is None else ask:
        with stores.control.begin() as db:
            found = simulations.for_day(db, website.id, day)
        live = Live(found, BestEffort(stores.redis, "asking"))
        run = Run(stores.control, stores.objects, found, day, live)
        which = _wishes(run.simulation).get("conversations", stores.llm.conversations)
        _ask(stores, run, plan_conversations(conversations, prompts, which), done, retry_unknown)
        if done.waiting:
            return done
    done.rows = _read_rows(stores, website, day, {row["id"]: row for row in prompts})
    imports = [run for run in runs if run.kind == "import"]
    known = index_prompts(conversations, prompts)
    done.rows += build_imported_rows(imports, stores.objects, day, known)
    return done


def _wishes(run: SimulationRun) -> Mapping[str, Any]:
    """What a person asked for; the settings of a daily run only tell how it was asked."""
    return run.settings if run.kind == "requested" else {}


def _wants_asking(website: Website, day: date, runs: list[SimulationRun]) -> bool:
    """Whether a day is asked without anybody saying so.

    An imported website never is, a day that was only imported neither, unless it is today; a
    simulation that somebody requested always is.
    """
    kinds = {run.kind for run in runs}
    if "requested" in kinds:
        return True
    if website.source == "import":
        return False
    return kinds != {"import"} or day == datetime.now(UTC).date()


def _ask(
    stores: Stores, run: Run, conversations: list[Conversation], done: Day, retry_unknown: bool
) -> None:
    if not conversations:
        raise MissingDataError(
            f"There is no active prompt to ask for {run.day}: materialise brand_monitor/prompts "
            "of this website first."
        )
    llm = stores.llm
    done.waiting = collect(run, llm)
    known = recover(run, retry_unknown=retry_unknown, waiting=done.waiting.attempts)
    samples = int(_wishes(run.simulation).get("samples", llm.samples))
    providers = llm.describe_providers()
    prices = choose_prices(providers, batch=llm.batch)
    needed = estimate(conversations, prices, samples, {*known.answered, *known.unknown})
    with stores.control.begin() as db:
        today = datetime.now(UTC).date()
        spent = ledger.spent_usd(db, run.simulation.organization_id, today)
    _log.info("%s calls to make, at most USD %.4f", needed.calls, needed.usd)
    check_budget(needed.usd, spent, llm.budget_usd, needed.calls)
    if needed.calls:
        providers = llm.providers()
        _note_settings(stores, run, samples, needed.models)
    simulation = Simulation(
        run=run,
        conversations=conversations,
        providers=providers,
        samples=samples,
        known=known,
        purse=Purse(llm.budget_usd, spent),
        stop=Event(),
        first_wait_s=llm.first_wait_s,
    )
    done.settings = {
        "samples": samples,
        "conversations": len(conversations),
        "providers": needed.models,
        "estimated_calls": needed.calls,
        "estimated_usd": float(needed.usd),
    }
    if llm.batch:
        done.waiting = hand_out(simulation, done.waiting)
    is_settled = run.simulation.status == "completed" and not needed.calls
    _simulate(stores, simulation, done, silent=is_settled)


def _note_settings(stores: Stores, run: Run, samples: int, providers: list[str]) -> None:
    settings = {
        "samples": samples,
        "conversations": stores.llm.conversations,
        "providers": providers,
    }
    with stores.control.begin() as db:
        run_settings.note(db, run.simulation.id, settings)


def _simulate(stores: Stores, simulation: Simulation, done: Day, *, silent: bool) -> None:
    """Ask whoever does not wait, and note how far it is; a finished run leaves its row alone."""
    outcome, direct = done.outcome, leave_out(simulation, done.waiting)
    cells = list(simulation.list_cells())
    total = len(cells)
    before = len((simulation.known.answered.keys() - direct.known.answered.keys()) & set(cells))
    models = ", ".join(provider.model for provider in simulation.providers)
    note = ProgressNote(stores.control, simulation.run.live, silent)
    note.write(status="running", total=total)
    names = [provider.name for provider in simulation.providers]
    simulation.run.live.count_anew(stores.control, names)
    ended = "pending"  # stopped half-way: the next run goes on from here
    try:
        with stores.progress.track(f"Asking {models}", total) as task:
            run_until_stopped(simulate(direct, task, outcome), simulation.stop, note.ticker(task))
        if not done.waiting:
            ended = "completed" if outcome.answered else "failed"
    finally:
        note.write(status=ended, completed=outcome.answered + before)
        simulation.run.live.count_anew(stores.control, names)
    if not outcome.answered and not done.waiting:
        said = "; ".join(dict.fromkeys(outcome.messages.values())) or "every call is missing"
        raise ProviderError(f"Not one of {total} calls was answered, nothing was written: {said}")


def _read_rows(
    stores: Stores, website: Website, day: date, prompts: Mapping[str, Mapping[str, Any]]
) -> list[Row]:
    """Rows of every settled attempt of the day, whichever run made it."""
    with stores.control.begin() as db:
        attempts = [
            attempt
            for run in simulations.runs_of_day(db, website.id, day)
            for attempt in ledger.attempts(db, run.id)
            if attempt.status == "succeeded" and attempt.payload_path
        ]
    return [
        build_row(
            attempt,
            stores.objects.get_json(attempt.payload_path or ""),
            prompts.get(attempt.prompt_id),
        )
        for attempt in attempts
    ]

"""One partition of `llm_responses`, from plan to rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from threading import Event
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.responses.ask_prompts import ask_prompts
from onevice_assets.brand_monitor.responses.asked_day import Day, Stores
from onevice_assets.brand_monitor.responses.attempts import Run
from onevice_assets.brand_monitor.responses.imported import build_imported_rows, index_prompts
from onevice_assets.brand_monitor.responses.live import Live
from onevice_assets.brand_monitor.responses.plan import plan_conversations
from onevice_assets.brand_monitor.responses.rows import Row, build_row
from onevice_assets.tables import audience
from resources.control_plane import ledger, simulations
from resources.llm.till import Till
from resources.redis_keys.best_effort import BestEffort

if TYPE_CHECKING:
    from resources.control_plane.simulations import SimulationRun
    from resources.control_plane.websites import Website


def ask_day(
    stores: Stores,
    website: Website,
    day: date,
    *,
    ask: bool | None,
    retry_unknown: bool,
    stop: Event,
) -> Day:
    """Ask what is still to be asked of a website's day and build every row of it.

    Args:
        stores: the resources.
        website: the website.
        day: UTC day of the partition.
        ask: False only reads what is there; None asks unless the website or the day is an import.
        retry_unknown: ask again what a killed run left without an outcome.
        stop: once set, no further call is started.

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
        till = Till(stores.control, stores.llm.budget_usd)
        run = Run(stores.control, stores.objects, found, day, live, till, stop)
        which = _wishes(run.simulation).get("conversations", stores.llm.conversations)
        chosen = plan_conversations(conversations, prompts, which)
        done = ask_prompts(stores, run, chosen, retry_unknown=retry_unknown)
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


def _read_rows(
    stores: Stores, website: Website, day: date, prompts: Mapping[str, Mapping[str, Any]]
) -> list[Row]:
    """Rows of every settled attempt of the day, whichever run made it."""
    with stores.control.begin() as db:
        attempts = [
            attempt
            for run in simulations.runs_of_day(db, website.id, day)
            for attempt in ledger.attempts(db, run.id)
            if attempt.status == "succeeded" and attempt.payload_path and not attempt.retracted_at
        ]
    # an answer that is used again within the day is one observation, not two
    paid = {attempt.id for attempt in attempts}
    attempts = [attempt for attempt in attempts if attempt.reused_from not in paid]
    return [
        build_row(
            attempt,
            stores.objects.get_json(attempt.payload_path or ""),
            prompts.get(attempt.prompt_id),
        )
        for attempt in attempts
    ]

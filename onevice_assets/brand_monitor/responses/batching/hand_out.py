"""Hand the next open turn of every conversation out, as one batch a provider."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from onevice_assets.brand_monitor.responses.attempts import Run, find_tried
from onevice_assets.brand_monitor.responses.batching.lines import (
    Line,
    Waiting,
    open_account,
    read_call,
    write_line,
)
from onevice_assets.brand_monitor.responses.plan import Cell
from onevice_assets.brand_monitor.responses.simulate import Simulation
from onevice_assets.brand_monitor.responses.turn_book import RunDesk
from resources.control_plane import ledger
from resources.errors import BudgetError, ProviderBusyError, ProviderError
from resources.identity import new_id
from resources.llm.answers import read_answer
from resources.llm.batch.kept import KeptBatch, close, keep
from resources.llm.batch.lines import MOST_LINES
from resources.llm.batch.open_batches import open_batches
from resources.llm.prices import FREE

if TYPE_CHECKING:
    from resources.llm.calls import Call
    from resources.llm.providers import Provider

_log = logging.getLogger("onevice.responses")


def hand_out(simulation: Simulation, waiting: Waiting) -> Waiting:
    """Hand the next open turns out, of each provider whose batches are cheaper.

    Args:
        simulation: what is asked; its purse pays.
        waiting: what is out already; those providers get no second batch.

    Returns:
        All that is with a provider now; nothing of one that has no turn left for a batch.

    Raises:
        ProviderError: a provider did not take its batch. What it refused is given back; what it
            may have taken stays reserved until the next run has looked.
    """
    tried = find_tried(simulation.run.control, simulation.run.simulation)
    for provider in simulation.providers:
        if provider.is_cheaper_in_batch and provider.label not in waiting.labels:
            lines = list(_list_due(simulation, provider, tried))[:MOST_LINES]
            if lines:
                waiting |= _hand_out(simulation, provider.in_batch(), lines)
    return waiting


def leave_out(simulation: Simulation, waiting: Waiting) -> Simulation:
    """The simulation without the providers that wait, and without their answers."""
    direct = [one for one in simulation.providers if one.label not in waiting.labels]
    answered = {
        cell: payload
        for cell, payload in simulation.known.answered.items()
        if f"{cell.provider}:{cell.model}" not in waiting.labels
    }
    known = replace(simulation.known, answered=answered)
    return replace(simulation, providers=direct, known=known)


def _list_due(simulation: Simulation, provider: Provider, tried: set[Cell]) -> Iterator[Line]:
    """The next turn of every conversation, where it was never tried and all before are answered."""
    known = simulation.known
    for sample in range(1, simulation.samples + 1):
        for conversation in simulation.conversations:
            messages: list[dict[str, str]] = []
            for turn in conversation.turns:
                messages.append({"role": "user", "content": turn.text})
                cell = Cell(turn.prompt_id, provider.name, provider.model, sample)
                if cell not in known.answered:
                    if cell not in known.unknown and cell not in tried:
                        yield write_line(conversation, turn, sample, messages)
                    break
                text = read_answer(known.answered[cell]["response"], FREE).text
                messages.append({"role": "assistant", "content": text})


def _hand_out(simulation: Simulation, provider: Provider, lines: list[Line]) -> Waiting:
    run = simulation.run
    batch = keep(
        run.objects,
        KeptBatch(
            key=new_id(),
            website_id=run.simulation.website_id,
            simulation_run_id=run.simulation.id,
            day=run.day.isoformat(),
            provider=provider.name,
            model=provider.model,
            status="preparing",
            created_at=datetime.now(UTC).isoformat(),
            lines=tuple(lines),
        ),
    )
    reserved = tuple(_reserve(simulation, provider, lines))
    if not reserved:
        close(run.objects, batch, "the budget did not cover a call")
        return Waiting()
    batch = keep(run.objects, replace(batch, status="ready", lines=reserved))
    try:
        submit(run, provider, batch)
    except ProviderBusyError:
        raise  # the provider may have it
    except ProviderError as error:
        _give_back(run, batch, str(error))
        raise
    _log.info("%s has %s calls in a batch", provider.label, len(reserved))
    return Waiting(frozenset(batch.attempt_ids), frozenset({batch.label}))


def _reserve(simulation: Simulation, provider: Provider, lines: Iterable[Line]) -> Iterator[Line]:
    """Reserve all lines at once, as far as the money goes."""
    desk = RunDesk(simulation.run)
    covered = list(_cover(simulation, provider, lines))
    wishes = [open_account(desk, line).wish(provider, call, usd) for line, call, usd in covered]
    for (line, _, usd), said in zip(covered, desk.till.reserve_all(wishes), strict=True):
        if isinstance(said, str):
            yield {**line, "attempt_id": said}
            continue
        simulation.purse.settle(usd, Decimal(0))
        _log.warning("not in the batch: %s", said)


def _cover(
    simulation: Simulation, provider: Provider, lines: Iterable[Line]
) -> Iterator[tuple[Line, Call, Decimal]]:
    """Lines that the run's own limit covers, each with its call and the most it can cost."""
    for line in lines:
        call = read_call(line)
        usd = call.bound_usd(provider)
        try:
            simulation.purse.reserve(usd)
        except BudgetError as error:
            _log.warning("not in the batch: %s", error)
            return
        yield line, call, usd


def submit(run: Run, provider: Provider, batch: KeptBatch) -> str:
    """Create the batch that is kept as ready, and keep its id; never twice for one key."""
    calls = {line["attempt_id"]: read_call(line) for line in batch.lines}
    batch_id = open_batches(provider).create(batch.key, calls)
    keep(run.objects, replace(batch, status="submitted", batch_id=batch_id))
    return batch_id


def _give_back(run: Run, batch: KeptBatch, why: str) -> None:
    """Fail, at no cost, every call of a batch that the provider refused."""
    with run.control.begin() as db:
        for attempt_id in batch.attempt_ids:
            ledger.fail(db, attempt_id, error=why, at=datetime.now(UTC))
    close(run.objects, batch, why)

"""Book what came of the batches that are out, and what a killed run left of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.responses.attempts import Run
from onevice_assets.brand_monitor.responses.batching.hand_out import submit
from onevice_assets.brand_monitor.responses.batching.lines import Waiting, open_account, read_call
from onevice_assets.brand_monitor.responses.turn_book import RunDesk
from resources.control_plane import ledger
from resources.errors import ProviderError
from resources.llm.answers import EmptyAnswerError, read_answer
from resources.llm.batch.forms import Lost, State
from resources.llm.batch.kept import KeptBatch, close, keep, list_open
from resources.llm.batch.lines import LineAnswer
from resources.llm.batch.open_batches import open_batches
from resources.llm.calls import Reply
from resources.llm.desk import Ending

if TYPE_CHECKING:
    from resources.llm.providers import Provider
    from resources.llm.resource import LanguageModels

_NEVER_SENT = "never sent: the run was killed before it handed out the batch"


def collect(run: Run, llm: LanguageModels) -> Waiting:
    """Book what came of the run's batches.

    Returns:
        What is still with a provider.

    Raises:
        ConfigurationError: a batch's provider has no key any more.
        ProviderError: it refused a batch as a whole (booked as failed, at no cost), or does not
            tell how one stands.
    """
    waiting, refused = Waiting(), []
    for batch in list_open(run.objects, run.simulation.website_id, run.simulation.id):
        if batch.status == "preparing":
            _give_back(run, batch)
            continue
        provider = llm.provider_of(batch.provider, batch.model).in_batch()
        state = _look(run, provider, batch)
        if not state.is_over:
            waiting |= Waiting(frozenset(batch.attempt_ids), frozenset({batch.label}))
            continue
        _book(run, provider, batch, state)
        close(run.objects, batch, f"{state.status} {state.said}".strip())
        if state.status == "failed":
            refused.append(f"{provider.label} refused a batch of {len(batch.lines)}: {state.said}")
    if refused:
        raise ProviderError(
            f"{'; '.join(refused)}. Nothing of it was charged; the next run asks directly."
        )
    return waiting


def _look(run: Run, provider: Provider, batch: KeptBatch) -> State:
    """How a batch stands; one that nobody knows the provider to have is looked for, then made."""
    api, batch_id = open_batches(provider), batch.batch_id
    if batch_id is None:
        since = datetime.fromisoformat(batch.created_at)
        found = api.find(Lost(batch.key, batch.attempt_ids, since))
        if not found.is_clear:
            return State("unclear", (), "")  # waits: it may be one that has not ended
        batch_id = found.batch_id or submit(run, provider, batch)
        keep(run.objects, replace(batch, status="submitted", batch_id=batch_id))
    return api.look(batch_id)


def _give_back(run: Run, batch: KeptBatch) -> None:
    """Fail, at no cost, what was reserved for a batch that was never handed out."""
    cells = {(line["turn"]["prompt_id"], line["sample_number"]) for line in batch.lines}
    for attempt in _list_reserved(run):
        is_of_it = (attempt.provider, attempt.model) == (batch.provider, batch.model)
        if is_of_it and (attempt.prompt_id, attempt.sample_number) in cells:
            with run.control.begin() as db:
                ledger.fail(db, attempt.id, error=_NEVER_SENT, at=datetime.now(UTC))
    close(run.objects, batch, _NEVER_SENT)


def _list_reserved(run: Run) -> list[ledger.Attempt]:
    with run.control.begin() as db:
        attempts = ledger.attempts(db, run.simulation.id)
    return [one for one in attempts if one.status == "reserved"]


def _book(run: Run, provider: Provider, batch: KeptBatch, state: State) -> None:
    """Settle or fail every attempt that is still open; what was booked before a crash stays.

    A line of a completed batch that is in no file may have been charged; one that a batch was cut
    off before is not.
    """
    answers = open_batches(provider).read(state)
    still_open = {one.id: one.reserved_usd for one in _list_reserved(run)}
    desk, endings = RunDesk(run), []
    for line in batch.lines:
        attempt_id = line["attempt_id"]
        if attempt_id not in still_open:
            continue
        if attempt_id in answers:
            endings.append(_end(desk, provider, line, answers[attempt_id]))
        else:
            usd = still_open[attempt_id] if state.status == "completed" else Decimal(0)
            why = f"the batch is {state.status} and has no answer to this call"
            endings.append(open_account(desk, line).give_up(attempt_id, why, usd, None))
    for error in desk.close_all(endings):
        if error is not None:
            raise error


def _end(desk: RunDesk, provider: Provider, line: Mapping[str, Any], said: LineAnswer) -> Ending:
    book, call, attempt_id = open_account(desk, line), read_call(line), line["attempt_id"]
    if said.raw is None:
        return book.give_up(attempt_id, said.error, Decimal(0), None, said.request_id)
    reply = Reply(said.raw, None, said.request_id)
    try:
        answer = read_answer(json.loads(said.raw), provider.price)
    except ProviderError as error:
        known = error.cost_usd if isinstance(error, EmptyAnswerError) else None
        usd = call.bound_usd(provider) if known is None else known
        return book.give_up(attempt_id, str(error), usd, reply, said.request_id)
    return book.succeed(attempt_id, provider, call, reply, answer)

"""Answers of the last 24 hours used again: the same question, asked for the same day, is not paid.

The same question is the same provider, model, parameters, messages and sample number, for the
same organization and the same day of simulation. The sample number keeps samples apart: the
second sample is never the first one's answer. The day keeps days apart: an answer given for
yesterday tells nothing new of today, so counting it there would make a trend out of nothing.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.responses.attempts import Known, Run
from onevice_assets.brand_monitor.responses.plan import Cell, Conversation, Turn
from onevice_assets.tables.answers import llm_responses
from resources.control_plane import reused_answers
from resources.control_plane.ledger import Reservation
from resources.control_plane.reused_answers import Reuse
from resources.errors import MissingDataError
from resources.identity import derived_id, new_id, text_hash
from resources.llm.answers import read_answer
from resources.llm.prices import FREE

if TYPE_CHECKING:
    from decimal import Decimal

    from resources.control_plane.ledger import Attempt
    from resources.llm.providers import Provider

Payload = Mapping[str, Any]
Asked = tuple[str, str, str, int]


@dataclass
class _Strand:
    """A conversation with a provider in a sample, as far as its answers are known."""

    conversation: Conversation
    provider: Provider
    sample: int
    messages: list[dict[str, str]] = field(default_factory=list)
    is_open: bool = True

    def ask(self, turn: Turn) -> Cell:
        """Put a turn's question; the cell it is about."""
        self.messages.append({"role": "user", "content": turn.text})
        return Cell(turn.prompt_id, self.provider.name, self.provider.model, self.sample)

    def hear(self, payload: Payload | None) -> None:
        """Go on from an answer; without one nobody knows what is asked next."""
        if payload is None:
            self.is_open = False
            return
        text = read_answer(payload["response"], FREE).text
        self.messages.append({"role": "assistant", "content": text})

    @property
    def asked(self) -> Asked:
        """What is asked now, as the ledger knows it."""
        label = self.provider.name, self.provider.model
        return (*label, text_hash(json.dumps(self.messages)), self.sample)


def reuse_answers(
    run: Run,
    conversations: Sequence[Conversation],
    providers: Iterable[Provider],
    samples: int,
    known: Known,
) -> Known:
    """Use again what was answered, turn by turn, because a follow-up quotes the answer before it.

    Args:
        run: the run that asks.
        conversations: what it asks.
        providers: whom; those that cost nothing are asked anew.
        samples: how often.
        known: what the run has asked already.

    Returns:
        What is known now; each answer used again is an attempt of the run that cost nothing.
    """
    paid = [one for one in providers if not one.is_demonstration]
    strands = [
        _Strand(conversation, provider, sample)
        for conversation in conversations
        for provider in paid
        for sample in range(1, samples + 1)
    ]
    planned = {turn.prompt_id for one in conversations for turn in one.turns}
    answered = dict(known.answered)
    for place in range(max((len(one.turns) for one in conversations), default=0)):
        level = [one for one in strands if one.is_open and place < len(one.conversation.turns)]
        cells = [strand.ask(strand.conversation.turns[place]) for strand in level]
        wanted = [
            (strand, cell)
            for strand, cell in zip(level, cells, strict=True)
            if cell not in answered and cell not in known.unknown
        ]
        answered |= _reuse(run, wanted, place, planned)
        for strand, cell in zip(level, cells, strict=True):
            strand.hear(answered.get(cell))
    return Known(answered, known.unknown)


def _reuse(
    run: Run, wanted: Sequence[tuple[_Strand, Cell]], place: int, planned: set[str]
) -> dict[Cell, Payload]:
    """Use again what one turn of every strand finds; the payload of each, by cell."""
    now = datetime.now(UTC)
    hashes = {strand.asked[2] for strand, _ in wanted}
    if not hashes:
        return {}
    with run.control.begin() as db:
        owner = run.simulation.organization_id
        found = reused_answers.find(db, owner, run.day, hashes, now=now)
    sources: defaultdict[Asked, list[Attempt]] = defaultdict(list)
    for one in found:
        # one that answers another planned prompt of this run is that prompt's own observation
        if one.simulation_run_id != run.simulation.id or one.prompt_id not in planned:
            sources[one.provider, one.model, one.prompt_hash, one.sample_number].append(one)
    reuses, payloads = [], {}
    for strand, cell in wanted:
        source = _choose(run, strand, sources[strand.asked])
        if source is not None:
            reuse, payloads[cell] = _keep(run, strand, place, *source)
            reuses.append(reuse)
    with run.control.begin() as db:
        reused_answers.add(db, reuses, at=now)
    return payloads


def _choose(
    run: Run, strand: _Strand, sources: Iterable[Attempt]
) -> tuple[Attempt, Payload] | None:
    """The newest answer whose payload says it was asked with the same parameters."""
    for one in sources:
        try:
            payload = run.objects.get_json(one.payload_path or "")
        except MissingDataError:
            continue
        asked = payload["request"]
        provider = strand.provider
        same = (
            asked["messages"] == strand.messages
            and asked["answer_tokens"] == provider.answer_tokens
            and asked["parameters"] == json.loads(json.dumps(provider.settings))
        )
        if same:
            return one, payload
    return None


def _keep(
    run: Run, strand: _Strand, place: int, source: Attempt, payload: Payload
) -> tuple[Reuse, Payload]:
    """Keep the answer as one of this run; what it cost stays where it was paid."""
    turn = strand.conversation.turns[place]
    wish = _wish(run, strand, turn, source.reserved_usd)
    key = (run.simulation.id, turn.prompt_id, wish.provider, wish.model, strand.sample)
    said = text_hash(read_answer(payload["response"], FREE).text)
    response_id = derived_id(run.day, llm_responses.name, *key, said)
    path = f"{run.folder}/{response_id}.json"
    reuse = Reuse(new_id(), wish, response_id, path, source.id)
    conversation = asdict(strand.conversation)
    del conversation["turns"]
    kept = {
        **payload,
        "attempt_id": reuse.id,
        "simulation_run_id": run.simulation.id,
        "website_id": run.simulation.website_id,
        "conversation": conversation,
        "turn": asdict(turn),
        "cost_usd": "0",
        "response_id": response_id,
        "reused_from": source.id,
        "asked_at": source.reserved_at.isoformat(),
    }
    run.objects.put_json(path, kept)
    return reuse, kept


def _wish(run: Run, strand: _Strand, turn: Turn, usd: Decimal) -> Reservation:
    provider, model, hashed, sample = strand.asked
    return Reservation(
        simulation_run_id=run.simulation.id,
        organization_id=run.simulation.organization_id,
        website_id=run.simulation.website_id,
        prompt_id=turn.prompt_id,
        prompt_hash=hashed,
        provider=provider,
        model=model,
        sample_number=sample,
        reserved_usd=usd,
    )

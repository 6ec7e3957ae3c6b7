"""Have the conversations: many at once, each turn by turn, every answer on record.

A strand is one conversation with one provider in one sample: its turns are asked in order, a
follow-up sees the turns before it with that strand's own answers. A turn without an answer ends
its strand, because the next one would ask something else than planned.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.responses.attempts import Known, Run
from onevice_assets.brand_monitor.responses.plan import Cell, Conversation, Turn
from onevice_assets.brand_monitor.responses.turn_book import RunDesk, TurnBook
from resources.errors import (
    BudgetError,
    OneviceError,
    ProviderBusyError,
    ProviderError,
    ProviderRefusedError,
)
from resources.llm.answers import EmptyAnswerError, read_answer
from resources.llm.calls import Call, Client, ask, open_client
from resources.llm.failures import NotSentError
from resources.llm.prices import FREE
from resources.llm.together import for_each
from resources.long_lived import looking_at_new_objects_only

if TYPE_CHECKING:
    from resources.llm.budget import Purse
    from resources.llm.providers import Provider
    from resources.progress import Task

_UNAVAILABLE = "provider unavailable"
_REASONS: tuple[tuple[type[OneviceError], str], ...] = (
    (NotSentError, "interrupted"),
    (EmptyAnswerError, "empty or refused"),
    (ProviderRefusedError, "provider refuses"),
    (ProviderBusyError, _UNAVAILABLE),
    (ProviderError, "unreadable answer"),
    (BudgetError, "budget used up"),
)
_SEED_BITS = 31
_STRANDS_PER_SLOT = 4  # one asks, the others wait for their turn, for the ledger, after an error


@dataclass
class Outcome:
    """What became of the planned calls.

    Attributes:
        asked, reused: answers by `provider:model`, made now or known from before.
        missing: planned answers that are not there, by `provider:model` and reason.
        messages: one message for every reason, the first that was met.
    """

    asked: Counter[str] = field(default_factory=Counter)
    reused: Counter[str] = field(default_factory=Counter)
    missing: Counter[tuple[str, str]] = field(default_factory=Counter)
    messages: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def answered(self) -> int:
        """Answers that are there."""
        return self.asked.total() + self.reused.total()

    @property
    def is_to_be_continued(self) -> bool:
        """Whether answers are missing that the same calls may bring at another hour."""
        return any(reason == _UNAVAILABLE for _, reason in self.missing)


@dataclass(frozen=True)
class Simulation:
    """Everything a simulation needs.

    Attributes:
        run: whose ledger it keeps.
        conversations: what to ask.
        providers: whom; started and with addresses.
        samples: the last sample that is asked.
        known: what is not asked again.
        purse: the money.
        stop: set to start no more calls.
        first_wait_s: back-off before a second attempt.
        first_sample: the first sample that is asked.
    """

    run: Run
    conversations: Sequence[Conversation]
    providers: Sequence[Provider]
    samples: int
    known: Known
    purse: Purse
    stop: Event
    first_wait_s: float = 1.0
    first_sample: int = 1

    def list_cells(self) -> Iterable[Cell]:
        """Every planned cell."""
        for conversation in self.conversations:
            for provider in self.providers:
                for sample in range(self.first_sample, self.samples + 1):
                    for turn in conversation.turns:
                        yield Cell(turn.prompt_id, provider.name, provider.model, sample)


async def simulate(simulation: Simulation, task: Task, outcome: Outcome) -> None:
    """Have every conversation; `outcome` is filled while it runs.

    Raises:
        StoreError: when the ledger or the object store fails; no further call is started.
    """
    desk = RunDesk(simulation.run)

    async def ask_provider(provider: Provider) -> None:
        async with open_client(provider) as client:
            await for_each(
                (
                    _Strand(simulation, provider, client, desk, conversation, sample, task, outcome)
                    for sample in range(simulation.first_sample, simulation.samples + 1)
                    for conversation in simulation.conversations
                ),
                _STRANDS_PER_SLOT * provider.concurrency,
                _follow,
            )

    with looking_at_new_objects_only():
        await for_each(simulation.providers, len(simulation.providers), ask_provider)


async def _follow(strand: _Strand) -> None:
    """Follow a strand; where a store fails nobody starts a new call, but all finish theirs."""
    try:
        await strand.follow()
    except OneviceError:
        strand.simulation.stop.set()
        raise


@dataclass(frozen=True)
class _Strand:
    simulation: Simulation
    provider: Provider
    client: Client
    desk: RunDesk
    conversation: Conversation
    sample_number: int
    task: Task
    outcome: Outcome

    async def follow(self) -> None:
        """Ask the turns in order until one has no answer; the rest is missing."""
        messages: list[dict[str, str]] = []
        for place, turn in enumerate(self.conversation.turns):
            messages.append({"role": "user", "content": turn.text})
            text = await self._answer(turn, messages)
            if text is None:
                rest = len(self.conversation.turns) - place - 1
                self._miss("an earlier turn has no answer", count=rest)
                if not self.simulation.stop.is_set():  # what is left is not done, but open
                    self.task.advance(rest + 1)
                return
            messages.append({"role": "assistant", "content": text})
            self.task.advance()

    async def _answer(self, turn: Turn, messages: list[dict[str, str]]) -> str | None:
        known, label = self.simulation.known, self.provider.label
        cell = Cell(turn.prompt_id, self.provider.name, self.provider.model, self.sample_number)
        if cell in known.answered:
            self.outcome.reused[label] += 1
            return read_answer(known.answered[cell]["response"], FREE).text
        if cell in known.unknown:
            is_retracted = known.unknown[cell].retracted_at is not None
            self._miss("taken back" if is_retracted else "unknown after a crash")
            return None
        closed = (label, "provider refuses") in self.outcome.messages
        if self.simulation.stop.is_set() or closed:
            self._miss("provider refuses" if closed else "interrupted")
            return None
        return await self._ask(turn, messages)

    async def _ask(self, turn: Turn, messages: list[dict[str, str]]) -> str | None:
        call = Call(tuple(messages), seed=derive_seed(messages, self.sample_number))
        try:
            answer = await ask(
                self.client,
                self.provider,
                call,
                book=TurnBook(self.desk, self.conversation, turn, self.sample_number),
                purse=self.simulation.purse,
                first_wait_s=self.simulation.first_wait_s,
                stop=self.simulation.stop,
            )
        except (ProviderError, BudgetError) as error:
            reason = next(name for kind, name in _REASONS if isinstance(error, kind))
            self._miss(reason, str(error))
            return None
        self.outcome.asked[self.provider.label] += 1
        return answer.text

    def _miss(self, reason: str, message: str = "", count: int = 1) -> None:
        if count:
            key = (self.provider.label, reason)
            self.outcome.missing[key] += count
            if message:
                self.outcome.messages.setdefault(key, message)


def derive_seed(messages: Sequence[Any], sample_number: int) -> int:
    """Seed of a call: the same messages and sample give the same, another sample another."""
    text = json.dumps([messages, sample_number], sort_keys=True)
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) >> (256 - _SEED_BITS)

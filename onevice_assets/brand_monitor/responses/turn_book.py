"""The account of a simulation's calls, many at once: rows of the ledger share transactions.

    reserve (committed) → call → payload object → settle

A `Desk` gathers what the calls of one moment have to write; a `TurnBook` is its entry for one
turn. What a killed run leaves behind is read and closed in `attempts.py`.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.responses.attempts import Run
from onevice_assets.brand_monitor.responses.plan import Conversation, Turn
from onevice_assets.tables.answers import llm_responses
from resources.control_plane.ledger import Reservation
from resources.control_plane.ledger_batches import Closing, close_many
from resources.errors import OneviceError, StoreError
from resources.identity import derived_id, text_hash
from resources.llm.books import AsyncBook
from resources.llm.together import Together

if TYPE_CHECKING:
    from resources.llm.answers import Answer
    from resources.llm.calls import Call, Reply
    from resources.llm.providers import Provider


@dataclass(frozen=True)
class Ending:
    """How an attempt ended, and the payload to keep before the ledger is told."""

    provider: str
    closing: Closing
    payload: Mapping[str, Any] | None
    path: str


class Desk:
    """Writes what the calls of one moment have to write; of one event loop."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._reserving: Together[Reservation, str] = Together(self.reserve_all)
        self._closing: Together[Ending, None] = Together(self.close_all)

    async def reserve(self, wish: Reservation) -> str:
        """Write an attempt down and commit it; its id.

        Raises:
            StoreError: the run has asked this already, or the ledger cannot be written.
        """
        return await self._reserving.do(wish)

    async def close(self, ending: Ending) -> None:
        """Keep the payload, then close the attempt.

        Raises:
            StoreError: a store fails, or the attempt is not reserved any more.
        """
        await self._closing.do(ending)

    def reserve_all(self, wishes: Sequence[Reservation]) -> list[str | OneviceError]:
        """Write many attempts down at once, as far as the limits go; see `Till.reserve_all`."""
        return self.run.till.reserve_all(wishes)

    def close_all(self, endings: Sequence[Ending]) -> list[OneviceError | None]:
        """Keep payloads and close attempts; for each none, or why it was not done.

        Where a payload cannot be kept, its attempt stays reserved: it counts as spent.

        Raises:
            StoreError: the ledger cannot be written; the payloads are kept.
        """
        results: list[OneviceError | None] = []
        for one in endings:
            results.append(self._keep(one))
        kept = [one for one, error in zip(endings, results, strict=True) if error is None]
        with self.run.control.begin() as db:
            closed = close_many(db, [one.closing for one in kept], at=datetime.now(UTC))
        self._tell(kept)
        return [
            error or (None if one.closing.attempt_id in closed else _not_reserved(one))
            for one, error in zip(endings, results, strict=True)
        ]

    def _keep(self, ending: Ending) -> StoreError | None:
        try:
            if ending.payload is not None:
                # in one line: indented JSON takes ten times as long
                text = json.dumps(ending.payload, ensure_ascii=False, sort_keys=True)
                self.run.objects.put(ending.path, text)
        except StoreError as error:
            return error
        return None

    def _tell(self, endings: Sequence[Ending]) -> None:
        spent: defaultdict[str, Decimal] = defaultdict(Decimal)
        for one in endings:
            if one.closing.status == "succeeded":
                spent[one.provider] += one.closing.cost_usd
        for provider, usd in spent.items():
            self.run.live.spend(provider, usd)


def _not_reserved(ending: Ending) -> StoreError:
    return StoreError(
        f"Attempt {ending.closing.attempt_id} is not reserved: it was settled, failed or never "
        "made. Nothing was changed; its payload, if any, is kept."
    )


@dataclass(frozen=True)
class TurnBook(AsyncBook):
    """Keeps account of the attempts at one turn."""

    desk: Desk
    conversation: Conversation
    turn: Turn
    sample_number: int

    async def reserve(self, provider: Provider, call: Call, usd: Decimal) -> str:
        """Write the attempt down and commit it."""
        return await self.desk.reserve(self.wish(provider, call, usd))

    async def settle(
        self, attempt_id: str, provider: Provider, call: Call, reply: Reply, answer: Answer
    ) -> None:
        """Keep the payload, then settle the attempt."""
        await self.desk.close(self.succeed(attempt_id, provider, call, reply, answer))

    async def fail(
        self,
        attempt_id: str,
        error: str,
        usd: Decimal,
        reply: Reply | None,
        request_id: str | None = None,
    ) -> None:
        """Keep what came back, if anything, then fail the attempt."""
        await self.desk.close(self.give_up(attempt_id, error, usd, reply, request_id))

    def wish(self, provider: Provider, call: Call, usd: Decimal) -> Reservation:
        """What is to be written down before the turn is asked."""
        simulation = self.desk.run.simulation
        return Reservation(
            simulation_run_id=simulation.id,
            organization_id=simulation.organization_id,
            website_id=simulation.website_id,
            prompt_id=self.turn.prompt_id,
            prompt_hash=text_hash(json.dumps(call.messages)),
            provider=provider.name,
            model=provider.model,
            sample_number=self.sample_number,
            reserved_usd=usd,
        )

    def succeed(
        self, attempt_id: str, provider: Provider, call: Call, reply: Reply, answer: Answer
    ) -> Ending:
        """How an attempt ends that was answered."""
        run = self.desk.run
        response_id = derived_id(
            run.day,
            llm_responses.name,
            run.simulation.id,
            self.turn.prompt_id,
            provider.name,
            provider.model,
            self.sample_number,
            text_hash(answer.text),
        )
        cost = call.bound_usd(provider) if answer.cost_usd is None else answer.cost_usd
        path = f"{run.folder}/{response_id}.json"
        payload = {
            **self._about(attempt_id, provider, call, cost),
            "response_id": response_id,
            "request_id": answer.request_id,
            "provider_request_id": reply.request_id,
            "error": None,
            "latency_ms": reply.latency_ms,
            "response": json.loads(reply.raw),
        }
        closing = Closing(
            attempt_id,
            "succeeded",
            cost,
            answer.request_id,
            response_id,
            path,
            provider_request_id=reply.request_id,
        )
        return Ending(provider.name, closing, payload, path)

    def give_up(
        self,
        attempt_id: str,
        error: str,
        usd: Decimal,
        reply: Reply | None,
        request_id: str | None = None,
    ) -> Ending:
        """How an attempt ends that was not answered."""
        path = f"{self.desk.run.folder}/failed/{attempt_id}.json"
        payload = {
            "attempt_id": attempt_id,
            "error": error,
            "cost_usd": str(usd),
            "provider_request_id": request_id,
        }
        closing = Closing(attempt_id, "failed", usd, error=error, provider_request_id=request_id)
        kept = None if reply is None else {**payload, "response": reply.raw}
        return Ending("", closing, kept, path)

    def _about(
        self, attempt_id: str, provider: Provider, call: Call, cost: Decimal
    ) -> dict[str, Any]:
        run, conversation = self.desk.run, dict(vars(self.conversation))
        del conversation["turns"]
        return {
            "attempt_id": attempt_id,
            "simulation_run_id": run.simulation.id,
            "website_id": run.simulation.website_id,
            "day": run.day.isoformat(),
            "conversation": conversation,
            "turn": dict(vars(self.turn)),
            "provider": provider.name,
            "model": provider.model,
            "sample_number": self.sample_number,
            "is_demonstration": provider.is_demonstration,
            "cost_usd": str(cost),
            "request": {
                "messages": list(call.messages),
                "answer_tokens": call.answer_tokens or provider.answer_tokens,
                "seed": call.seed if provider.is_demonstration else None,
                "parameters": provider.settings,
            },
        }

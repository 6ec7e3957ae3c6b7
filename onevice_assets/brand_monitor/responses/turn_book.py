"""The account of a simulation's calls, many at once: rows of the ledger share transactions.

    reserve (committed) → call → payload object → settle

A `TurnBook` says what the ledger and the payload of one turn hold; the run's `Desk` writes it, with
those of the same moment. What a killed run leaves behind is read and closed in `attempts.py`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.responses.attempts import Run
from onevice_assets.brand_monitor.responses.plan import Conversation, Turn
from onevice_assets.tables.answers import llm_responses
from resources.control_plane.ledger import Reservation
from resources.control_plane.ledger_batches import Closing
from resources.identity import derived_id, text_hash
from resources.llm.desk import Desk, Ending
from resources.observing.at_work import working_on
from resources.observing.traces import note

if TYPE_CHECKING:
    from resources.llm.answers import Answer
    from resources.llm.calls import Call, Reply
    from resources.llm.providers import Provider


class RunDesk(Desk):
    """Where the calls of one run keep account."""

    def __init__(self, run: Run) -> None:
        super().__init__(run.till, run.objects, run.live.spend)
        self.run = run


@dataclass(frozen=True)
class TurnBook:
    """Keeps account of the attempts at one turn; a `Book` of `resources.llm.books`."""

    desk: RunDesk
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
        ending = self.succeed(attempt_id, provider, call, reply, answer)
        with working_on(response_id=ending.closing.response_id or ""):
            note({"onevice.response_id": ending.closing.response_id or ""})
            await self.desk.close(ending)

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

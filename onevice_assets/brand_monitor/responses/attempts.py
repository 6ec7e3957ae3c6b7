"""The ledger of a run and its payloads: what was asked, what is known, what a crash left open.

    reserve (committed) → call → payload object → settle

Payloads lie at `llm-responses/{simulation_run_id}/{response_id}.json`, answers that could not be
used below `…/failed/{attempt_id}.json`. A payload without its settled attempt is a run killed
between the two: it is settled now. An attempt without either counts as spent.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Event
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.responses.plan import Cell, Conversation, Turn
from onevice_assets.tables.answers import llm_responses
from resources.control_plane import ledger
from resources.control_plane.ledger import Reservation
from resources.identity import derived_id, text_hash

if TYPE_CHECKING:
    from onevice_assets.brand_monitor.responses.live import Live
    from resources.control_plane.ledger import Attempt
    from resources.control_plane.resource import ControlPlane
    from resources.control_plane.simulations import SimulationRun
    from resources.llm.answers import Answer
    from resources.llm.calls import Call, Reply
    from resources.llm.providers import Provider
    from resources.llm.till import Till
    from resources.object_store import Objects

UNKNOWN = "outcome unknown: the run was killed during the call (ask again with --retry-unknown)"


@dataclass(frozen=True)
class Run:
    """A simulation run, the stores its attempts are kept in, and what is told of it.

    Attributes:
        till: lets through what the limits cover.
        stop: once set, no further call is started.
    """

    control: ControlPlane
    objects: Objects
    simulation: SimulationRun
    day: date
    live: Live
    till: Till
    stop: Event

    @property
    def folder(self) -> str:
        """Object folder of the run's payloads."""
        return f"llm-responses/{self.simulation.id}"


@dataclass(frozen=True)
class Known:
    """What a run has asked already.

    Attributes:
        answered: payload of every succeeded attempt, by cell.
        unknown: attempts whose outcome nobody knows, by cell; they count as spent.
    """

    answered: Mapping[Cell, Mapping[str, Any]]
    unknown: Mapping[Cell, Attempt]


def cell_of(attempt: Attempt) -> Cell:
    """The cell an attempt is about."""
    return Cell(attempt.prompt_id, attempt.provider, attempt.model, attempt.sample_number)


def list_done(attempts: Iterable[Attempt]) -> set[Cell]:
    """Cells that are not asked again: answered, or unknown and counted as spent."""
    return {cell_of(attempt) for attempt in attempts if attempt.status != "failed"}


def recover(run: Run, *, retry_unknown: bool) -> Known:
    """Read what the run has asked, and settle what a killed run left behind.

    Args:
        run: the run.
        retry_unknown: give up attempts of unknown outcome (they cost what was reserved), so that
            they can be asked again.
    """
    with run.control.begin() as db:
        attempts = ledger.attempts(db, run.simulation.id)
    if any(attempt.status == "reserved" for attempt in attempts):
        _reconcile(run, attempts, retry_unknown)
        with run.control.begin() as db:
            attempts = ledger.attempts(db, run.simulation.id)
    return Known(
        {
            cell_of(attempt): run.objects.get_json(attempt.payload_path)
            for attempt in attempts
            if attempt.status == "succeeded" and attempt.payload_path
        },
        {cell_of(attempt): attempt for attempt in attempts if attempt.status == "reserved"},
    )


def _reconcile(run: Run, attempts: Iterable[Attempt], retry_unknown: bool) -> None:
    """Settle reserved attempts whose payload is there; give the others up where asked to."""
    open_ids = {one.id: one.reserved_usd for one in attempts if one.status == "reserved"}
    settled = {one.payload_path for one in attempts}
    for path in run.objects.list(f"{run.folder}/"):
        if path not in settled:
            payload = run.objects.get_json(path)
            if open_ids.pop(payload["attempt_id"], None) is not None:
                _close(run, path, payload)
    if retry_unknown:
        with run.control.begin() as db:
            for attempt_id, usd in open_ids.items():
                ledger.fail(db, attempt_id, error=UNKNOWN, cost_usd=usd, at=datetime.now(UTC))


def _close(run: Run, path: str, payload: Mapping[str, Any]) -> None:
    """Close an attempt the way its payload says."""
    cost, at = Decimal(payload["cost_usd"]), datetime.now(UTC)
    with run.control.begin() as db:
        if payload["error"] is not None:
            error = payload["error"]
            ledger.fail(db, payload["attempt_id"], error=error, cost_usd=cost, at=at)
            return
        ledger.settle(
            db,
            payload["attempt_id"],
            cost_usd=cost,
            request_id=payload["request_id"],
            response_id=payload["response_id"],
            payload_path=path,
            at=at,
        )


@dataclass(frozen=True)
class TurnBook:
    """Keeps account of the attempts at one turn; the `Book` of `resources.llm.calls`."""

    run: Run
    conversation: Conversation
    turn: Turn
    sample_number: int

    def reserve(self, provider: Provider, call: Call, usd: Decimal) -> str:
        """Write the attempt down and commit it."""
        simulation = self.run.simulation
        return self.run.till.reserve(
            Reservation(
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
        )

    def settle(
        self, attempt_id: str, provider: Provider, call: Call, reply: Reply, answer: Answer
    ) -> None:
        """Keep the payload, then settle the attempt."""
        response_id = derived_id(
            self.run.day,
            llm_responses.name,
            self.run.simulation.id,
            self.turn.prompt_id,
            provider.name,
            provider.model,
            self.sample_number,
            text_hash(answer.text),
        )
        cost = call.bound_usd(provider) if answer.cost_usd is None else answer.cost_usd
        payload = {
            **self._about(attempt_id, provider, call, cost),
            "response_id": response_id,
            "request_id": answer.request_id,
            "error": None,
            "latency_ms": reply.latency_ms,
            "response": json.loads(reply.raw),
        }
        path = self.run.objects.put_json(f"{self.run.folder}/{response_id}.json", payload)
        _close(self.run, path, payload)
        self.run.live.spend(provider.name, cost)

    def fail(self, attempt_id: str, error: str, usd: Decimal, reply: Reply | None) -> None:
        """Keep what came back, if anything, then fail the attempt."""
        payload = {"attempt_id": attempt_id, "error": error, "cost_usd": str(usd)}
        path = f"{self.run.folder}/failed/{attempt_id}.json"
        if reply is not None:
            self.run.objects.put_json(path, {**payload, "response": reply.raw})
        _close(self.run, path, payload)

    def _about(
        self, attempt_id: str, provider: Provider, call: Call, cost: Decimal
    ) -> dict[str, Any]:
        conversation = asdict(self.conversation)
        del conversation["turns"]
        return {
            "attempt_id": attempt_id,
            "simulation_run_id": self.run.simulation.id,
            "website_id": self.run.simulation.website_id,
            "day": self.run.day.isoformat(),
            "conversation": conversation,
            "turn": asdict(self.turn),
            "provider": provider.name,
            "model": provider.model,
            "sample_number": self.sample_number,
            "is_demonstration": provider.is_demonstration,
            "cost_usd": str(cost),
            "request": {
                "messages": list(call.messages),
                "answer_tokens": call.answer_tokens or provider.answer_tokens,
                "seed": call.seed if provider.is_demonstration else None,
                "parameters": dict(provider.price.parameters),
            },
        }

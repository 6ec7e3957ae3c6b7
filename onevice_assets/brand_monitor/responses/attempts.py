"""The ledger of a run and its payloads: what was asked, what is known, what a crash left open.

    reserve (committed) → call → payload object → settle

Payloads lie at `llm-responses/{simulation_run_id}/{response_id}.json`, answers that could not be
used below `…/failed/{attempt_id}.json`. A payload without its settled attempt is a run killed
between the two: it is settled now. An attempt without either counts as spent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Event
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.responses.plan import Cell
from resources.control_plane import ledger

if TYPE_CHECKING:
    from onevice_assets.brand_monitor.responses.live import Live
    from resources.control_plane.ledger import Attempt
    from resources.control_plane.resource import ControlPlane
    from resources.control_plane.simulations import SimulationRun
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
        unknown: attempts whose outcome nobody knows, or whose answer was taken back, by cell; they
            count as spent and are not asked again.
    """

    answered: Mapping[Cell, Mapping[str, Any]]
    unknown: Mapping[Cell, Attempt]


def cell_of(attempt: Attempt) -> Cell:
    """The cell an attempt is about."""
    return Cell(attempt.prompt_id, attempt.provider, attempt.model, attempt.sample_number)


def list_done(attempts: Iterable[Attempt]) -> set[Cell]:
    """Cells that are not asked again: answered, or unknown and counted as spent."""
    return {cell_of(attempt) for attempt in attempts if attempt.status != "failed"}


def find_tried(control: ControlPlane, run: SimulationRun | None) -> set[Cell]:
    """Cells that a run has asked without an answer: no batch is made of them again."""
    if run is None:
        return set()
    with control.begin() as db:
        attempts = ledger.attempts(db, run.id)
    return {cell_of(attempt) for attempt in attempts if attempt.status == "failed"}


def recover(run: Run, *, retry_unknown: bool, waiting: Collection[str] = ()) -> Known:
    """Read what the run has asked, and settle what a killed run left behind.

    Args:
        run: the run.
        retry_unknown: give up attempts of unknown outcome (they cost what was reserved), so that
            they can be asked again.
        waiting: attempts that are with a provider in a batch; never given up here.
    """
    with run.control.begin() as db:
        attempts = ledger.attempts(db, run.simulation.id)
    if any(attempt.status == "reserved" for attempt in attempts):
        _reconcile(run, [one for one in attempts if one.id not in waiting], retry_unknown)
        with run.control.begin() as db:
            attempts = ledger.attempts(db, run.simulation.id)
    return Known(
        {
            cell_of(attempt): run.objects.get_json(attempt.payload_path)
            for attempt in attempts
            if attempt.status == "succeeded" and attempt.payload_path and not attempt.retracted_at
        },
        {
            cell_of(attempt): attempt
            for attempt in attempts
            if attempt.status == "reserved" or attempt.retracted_at
        },
    )


def _reconcile(run: Run, attempts: Sequence[Attempt], retry_unknown: bool) -> None:
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
            ledger.fail(
                db,
                payload["attempt_id"],
                error=payload["error"],
                cost_usd=cost,
                provider_request_id=payload.get("provider_request_id"),
                at=at,
            )
            return
        ledger.settle(
            db,
            payload["attempt_id"],
            cost_usd=cost,
            request_id=payload["request_id"],
            provider_request_id=payload.get("provider_request_id"),
            response_id=payload["response_id"],
            payload_path=path,
            at=at,
        )

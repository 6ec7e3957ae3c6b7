"""Runs a saga to its end, alone on its scope, or goes on with one that a process left.

Not here: the way through the steps (`work.py`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from resources.errors import SagaBusyError, SagaError, SagaLostError, StoreError
from resources.saga import records
from resources.saga.effort import Patience
from resources.saga.fence import fenced
from resources.saga.lease import keeping
from resources.saga.log import Claim, Opening, SagaLog
from resources.saga.onward import OnwardWork
from resources.saga.plan import Plan
from resources.saga.records import SagaRecord
from resources.saga.report import Report, explain_failure
from resources.saga.work import Work

PlanFor = Callable[[str, Mapping[str, Any]], Plan]
_LOOK_SECONDS = 0.05


def run_saga(
    log: SagaLog,
    opening: Opening,
    plan_for: PlanFor,
    patience: Patience = Patience(),  # noqa: B008  frozen
) -> Report:
    """Run a saga to its end, after the one that may be open on the same thing.

    Args:
        log: where its state is kept.
        opening: what it is about.
        plan_for: the steps, by a saga's id and payload; asked for the open one too.
        patience: how long to go on trying.

    Returns:
        The report of a completed saga.

    Raises:
        SagaBusyError: another process is at work on the same thing; nothing was touched.
        SagaError: it did not go through: everything is as before, or will be, as the message says;
            its `__cause__` is why.
        SagaLostError: this process hung and another one took the saga over.
        StoreError: the control plane does not answer; the saga is resumed by the next process.
    """
    deadline = time.monotonic() + patience.busy_seconds
    while (claim := log.open(opening)) is None:
        _finish_open(log, opening, plan_for, patience, deadline)
    return finish_saga(log, claim, plan_for(claim.saga_id, opening.payload), patience)


def finish_saga(
    log: SagaLog,
    claim: Claim,
    plan: Plan,
    patience: Patience = Patience(),  # noqa: B008  frozen
) -> Report:
    """Run a saga that this process opened (`SagaLog.open_in`) to its end.

    Returns:
        The report of a completed saga.

    Raises:
        SagaError, SagaLostError, StoreError: as `run_saga`.
    """
    report, failure = _go(log, claim, plan, patience)
    if report.state != "completed":
        raise SagaError(explain_failure(report)) from failure
    return report


def resume_saga(
    log: SagaLog,
    saga: SagaRecord,
    plan_for: PlanFor,
    patience: Patience = Patience(),  # noqa: B008  frozen
    *,
    forwards: bool = False,
) -> Report | None:
    """Go on with a saga where a process left it; nothing happens while one is at work on it.

    Args:
        log: where its state is kept.
        saga: the saga.
        plan_for: the steps, by a saga's id and payload.
        patience: how long to go on trying.
        forwards: also where it was going back: what is wanted now is done in every store.

    Returns:
        How it stands now; none where a process works on it or nothing is left to do.

    Raises:
        SagaLostError, StoreError: as `run_saga`.
    """
    claim = log.take(saga.id)
    if claim is None:
        return None
    if forwards and saga.ended_at is None:
        log.move(claim, "running")
    return _go(log, claim, plan_for(saga.id, saga.payload), patience)[0]


def _finish_open(
    log: SagaLog,
    opening: Opening,
    plan_for: PlanFor,
    patience: Patience,
    deadline: float,
) -> None:
    """Finish the saga that is in the way, or give its process a moment to do it."""
    with log.control.begin() as db:
        found = records.find_open(db, opening.kind, opening.alone_on)
    if found is None:
        return
    report = None if found.state == "stuck" else resume_saga(log, found, plan_for, patience)
    if found.state == "stuck" or (report is not None and not report.is_over):
        raise SagaError(
            f"Tried to {opening.kind} {opening.scope}, but the {found.kind} of {found.scope} "
            f"before it could not be finished: {report.error if report else found.error} "
            f"Nothing was touched now. See `onevice sagas show {found.id}`, mend the reason and "
            "resume it; with --forwards where there is no way back."
        )
    if report is None:
        if time.monotonic() > deadline:
            raise SagaBusyError(
                f"Tried to {opening.kind} {opening.scope}, but process {found.owner_pid} on "
                f"{found.owner_host} has been at {found.scope} for {found.seconds:.0f} s "
                f"(saga {found.id}). "
                "Nothing was touched; try again when it is done."
            )
        time.sleep(_LOOK_SECONDS)


def _go(
    log: SagaLog, claim: Claim, plan: Plan, patience: Patience
) -> tuple[Report, Exception | None]:
    """Do what is left of a saga that this process has; why it failed, if that was now."""
    found = claim.opened or log.look(claim)
    if not plan.goes_back and not found.is_over:
        return _go_on(log, claim, plan, patience, found)
    work: Work | None = None
    try:
        work = Work(log, claim, plan, patience, found.steps)
        with keeping(log, claim), fenced(claim):
            if found.state == "running":
                work.go_forwards()
            elif not found.is_over:
                work.go_back()
            else:
                work.tidy()
    finally:
        if work is None or not work.is_tidy:
            _release(log, claim)
    return log.look(claim), work.failure


def _go_on(
    log: SagaLog, claim: Claim, plan: Plan, patience: Patience, found: Report
) -> tuple[Report, Exception | None]:
    """As `_go`, where nothing is ever taken back."""
    try:
        work = OnwardWork(log, claim, plan, patience, found.steps)
        with keeping(log, claim), fenced(claim):
            return work.go_forwards(), work.failure
    except BaseException:
        _release(log, claim)
        raise


def _release(log: SagaLog, claim: Claim) -> None:
    with suppress(StoreError, SagaLostError):  # then the lease runs out by itself
        log.release(claim)

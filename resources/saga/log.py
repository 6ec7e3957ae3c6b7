"""The saga log: every change of a saga's state, each a transaction of its own.

A change names the epoch its process took the saga with. When another process has taken it since,
nothing is changed and `SagaLostError` says so: that is how a process that hung learns of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from resources.control_plane.resource import ControlPlane
from resources.errors import SagaLostError
from resources.identity import new_id
from resources.saga import changes, records
from resources.saga.effort import Effort
from resources.saga.owner import Owner, has_ended, this_process
from resources.saga.records import State, StepRecord, StepState
from resources.saga.report import Report, make_report

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True)
class Opening:
    """A saga that is to begin.

    Attributes:
        kind: what it does: `publish`.
        scope: what it changes, as people call it.
        alone_on: what no other saga of its kind may change meanwhile: the website, because the
            graph shows one of its days, and days refer to its standing rows.
        organization_id: the tenant.
        payload: what the scope is made of, as JSON, for whoever resumes it.
        steps: names of its steps, in order.
    """

    kind: str
    scope: str
    alone_on: str
    organization_id: str
    payload: Mapping[str, Any]
    steps: Sequence[str]


@dataclass(frozen=True)
class Claim:
    """A saga that this process has; what it may be asked for is in the log under `epoch`.

    Attributes:
        opened: where this process opened it: how it stands, none of its steps begun.
    """

    saga_id: str
    epoch: int
    opened: Report | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class Note:
    """What became of one step, noted together with the others."""

    name: str
    state: StepState
    fingerprint: str
    detail: Mapping[str, Any]
    effort: Effort


@dataclass(frozen=True)
class SagaLog:
    """Writes the log.

    Attributes:
        control: where it stands.
        lease_seconds: how long a saga stays its process's after the last sign of life.
    """

    control: ControlPlane
    lease_seconds: float = 30.0

    def open(self, opening: Opening) -> Claim | None:
        """Begin a saga; none where an open one has what it would have to itself."""
        with self.control.begin() as db:
            return self.open_in(db, opening)

    def open_in(self, db: Connection, opening: Opening) -> Claim | None:
        """As `open`, in the transaction that changes the first store: both are there, or neither.

        Args:
            db: on the control plane's database; nobody sees the saga before it commits.
            opening: what it is about.
        """
        values = {**vars(opening), "payload": json.dumps(opening.payload), "id": new_id()}
        epoch = db.exec_driver_sql(changes.OPEN, self._mine(values)).scalar()
        if epoch is None:
            return None
        db.exec_driver_sql(changes.OPEN_STEPS, {"id": values["id"], "names": list(opening.steps)})
        return Claim(values["id"], int(epoch), _just_opened(values["id"], opening))

    def take(self, saga_id: str) -> Claim | None:
        """Take over a saga that nobody works on; none where somebody does, or it is all done."""
        with self.control.begin() as db:
            found = records.find_free(db, saga_id)
            if found is None or found.is_tidy:
                return None
            owner = Owner(found.owner_host, found.owner_pid, found.owner_started_at)
            if found.is_leased and not has_ended(owner):
                return None
            epoch = db.exec_driver_sql(changes.TAKE, self._mine({"id": saga_id})).scalar_one()
        return Claim(saga_id, int(epoch))

    def look(self, claim: Claim) -> Report:
        """A saga as it stands."""
        with self.control.begin() as db:
            return _report(db, claim)

    def move(self, claim: Claim, state: State, *, error: str | None = None) -> None:
        """Change a saga's state.

        Raises:
            SagaLostError: another process has it, or it has ended.
        """
        self._change(claim, changes.MOVE, state=state, error=error)

    def move_step(
        self,
        claim: Claim,
        name: str,
        state: StepState,
        *,
        fingerprint: str | None = None,
        detail: Mapping[str, Any] | None = None,
        tries: int = 0,
        seconds: float = 0.0,
        error: str | None = None,
    ) -> None:
        """Change a step's state, and renew the lease with it. Raises as `move` does."""
        self._change(
            claim,
            changes.MOVE_STEP,
            name=name,
            state=state,
            fingerprint=fingerprint,
            detail=None if detail is None else json.dumps(detail),
            tries=tries,
            seconds=seconds,
            error=error,
        )

    def complete(self, claim: Claim, notes: Sequence[Note], *, forget: Sequence[str]) -> Report:
        """End a saga that only goes on, with what became of its steps, in one transaction.

        Args:
            claim: this process's.
            notes: of the steps that were done now.
            forget: keys of the payload that nobody needs any more.

        Raises:
            SagaLostError: another process has it, or it has ended.
        """
        with self.control.begin() as db:
            self._change_in(db, claim, changes.COMPLETE, forget=list(forget))
            _note_steps(db, claim, notes)
            return _report(db, claim)

    def leave(self, claim: Claim, notes: Sequence[Note]) -> None:
        """Note what failed and what was done before, and let anybody go on. Raises as `move`."""
        error = next((one.effort.error for one in notes if one.effort.error), None)
        with self.control.begin() as db:
            self._change_in(db, claim, changes.LEAVE, error=error)
            _note_steps(db, claim, notes)

    def renew(self, claim: Claim) -> None:
        """Tell that this process works on a saga. Raises as `move` does."""
        self._change(claim, changes.RENEW)

    def release(self, claim: Claim) -> None:
        """Let anybody have a saga that is not finished. Raises as `move` does."""
        self._change(claim, changes.RELEASE)

    def tidied(self, claim: Claim) -> None:
        """Note that an ended saga left nothing behind. Raises as `move` does."""
        self._change(claim, changes.TIDIED)

    def _change(self, claim: Claim, sql: str, **values: object) -> None:
        with self.control.begin() as db:
            self._change_in(db, claim, sql, **values)

    def _change_in(self, db: Connection, claim: Claim, sql: str, **values: object) -> None:
        held = {"id": claim.saga_id, "epoch": claim.epoch, "lease": self.lease_seconds}
        changed = db.exec_driver_sql(sql, {**held, **values}).rowcount
        if changed != 1:
            raise SagaLostError(
                f"Saga {claim.saga_id} is not this process's any more: it gave no sign of life for "
                f"{self.lease_seconds:g} s and another process took it over, or ended it. Nothing "
                "was noted. Look at it with `onevice sagas show`."
            )

    def _mine(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {**values, **vars(this_process()), "lease": self.lease_seconds}


def _just_opened(saga_id: str, opening: Opening) -> Report:
    steps = tuple(
        StepRecord(position, name, "pending", "", {}, 0, 0.0, None)
        for position, name in enumerate(opening.steps)
    )
    return Report(saga_id, opening.kind, opening.scope, "running", None, 0.0, 0, steps)


def _report(db: Connection, claim: Claim) -> Report:
    return make_report(records.find(db, claim.saga_id), records.steps_of(db, claim.saga_id))


def _note_steps(db: Connection, claim: Claim, notes: Sequence[Note]) -> None:
    columns = {
        "names": [one.name for one in notes],
        "states": [one.state for one in notes],
        "fingerprints": [one.fingerprint for one in notes],
        "details": [json.dumps(dict(one.detail)) for one in notes],
        "tries": [one.effort.tries for one in notes],
        "seconds": [one.effort.seconds for one in notes],
        "errors": [one.effort.error for one in notes],
    }
    db.exec_driver_sql(changes.NOTE_STEPS, {"id": claim.saga_id, **columns})

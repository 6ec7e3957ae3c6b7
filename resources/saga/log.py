"""The saga log: every change of a saga's state, each a transaction of its own.

A change names the epoch its process took the saga with. When another process has taken it since,
nothing is changed and `SagaLostError` says so: that is how a process that hung learns of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from resources.control_plane.resource import ControlPlane
from resources.errors import SagaLostError
from resources.identity import new_id
from resources.saga import records
from resources.saga.owner import Owner, has_ended, this_process
from resources.saga.records import State, StepState
from resources.saga.report import Report, make_report

if TYPE_CHECKING:
    from sqlalchemy import Connection

_OWNED = (
    "owner_host = %(host)s, owner_pid = %(pid)s, owner_started_at = %(started_at)s, "
    "epoch = nextval('control.saga_epochs')"
)
_LEASED = "lease_until = clock_timestamp() + make_interval(secs => %(lease)s)"
_OPEN = """
INSERT INTO control.sagas (id, organization_id, kind, scope, alone_on, payload, epoch, owner_host,
    owner_pid, owner_started_at, lease_until)
VALUES (%(id)s, %(organization_id)s, %(kind)s, %(scope)s, %(alone_on)s, %(payload)s,
    nextval('control.saga_epochs'), %(host)s, %(pid)s, %(started_at)s,
    clock_timestamp() + make_interval(secs => %(lease)s))
ON CONFLICT (kind, alone_on) WHERE ended_at IS NULL DO NOTHING RETURNING epoch
"""
_OPEN_STEPS = """
INSERT INTO control.saga_steps (saga_id, position, name)
SELECT %(id)s, position - 1, name FROM unnest(%(names)s::text[]) WITH ORDINALITY t(name, position)
"""
_TAKE = f"""
UPDATE control.sagas SET {_OWNED}, {_LEASED}, resumed_count = resumed_count + 1
WHERE id = %(id)s RETURNING epoch
"""
_HELD = "id = %(id)s AND epoch = %(epoch)s"
_MOVE = f"""
UPDATE control.sagas SET state = %(state)s::text, error = COALESCE(%(error)s::text, error),
    ended_at = CASE WHEN %(state)s::text IN ('completed', 'compensated') THEN clock_timestamp() END,
    {_LEASED} WHERE {_HELD} AND ended_at IS NULL RETURNING id
"""
# the saga's row is locked by renewing its lease, so nobody takes it between check and change
_MOVE_STEP = f"""
WITH held AS (UPDATE control.sagas SET {_LEASED} WHERE {_HELD} RETURNING id)
UPDATE control.saga_steps s SET state = %(state)s::text, error = COALESCE(%(error)s::text,
        CASE WHEN %(state)s::text IN ('undoing', 'undone') THEN error END),
    fingerprint = COALESCE(%(fingerprint)s::text, fingerprint),
    detail = COALESCE(%(detail)s::text::jsonb, detail),
    try_count = try_count + %(tries)s, seconds = seconds + %(seconds)s
FROM held WHERE s.saga_id = held.id AND s.name = %(name)s RETURNING s.name
"""
_RENEW = f"UPDATE control.sagas SET {_LEASED} WHERE {_HELD} RETURNING id"
_RELEASE = f"UPDATE control.sagas SET lease_until = NULL WHERE {_HELD} RETURNING id"
_TIDIED = f"""
UPDATE control.sagas SET is_tidy = TRUE, lease_until = NULL WHERE {_HELD} RETURNING id
"""


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
    """A saga that this process has; what it may be asked for is in the log under `epoch`."""

    saga_id: str
    epoch: int


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
        epoch = db.exec_driver_sql(_OPEN, self._mine(values)).scalar()
        if epoch is None:
            return None
        db.exec_driver_sql(_OPEN_STEPS, {"id": values["id"], "names": list(opening.steps)})
        return Claim(values["id"], int(epoch))

    def take(self, saga_id: str) -> Claim | None:
        """Take over a saga that nobody works on; none where somebody does, or it is all done."""
        with self.control.begin() as db:
            found = records.find_free(db, saga_id)
            if found is None or found.is_tidy:
                return None
            owner = Owner(found.owner_host, found.owner_pid, found.owner_started_at)
            if found.is_leased and not has_ended(owner):
                return None
            epoch = db.exec_driver_sql(_TAKE, self._mine({"id": saga_id})).scalar_one()
        return Claim(saga_id, int(epoch))

    def look(self, claim: Claim) -> Report:
        """A saga as it stands."""
        with self.control.begin() as db:
            return make_report(records.find(db, claim.saga_id), records.steps_of(db, claim.saga_id))

    def move(self, claim: Claim, state: State, *, error: str | None = None) -> None:
        """Change a saga's state.

        Raises:
            SagaLostError: another process has it, or it has ended.
        """
        self._change(claim, _MOVE, state=state, error=error)

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
            _MOVE_STEP,
            name=name,
            state=state,
            fingerprint=fingerprint,
            detail=None if detail is None else json.dumps(detail),
            tries=tries,
            seconds=seconds,
            error=error,
        )

    def renew(self, claim: Claim) -> None:
        """Tell that this process works on a saga. Raises as `move` does."""
        self._change(claim, _RENEW)

    def release(self, claim: Claim) -> None:
        """Let anybody have a saga that is not finished. Raises as `move` does."""
        self._change(claim, _RELEASE)

    def tidied(self, claim: Claim) -> None:
        """Note that an ended saga left nothing behind. Raises as `move` does."""
        self._change(claim, _TIDIED)

    def _change(self, claim: Claim, sql: str, **values: object) -> None:
        parameters = {**vars(claim), **values, "id": claim.saga_id, "lease": self.lease_seconds}
        with self.control.begin() as db:
            changed = db.exec_driver_sql(sql, parameters).rowcount
        if changed != 1:
            raise SagaLostError(
                f"Saga {claim.saga_id} is not this process's any more: it gave no sign of life for "
                f"{self.lease_seconds:g} s and another process took it over, or ended it. Nothing "
                "was noted. Look at it with `onevice sagas show`."
            )

    def _mine(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {**values, **vars(this_process()), "lease": self.lease_seconds}

"""Reading the saga log: which sagas are open, and what became of each step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from resources.control_plane.rows import fetch, fetch_first, is_id
from resources.errors import InputError

if TYPE_CHECKING:
    from sqlalchemy import Connection

State = Literal["running", "completed", "compensating", "compensated", "stuck"]
StepState = Literal["pending", "unchanged", "doing", "done", "undoing", "undone"]

_SELECT = """
SELECT id, organization_id, kind, scope, alone_on, payload, state, epoch, owner_host, owner_pid,
    owner_started_at, resumed_count, is_tidy, error, created_at, ended_at,
    COALESCE(lease_until > clock_timestamp(), FALSE) AS is_leased,
    EXTRACT(EPOCH FROM COALESCE(ended_at, clock_timestamp()) - created_at)::float8 AS seconds
FROM control.sagas
"""
_STEPS = """
SELECT position, name, state, fingerprint, detail, try_count, seconds, error FROM control.saga_steps
WHERE saga_id = %(id)s ORDER BY position
"""


@dataclass(frozen=True)
class SagaRecord:
    """One saga as the log has it.

    Attributes:
        alone_on: what no other saga of its kind may change meanwhile.
        payload: what its scope is made of, for whoever resumes it.
        epoch: grows with each process that takes a saga.
        is_leased: its owner told not long ago that it works on it.
        is_tidy: it has ended, and what its steps kept is removed.
        seconds: from its beginning to its end, or to now.
    """

    id: str
    organization_id: str
    kind: str
    scope: str
    alone_on: str
    payload: Mapping[str, Any]
    state: State
    epoch: int
    owner_host: str
    owner_pid: int
    owner_started_at: float
    resumed_count: int
    is_tidy: bool
    error: str | None
    created_at: datetime
    ended_at: datetime | None
    is_leased: bool
    seconds: float


@dataclass(frozen=True)
class StepRecord:
    """One step as the log has it; `seconds` is all the work on it, done and undone."""

    position: int
    name: str
    state: StepState
    fingerprint: str
    detail: Mapping[str, Any]
    try_count: int
    seconds: float
    error: str | None


def list_unfinished(
    db: Connection, *, kind: str = "", alone_on: str = "", organization_id: str = ""
) -> list[SagaRecord]:
    """Every saga that is open or whose traces are not removed yet, the oldest first."""
    where = (
        "WHERE NOT is_tidy AND %(kind)s IN ('', kind) AND %(alone_on)s IN ('', alone_on) "
        "AND %(owner)s IN ('', organization_id::text) ORDER BY created_at, id"
    )
    asked = {"kind": kind, "alone_on": alone_on, "owner": organization_id}
    return fetch(db, SagaRecord, _SELECT + where, asked)


def list_latest(db: Connection, *, limit: int = 20) -> list[SagaRecord]:
    """The sagas that began last, the latest first."""
    where = "ORDER BY created_at DESC, id DESC LIMIT %(limit)s"
    return fetch(db, SagaRecord, _SELECT + where, {"limit": limit})


def find_open(db: Connection, kind: str, alone_on: str) -> SagaRecord | None:
    """The one saga that has not ended and has something to itself, if there is one."""
    where = "WHERE kind = %(kind)s AND alone_on = %(alone_on)s AND ended_at IS NULL"
    return fetch_first(db, SagaRecord, _SELECT + where, {"kind": kind, "alone_on": alone_on})


def find(db: Connection, saga_id: str) -> SagaRecord:
    """One saga.

    Raises:
        InputError: when there is none with this id.
    """
    sql = _SELECT + "WHERE id = %(id)s"
    found = fetch_first(db, SagaRecord, sql, {"id": saga_id}) if is_id(saga_id) else None
    if found is None:
        raise InputError(f"There is no saga {saga_id!r}: see `onevice sagas list --all`.")
    return found


def find_free(db: Connection, saga_id: str) -> SagaRecord | None:
    """One saga, kept from everybody else until the transaction ends.

    None where a write under its fence is under way, in a process that hangs perhaps.
    """
    sql = _SELECT + "WHERE id = %(id)s FOR UPDATE SKIP LOCKED"
    return fetch_first(db, SagaRecord, sql, {"id": saga_id})


def steps_of(db: Connection, saga_id: str) -> Sequence[StepRecord]:
    """The steps of a saga, in order."""
    return fetch(db, StepRecord, _STEPS, {"id": saga_id})

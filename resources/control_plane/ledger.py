"""The attempt ledger: every call that may cost money is written down before it is made.

    reserve (committed) → call → raw payload to the object store → settle | fail

An attempt that is still reserved after a crash counts as spent, because nobody knows. A prompt,
provider, model and sample has at most one attempt of a run that did not fail, in the database too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from resources.control_plane.rows import fetch
from resources.errors import StoreError
from resources.identity import new_id

if TYPE_CHECKING:
    from sqlalchemy import Connection

ATTEMPT_COLUMNS = (
    "id, simulation_run_id, organization_id, website_id, prompt_id, prompt_hash, provider, model, "
    "sample_number, status, reserved_usd, cost_usd, request_id, response_id, payload_path, error, "
    "reserved_at, settled_at, reused_from, provider_request_id, retracted_at"
)

_INSERT = """
INSERT INTO control.llm_attempts (id, simulation_run_id, organization_id, website_id, prompt_id,
    prompt_hash, provider, model, sample_number, reserved_usd, purpose, reserved_at)
SELECT id, simulation_run_id, organization_id, website_id, prompt_id, prompt_hash, provider, model,
    sample_number, reserved_usd, purpose, %(at)s
FROM jsonb_to_recordset(%(rows)s::jsonb) AS wish(id UUID, simulation_run_id UUID,
    organization_id UUID, website_id UUID, prompt_id UUID, prompt_hash TEXT, provider TEXT,
    model TEXT, sample_number INTEGER, reserved_usd NUMERIC, purpose TEXT, place INTEGER)
ORDER BY place
ON CONFLICT (simulation_run_id, prompt_id, provider, model, sample_number)
    WHERE status <> 'failed' DO NOTHING
"""


@dataclass(frozen=True)
class Reservation:
    """What is about to be asked, and the most it may cost, in USD.

    Attributes:
        website_id: none where a stage asks for an organization that no website stands for.
        purpose: `simulation` of a run and its prompt; what a stage asks has neither.
    """

    simulation_run_id: str | None
    organization_id: str
    website_id: str | None
    prompt_id: str | None
    prompt_hash: str
    provider: str
    model: str
    sample_number: int
    reserved_usd: Decimal
    purpose: str = "simulation"


@dataclass(frozen=True)
class Attempt:
    """One call: reserved, then succeeded or failed.

    Attributes:
        request_id: the provider's id of the answer.
        provider_request_id: its id of the HTTP request, of failed ones too; None if it told none.
        reused_from: the attempt that paid for its answer, where it used one again.
        retracted_at: when its answer was taken back; neither read nor asked again.
    """

    id: str
    simulation_run_id: str
    organization_id: str
    website_id: str
    prompt_id: str
    prompt_hash: str
    provider: str
    model: str
    sample_number: int
    status: Literal["reserved", "succeeded", "failed"]
    reserved_usd: Decimal
    cost_usd: Decimal | None
    request_id: str | None
    response_id: str | None
    payload_path: str | None
    error: str | None
    reserved_at: datetime
    settled_at: datetime | None
    reused_from: str | None = None
    provider_request_id: str | None = None
    retracted_at: datetime | None = None


def reserve(db: Connection, wish: Reservation, *, at: datetime | None = None) -> Attempt:
    """Write down one call before it is made, whatever the limits; commit before calling.

    Raises:
        StoreError: when the run has asked this already, or is asking it now.
    """
    made = reserve_many(db, [wish], at=at)
    if not made:
        raise StoreError(
            f"Prompt {wish.prompt_id} has an attempt for {wish.provider}:{wish.model}, sample "
            f"{wish.sample_number}, in run {wish.simulation_run_id} already: read "
            "`ledger.attempts` before asking."
        )
    return made[0]


def reserve_many(
    db: Connection, wishes: Iterable[Reservation], *, at: datetime | None = None
) -> list[Attempt]:
    """Write down many calls in one statement, whatever the limits.

    What costs money goes through `reservations.reserve_within`.

    Returns:
        The attempts made, in the order wished. What the run has asked already, or is asking now,
        is left out.
    """
    ids, sql, values = write_insert(wishes, at or datetime.now(UTC))
    made = fetch(db, Attempt, f"{sql} RETURNING {ATTEMPT_COLUMNS}", values)
    places = {one: place for place, one in enumerate(ids)}
    return sorted(made, key=lambda attempt: places[attempt.id])


def write_insert(
    wishes: Iterable[Reservation], at: datetime
) -> tuple[list[str], str, dict[str, object]]:
    """The statement that writes calls down, without `RETURNING`, with ids in the order wished."""
    rows = [{"id": new_id(), "place": n, **asdict(wish)} for n, wish in enumerate(wishes)]
    ids = [str(row["id"]) for row in rows]
    return ids, _INSERT, {"rows": json.dumps(rows, default=str), "at": at}


def settle(
    db: Connection,
    attempt_id: str,
    *,
    cost_usd: Decimal | float,
    request_id: str | None,
    response_id: str,
    payload_path: str,
    at: datetime,
    provider_request_id: str | None = None,
) -> None:
    """Note that a call succeeded, what it cost and where its raw payload lies.

    Raises:
        StoreError: when the attempt is not reserved (any more).
    """
    _close(
        db,
        attempt_id,
        "status = 'succeeded', request_id = %(request_id)s, response_id = %(response_id)s, "
        "payload_path = %(payload_path)s, provider_request_id = %(provider_request_id)s",
        cost_usd=Decimal(str(cost_usd)),
        request_id=request_id,
        response_id=response_id,
        payload_path=payload_path,
        provider_request_id=provider_request_id,
        at=at,
    )


def fail(
    db: Connection,
    attempt_id: str,
    *,
    error: str,
    cost_usd: Decimal | float = 0,
    at: datetime,
    provider_request_id: str | None = None,
) -> None:
    """Note that a call failed; it may be asked again.

    Giving up an attempt whose outcome nobody knows is a failure that costs its `reserved_usd`.

    Raises:
        StoreError: when the attempt is not reserved (any more).
    """
    clean = error.replace("\x00", "").encode("utf-8", "replace").decode() or "no message"
    changes = (
        "status = 'failed', error = %(error)s, "
        "provider_request_id = coalesce(%(provider_request_id)s, provider_request_id)"
    )
    _close(
        db,
        attempt_id,
        changes,
        cost_usd=Decimal(str(cost_usd)),
        error=clean,
        provider_request_id=provider_request_id,
        at=at,
    )


def correct(db: Connection, attempt_id: str, *, cost_usd: Decimal) -> None:
    """Book what a failed call did cost, once its provider's bill says it.

    Raises:
        StoreError: when the attempt did not fail.
    """
    sql = (
        "UPDATE control.llm_attempts SET cost_usd = %(usd)s WHERE id = %(id)s AND status = 'failed'"
    )
    if db.exec_driver_sql(sql, {"id": attempt_id, "usd": cost_usd}).rowcount != 1:
        raise StoreError(
            f"Attempt {attempt_id} did not fail, so that its cost is known. Nothing was changed."
        )


def attempts(db: Connection, simulation_run_id: str) -> list[Attempt]:
    """Every attempt of a run, in the order they were reserved."""
    return fetch(
        db,
        Attempt,
        f"SELECT {ATTEMPT_COLUMNS} FROM control.llm_attempts WHERE simulation_run_id = %(run)s "
        "ORDER BY reserved_at, id",
        {"run": simulation_run_id},
    )


def spent_usd(db: Connection, organization_id: str, day: date) -> Decimal:
    """USD an organization spent on a day (UTC); what is still reserved counts in full."""
    sql = (
        "SELECT coalesce(sum(coalesce(cost_usd, reserved_usd)), 0) FROM control.llm_attempts "
        "WHERE organization_id = %(id)s AND reserved_at >= %(day)s::timestamp AT TIME ZONE 'UTC' "
        "AND reserved_at < (%(day)s::date + 1)::timestamp AT TIME ZONE 'UTC'"
    )
    spent = db.exec_driver_sql(sql, {"id": organization_id, "day": day}).scalar_one()
    return Decimal(spent)


def _close(db: Connection, attempt_id: str, changes: str, **values: object) -> None:
    sql = (
        f"UPDATE control.llm_attempts SET {changes}, cost_usd = %(cost_usd)s, "
        "settled_at = %(at)s WHERE id = %(id)s AND status = 'reserved'"
    )
    if db.exec_driver_sql(sql, {"id": attempt_id, **values}).rowcount != 1:
        raise StoreError(
            f"Attempt {attempt_id} is not reserved: it was settled, failed or never made. "
            "Nothing was changed."
        )

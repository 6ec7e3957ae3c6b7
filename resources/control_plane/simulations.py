"""Simulation runs: a website asked on a day, a simulation somebody requested, an import.

`for_day` gives the run that the answers of a day belong to; every run of a day counts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from resources.control_plane import audit, websites
from resources.control_plane.rows import fetch, fetch_first, is_id
from resources.control_plane.website_lock import lock_website, unknown_website
from resources.errors import InputError
from resources.identity import new_id

if TYPE_CHECKING:
    from sqlalchemy import Connection

Kind = Literal["daily", "requested", "import"]
Status = Literal["pending", "running", "completed", "failed"]

_COLUMNS = (
    "id, website_id, organization_id, kind, day, status, total_prompts, completed_prompts, "
    "settings, source_path, created_at, started_at, completed_at"
)
_SELECT = f"SELECT {_COLUMNS} FROM control.simulation_runs"
_INSERT = f"""
INSERT INTO control.simulation_runs
    (id, website_id, organization_id, kind, day, settings, source_path, source_sha256)
SELECT %(id)s, id, organization_id, %(kind)s, %(day)s::date, %(settings)s::jsonb,
    %(source_path)s, %(sha256)s
FROM control.websites WHERE id = %(website_id)s
ON CONFLICT DO NOTHING RETURNING {_COLUMNS}
"""


@dataclass(frozen=True)
class SimulationRun:
    """One run; `day` is none for imports, whose days are in `settings`."""

    id: str
    website_id: str
    organization_id: str
    kind: Kind
    day: date | None
    status: Status
    total_prompts: int | None
    completed_prompts: int
    settings: dict[str, Any]
    source_path: str | None
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None


def for_day(db: Connection, website_id: str, day: date) -> SimulationRun:
    """The run that a website's day is asked by; made if there is none. Safe to call twice at once.

    First a requested run that is not finished, oldest first; then the daily run; then the last
    requested one, so that a day that was asked on request is not asked (and paid) again.
    """
    order = (
        "CASE WHEN kind = 'requested' AND status IN ('pending', 'running') THEN 1 "
        "WHEN kind = 'daily' THEN 2 ELSE 3 END, "
        "CASE WHEN status IN ('pending', 'running') THEN created_at END, created_at DESC, id"
    )
    sql = f"{_SELECT} WHERE website_id = %(website_id)s AND day = %(day)s ORDER BY {order} LIMIT 1"
    parameters = {"website_id": website_id, "day": day}
    found = fetch_first(db, SimulationRun, sql, parameters)
    if found is None:
        _insert(db, website_id, "daily", day=day)
        found = fetch_first(db, SimulationRun, sql, parameters)
    if found is None:
        raise unknown_website(website_id)
    return found


def runs_of_day(db: Connection, website_id: str, day: date) -> list[SimulationRun]:
    """Every run with answers of a day, imports too, in the order they were made."""
    return fetch(
        db,
        SimulationRun,
        f"{_SELECT} WHERE website_id = %(website_id)s AND (day = %(day)s OR "
        "(kind = 'import' AND settings -> 'days' @> to_jsonb(%(day)s::date::text))) "
        "ORDER BY created_at, id",
        {"website_id": website_id, "day": day},
    )


def get(db: Connection, run_id: str) -> SimulationRun:
    """The run with an id.

    Raises:
        InputError: when there is none.
    """
    sql = f"{_SELECT} WHERE id = %(id)s"
    found = fetch_first(db, SimulationRun, sql, {"id": run_id}) if is_id(run_id) else None
    if found is None:
        raise InputError(f"There is no simulation run {run_id!r}.")
    return found


def list_all(db: Connection, website_id: str | None = None) -> list[SimulationRun]:
    """Every run, of one website if it is named, in the order they were made."""
    return fetch(
        db,
        SimulationRun,
        f"{_SELECT} WHERE %(id)s::uuid IS NULL OR website_id = %(id)s::uuid "
        "ORDER BY created_at, id",
        {"id": website_id},
    )


def queue(
    db: Connection, website_id: str, day: date, settings: dict[str, Any], actor: str
) -> SimulationRun:
    """Request a simulation; the same request that still waits is not made twice."""
    website = websites.get(db, website_id)
    lock_website(db, website_id)
    waiting = fetch_first(
        db,
        SimulationRun,
        f"{_SELECT} WHERE website_id = %(website_id)s AND day = %(day)s AND kind = 'requested' "
        "AND status = 'pending' AND settings = %(settings)s::jsonb",
        {"website_id": website_id, "day": day, "settings": json.dumps(settings)},
    )
    if waiting is not None:
        return waiting
    run = _insert(db, website_id, "requested", day=day, settings=settings)
    if run is None:
        raise unknown_website(website_id)
    _record(db, run, "simulation.queue", website.key, actor)
    return run


def add_import(
    db: Connection,
    website_id: str,
    *,
    source_path: str,
    sha256: str,
    settings: dict[str, Any],
    actor: str,
) -> SimulationRun:
    """Register a stored file of answers; the same file again is the same run.

    Args:
        db: the open transaction.
        website_id: website the answers are about.
        source_path: object path of the file as given.
        sha256: of its bytes.
        settings: `days` (ISO dates the answers fall on), `track`, counts; newer ones replace
            those of a run that is there.
        actor: who decided.
    """
    website = websites.get(db, website_id)
    run = _insert(
        db, website_id, "import", settings=settings, source_path=source_path, sha256=sha256
    )
    if run is None:
        run = _update_import(db, website_id, sha256, settings)
    if run is not None:
        _record(db, run, "simulation.import", website.key, actor, sha256=sha256)
        return run
    sql = f"{_SELECT} WHERE website_id = %(id)s AND source_sha256 = %(sha256)s"
    (known,) = fetch(db, SimulationRun, sql, {"id": website_id, "sha256": sha256})
    return known


def imports(db: Connection, website_id: str) -> list[SimulationRun]:
    """The imports of a website, in the order they were made."""
    return [run for run in list_all(db, website_id) if run.kind == "import"]


def set_progress(
    db: Connection,
    run_id: str,
    *,
    status: Status | None = None,
    completed: int | None = None,
    total: int | None = None,
    at: datetime | None = None,
) -> None:
    """Note how far a run has come; `at` is when it started running, completed or failed."""
    sql = """
    UPDATE control.simulation_runs SET status = coalesce(%(status)s::text, status),
        completed_prompts = coalesce(%(completed)s::int, completed_prompts),
        total_prompts = coalesce(%(total)s::int, total_prompts),
        started_at = CASE WHEN %(status)s::text = 'running'
            THEN coalesce(started_at, %(at)s::timestamptz, now()) ELSE started_at END,
        completed_at = CASE WHEN %(status)s::text IN ('completed', 'failed')
            THEN coalesce(%(at)s::timestamptz, now())
            WHEN %(status)s::text IS NULL THEN completed_at END,
        noted_at = coalesce(%(at)s::timestamptz, now()),
        error = CASE WHEN %(status)s::text IS NULL THEN error END
    WHERE id = %(id)s
    """
    values = {"id": run_id, "status": status, "completed": completed, "total": total, "at": at}
    db.exec_driver_sql(sql, values)


def _insert(
    db: Connection,
    website_id: str,
    kind: Kind,
    *,
    day: date | None = None,
    settings: dict[str, Any] | None = None,
    source_path: str | None = None,
    sha256: str | None = None,
) -> SimulationRun | None:
    values = {
        "id": new_id(),
        "website_id": website_id,
        "kind": kind,
        "day": day,
        "settings": json.dumps(settings or {}),
        "source_path": source_path,
        "sha256": sha256,
    }
    return fetch_first(db, SimulationRun, _INSERT, values)


def _update_import(
    db: Connection, website_id: str, sha256: str, settings: dict[str, Any]
) -> SimulationRun | None:
    return fetch_first(
        db,
        SimulationRun,
        "UPDATE control.simulation_runs SET settings = %(settings)s::jsonb "
        "WHERE website_id = %(id)s AND source_sha256 = %(sha256)s "
        f"AND settings <> %(settings)s::jsonb RETURNING {_COLUMNS}",
        {"id": website_id, "sha256": sha256, "settings": json.dumps(settings)},
    )


def _record(
    db: Connection, run: SimulationRun, action: str, key: str, actor: str, **detail: Any
) -> None:
    detail = {"simulation_run_id": run.id, "day": run.day, "settings": run.settings, **detail}
    audit.record(
        db, actor=actor, action=action, subject=key, detail=detail, website_id=run.website_id
    )

"""Who is at a website's day: one process at a time, by a lease on the server's clock.

A claim ends when it is released, when its lease ran out, or when its process is certainly gone.
It saves double work; what keeps two from paying for one answer is the ledger. Holding a claim
while working is `working.alone`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from resources.control_plane.rows import fetch_first
from resources.errors import WorkBusyError
from resources.identity import new_id
from resources.saga.owner import Owner, has_ended, this_process

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from resources.control_plane.websites import Website

_KEY = "website_id = %(website_id)s AND day = %(day)s AND work = %(work)s"
_LEASE = "clock_timestamp() + make_interval(secs => %(seconds)s)"
_INSERT = f"""
INSERT INTO control.work_claims
    (website_id, day, work, token, owner_host, owner_pid, owner_started_at, lease_until)
VALUES (%(website_id)s, %(day)s, %(work)s, %(token)s, %(host)s, %(pid)s, %(started_at)s, {_LEASE})
ON CONFLICT (website_id, day, work) DO NOTHING
"""
_LOOK = f"""
SELECT owner_host AS host, owner_pid AS pid, owner_started_at AS started_at, claimed_at,
    lease_until, lease_until < clock_timestamp() AS has_lapsed
FROM control.work_claims WHERE {_KEY} FOR UPDATE
"""
_TAKE = f"""
UPDATE control.work_claims SET token = %(token)s, owner_host = %(host)s, owner_pid = %(pid)s,
    owner_started_at = %(started_at)s, claimed_at = clock_timestamp(), lease_until = {_LEASE}
WHERE {_KEY}
"""


@dataclass(frozen=True)
class WorkClaim:
    """A process's right to do some work of a website's day."""

    website_id: str
    day: date
    work: str
    token: str


@dataclass(frozen=True)
class _Holder:
    host: str
    pid: int
    started_at: float
    claimed_at: datetime
    lease_until: datetime
    has_lapsed: bool


def claim(
    db: Connection, website: Website, day: date, work: str, *, lease_seconds: float
) -> WorkClaim:
    """Claim work for this process.

    Args:
        db: the open transaction; commit before working.
        website: the website.
        day: UTC day of the partition.
        work: the asset's table name.
        lease_seconds: how long the claim holds without being renewed.

    Raises:
        WorkBusyError: another process has it, with who and since when.
    """
    made = WorkClaim(website.id, day, work, new_id())
    me = this_process()
    values = {**vars(made), **vars(me), "seconds": lease_seconds}
    while not db.exec_driver_sql(_INSERT, values).rowcount:
        holder = fetch_first(db, _Holder, _LOOK, values)
        if holder is None:
            continue  # released meanwhile
        if not _is_free(holder):
            raise _busy(website, made, holder)
        db.exec_driver_sql(_TAKE, values)
        break
    return made


def renew(db: Connection, held: WorkClaim, *, lease_seconds: float) -> bool:
    """Hold a claim for longer; whether it still was this process's."""
    sql = (
        f"UPDATE control.work_claims SET lease_until = {_LEASE} WHERE {_KEY} AND token = %(token)s"
    )
    return db.exec_driver_sql(sql, {**vars(held), "seconds": lease_seconds}).rowcount > 0


def release(db: Connection, held: WorkClaim) -> None:
    """Give a claim back; one that was lost stays whose it is."""
    sql = f"DELETE FROM control.work_claims WHERE {_KEY} AND token = %(token)s"
    db.exec_driver_sql(sql, vars(held))


def _is_free(holder: _Holder) -> bool:
    return holder.has_lapsed or has_ended(Owner(holder.host, holder.pid, holder.started_at))


def _busy(website: Website, wanted: WorkClaim, holder: _Holder) -> WorkBusyError:
    return WorkBusyError(
        f"{wanted.work} of {website.key} on {wanted.day} is being made by process {holder.pid} on "
        f"{holder.host.split(' ')[0]} since {holder.claimed_at:%Y-%m-%d %H:%M:%S} UTC. Nothing was "
        "asked or written here. Run it again when that process has ended; should its machine be "
        f"gone, it is free from {holder.lease_until:%H:%M:%S} UTC on."
    )

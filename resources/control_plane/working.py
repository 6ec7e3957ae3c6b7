"""Working alone on a website's day: the claim is held by a thread that renews its lease."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from threading import Event, Thread
from typing import TYPE_CHECKING

from resources.control_plane import work_claims
from resources.errors import StoreError

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.control_plane.websites import Website
    from resources.control_plane.work_claims import WorkClaim

LEASE_S = 60.0
_BEATS = 3  # renewals in the time of one lease, so that one may fail
_log = logging.getLogger("onevice.control_plane")


@contextmanager
def alone(
    control: ControlPlane, website: Website, day: date, work: str, *, lease_seconds: float = LEASE_S
) -> Iterator[Event]:
    """Let no other process do the same work of a website's day until the block ends.

    Args:
        control: has the claims.
        website: the website.
        day: UTC day of the partition.
        work: the asset's table name.
        lease_seconds: how long a machine that vanished keeps others waiting.

    Yields:
        An event that is set when the claim was lost (this machine slept longer than the lease):
        start nothing new then.

    Raises:
        WorkBusyError: another process is at it.
        StoreError: the control plane does not answer.
    """
    with control.begin() as db:
        held = work_claims.claim(db, website, day, work, lease_seconds=lease_seconds)
    lost, ended = Event(), Event()
    beat = (control, held, lease_seconds, lost, ended)
    thread = Thread(target=_beat, args=beat, name="work-claim", daemon=True)
    thread.start()
    try:
        yield lost
    finally:
        ended.set()
        thread.join()
        _release(control, held)


def _beat(
    control: ControlPlane, held: WorkClaim, lease_seconds: float, lost: Event, ended: Event
) -> None:
    while not ended.wait(lease_seconds / _BEATS):
        try:
            with control.begin() as db:
                still_ours = work_claims.renew(db, held, lease_seconds=lease_seconds)
        except StoreError:
            continue  # the work's own next write finds out whether that lasts
        if not still_ours:
            _log.warning("Another process took over %s of %s: stopping", held.work, held.day)
            lost.set()
            return


def _release(control: ControlPlane, held: WorkClaim) -> None:
    try:
        with control.begin() as db:
            work_claims.release(db, held)
    except StoreError as error:  # it ends with this process or its lease
        _log.warning("The claim on %s of %s was not given back: %s", held.work, held.day, error)

"""Delivering with an account: claimed before it is sent, settled after, never sent twice.

    claim (committed) → send → sent | failed

A notice that is still claimed was cut off by a crash, or its answer was lost: nobody knows
whether it arrived, so it is not sent again, and every later run says so. A failed one is tried
again at the next run.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from resources.control_plane import notices, websites
from resources.control_plane.resource import ControlPlane
from resources.errors import ConfigurationError, DeliveryError, DeliveryUnknownError
from resources.notifications.notice import Notice
from resources.notifications.resource import Notifier

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True)
class Delivery:
    """What became of a notice on one channel.

    Attributes:
        channel: `log`, `webhook` or `email`.
        outcome: `sent` now; `already_sent` by a run before; `failed`, to be tried at the next
            run; `unknown`, which is never sent again.
        reason: why, where it was not sent now; no secrets.
    """

    channel: str
    outcome: Literal["sent", "already_sent", "failed", "unknown"]
    reason: str = ""


def deliver(control: ControlPlane, notifier: Notifier, notice: Notice) -> list[Delivery]:
    """Send a notice by every channel that has not told of this brand and day yet.

    A channel that fails stops no other one, and nothing of it is raised.

    Args:
        control: keeps the account, in `control.notices`.
        notifier: the channels.
        notice: one per website, brand and day; a second one of the day is not sent, whatever it
            says.

    Raises:
        InputError: when the website is unknown.
        StoreError: when the account cannot be kept; nothing is sent then.
    """
    return [
        _deliver_by(control, notifier, notice, channel, _claim_brand)
        for channel in notifier.channels
    ]


def deliver_failure(
    control: ControlPlane, notifier: Notifier, notice: Notice, failure_id: str
) -> list[Delivery]:
    """Send a notice about failed runs by every channel that has not told of them yet.

    Args:
        control: keeps the account, in `control.notices`.
        notifier: the channels.
        notice: one per failure, whose id it has as `reference`.
        failure_id: the row in `control.run_failures`.

    Raises:
        StoreError: when the account cannot be kept; nothing is sent then.
    """

    def claim(db: Connection, _: Notice, channel: str, at: datetime) -> notices.Claim:
        return notices.claim_failure(
            db,
            failure_id,
            day=notice.day,
            channel=channel,
            severity=notice.severity,
            title=notice.title,
            at=at,
        )

    return [_deliver_by(control, notifier, notice, channel, claim) for channel in notifier.channels]


def _claim_brand(db: Connection, notice: Notice, channel: str, at: datetime) -> notices.Claim:
    return notices.claim(
        db,
        website_id=websites.find(db, notice.website).id,
        brand=notice.brand,
        day=notice.day,
        channel=channel,
        severity=notice.severity,
        title=notice.title,
        at=at,
    )


def _deliver_by(
    control: ControlPlane,
    notifier: Notifier,
    notice: Notice,
    channel: str,
    claim_by: Callable[[Connection, Notice, str, datetime], notices.Claim],
) -> Delivery:
    with control.begin() as db:
        claim = claim_by(db, notice, channel, datetime.now(UTC))
    if not claim.is_granted:
        return _told_before(channel, claim)
    try:
        notifier.send(channel, notice)
    except DeliveryUnknownError as error:
        with control.begin() as db:
            notices.note_unknown(db, claim.id, error=str(error))
        return Delivery(channel, "unknown", str(error))
    except (DeliveryError, ConfigurationError) as error:
        with control.begin() as db:
            notices.fail(db, claim.id, error=str(error), at=datetime.now(UTC))
        return Delivery(channel, "failed", str(error))
    with control.begin() as db:
        notices.settle(db, claim.id, at=datetime.now(UTC))
    return Delivery(channel, "sent")


def _told_before(channel: str, claim: notices.Claim) -> Delivery:
    if claim.status == "sent":
        return Delivery(channel, "already_sent", f"Sent at {claim.claimed_at:%Y-%m-%d %H:%M} UTC.")
    return Delivery(
        channel,
        "unknown",
        f"Claimed at {claim.claimed_at:%Y-%m-%d %H:%M} UTC and never settled: nobody knows whether "
        f"it was sent, so it is not sent again. {claim.error or 'The run was cut off.'}",
    )

"""Who is told of an alert and when: people of fresh days, the log of all.

`control.notices` sees to it that a brand's day is told once by each channel; here is decided
which days and channels are tried at all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from onevice_assets.brand_monitor.report_path import report_path
from onevice_assets.brand_monitor.share_of_voice.verdicts.find_alerts import Alert
from onevice_assets.brand_monitor.share_of_voice.verdicts.read_alerts import read_alerts
from onevice_assets.brand_monitor.share_of_voice.verdicts.write_notice import write_notice
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from resources.notifications.deliver import Delivery, deliver
from resources.notifications.notice import Notice
from resources.notifications.resource import Notifier

FRESH_DAYS = 2


@dataclass(frozen=True)
class Due:
    """A notice with the channels that may carry it."""

    notice: Notice
    alert: Alert
    channels: list[str]


@dataclass(frozen=True)
class Told:
    """A notice, and what became of it on each channel."""

    notice: Notice
    deliveries: list[Delivery]


def choose_days(days: Iterable[date], today: date) -> list[date]:
    """The days to tell of when these were judged.

    Args:
        days: the days judged.
        today: the run's day, UTC.

    Returns:
        The days themselves and, so that what failed is tried again, the fresh ones before a fresh
        day; in order.
    """
    chosen = set()
    for day in days:
        chosen.add(day)
        backs = (day - timedelta(days=back) for back in range(1, FRESH_DAYS + 1))
        chosen |= {one for one in backs if _is_fresh(one, today)}
    return sorted(chosen)


def list_due(
    lake: Lake, website: str, day: date, today: date, channels: Iterable[str]
) -> list[Due]:
    """The notices of one website and day.

    Args:
        lake: holds the verdicts.
        website: the website's key.
        day: the day they are about.
        today: the run's day, UTC: of what is older than two days only the log is told, and so of
            what the demonstration model answered.
        channels: those that are set.
    """
    link = str(report_path(website, day.isoformat()))
    return [
        Due(
            write_notice(website, alert, link),
            alert,
            list(channels) if _is_fresh(day, today) and not alert.is_demonstration else ["log"],
        )
        for alert in read_alerts(lake, website, day)
    ]


def tell_alerts(
    lake: Lake, control: ControlPlane, notifier: Notifier, website: str, day: date, today: date
) -> list[Told]:
    """Tell of one website and day what was not told before; a channel that fails is not raised.

    Raises:
        InputError: when the website is unknown.
        StoreError: when no account can be kept; nothing is sent then.
    """
    return [
        Told(
            due.notice,
            deliver(control, notifier.model_copy(update={"channels": due.channels}), due.notice),
        )
        for due in list_due(lake, website, day, today, notifier.channels)
    ]


def _is_fresh(day: date, today: date) -> bool:
    return (today - day).days <= FRESH_DAYS

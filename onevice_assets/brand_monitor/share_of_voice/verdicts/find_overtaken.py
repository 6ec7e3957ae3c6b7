"""Which verdicts were reached before an earlier day that they look back on was what it is now.

A day that was missed and asked later, or read again, changes what later days are compared with.
Nothing of a later day is counted anew for it: only its verdicts are reached again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from onevice_assets.brand_monitor.share_of_voice.verdicts.choose_periods import (
    MOST_DAYS_BACK,
    PERIOD_DAYS,
)
from onevice_assets.partitions import split_key

LOOKS_BACK = timedelta(days=2 * (PERIOD_DAYS - 1) + MOST_DAYS_BACK)
"""From a verdict's day to the first that it may compare with (`choose_periods`)."""


@dataclass(frozen=True)
class Overtaken:
    """A partition whose verdicts are to be reached again, and when what they missed came."""

    partition: str
    since: datetime


def find_overtaken(
    counted: Mapping[str, datetime], judged: Mapping[str, datetime]
) -> list[Overtaken]:
    """Find the verdicts that an earlier day has overtaken.

    Args:
        counted: when the cells of each `day|website` changed last.
        judged: when its verdicts did.

    Returns:
        By website, then by day. A verdict of the same moment counts as overtaken: stores tell
        whole seconds, and to judge once too often costs nothing but time.
    """
    days: dict[str, dict[date, datetime]] = defaultdict(dict)
    for partition, at in counted.items():
        day, website = split_key(partition)
        days[website][date.fromisoformat(day)] = at
    found = []
    for partition, at in judged.items():
        day, website = split_key(partition)
        since = _newest_before(days[website], date.fromisoformat(day))
        if since is not None and since >= at:
            found.append(Overtaken(partition, since))
    return sorted(found, key=lambda one: split_key(one.partition)[::-1])


def _newest_before(counted: Mapping[date, datetime], day: date) -> datetime | None:
    """When the last of the days changed that a day looks back on."""
    back = (day - timedelta(days=n) for n in range(1, LOOKS_BACK.days + 1))
    return max((counted[one] for one in back if one in counted), default=None)

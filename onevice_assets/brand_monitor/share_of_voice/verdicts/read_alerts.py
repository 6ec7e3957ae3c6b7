"""A day's alerts out of the lake; what an alert is, is in `find_alerts`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from onevice_assets.brand_monitor.share_of_voice.verdicts.find_alerts import (
    Alert,
    Row,
    find_alerts,
)
from onevice_assets.partitions import join_key
from onevice_assets.tables.verdicts import visibility_verdicts
from resources.lake import Lake

MOST_DAYS_BACK = 28


def read_alerts(lake: Lake, website: str, day: date) -> list[Alert]:
    """Find the alerts of one website and day; none where the day was not judged.

    Args:
        lake: holds `visibility_verdicts`.
        website: the website's key.
        day: the day; the verdicts before are looked for in the 28 days before it.
    """
    return find_alerts(_read_day(lake, website, day), _look_back(lake, website, day))


def _look_back(lake: Lake, website: str, day: date) -> Iterator[tuple[date, list[Row]]]:
    for back in range(1, MOST_DAYS_BACK + 1):
        earlier = day - timedelta(days=back)
        yield earlier, _read_day(lake, website, earlier)


def _read_day(lake: Lake, website: str, day: date) -> list[Row]:
    return lake.read_rows_if_there(visibility_verdicts, join_key(day.isoformat(), website))

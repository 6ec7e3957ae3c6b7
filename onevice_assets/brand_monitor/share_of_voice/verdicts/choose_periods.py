"""Which days a verdict compares: the last seven, and seven before them."""

from __future__ import annotations

from datetime import date, timedelta

from onevice_assets.measures.read_cells import counted_days
from onevice_assets.partitions import list_days
from resources.lake import Lake

PERIOD_DAYS = 7
MOST_DAYS_BACK = 28


def choose_periods(lake: Lake, website: str, day: date) -> tuple[list[date], list[date]]:
    """The days to compare.

    Args:
        lake: holds the marts.
        website: the website's key.
        day: last day of the later period.

    Returns:
        Days of the earlier and of the later period that hold marts. The earlier one ends where
        the website was last counted before the later one, at most 28 days before it; it is empty
        where there is no such day.
    """
    start = day - timedelta(days=PERIOD_DAYS - 1)
    later = counted_days(lake, website, list_days(start, day))
    before = list_days(
        start - timedelta(days=MOST_DAYS_BACK + PERIOD_DAYS - 1), start - timedelta(1)
    )
    counted = counted_days(lake, website, before)
    if not counted or counted[-1] < start - timedelta(days=MOST_DAYS_BACK):
        return [], later
    first = counted[-1] - timedelta(days=PERIOD_DAYS - 1)
    return [one for one in counted if one >= first], later

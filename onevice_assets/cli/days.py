"""Days as people write them on the command line."""

from __future__ import annotations

from datetime import UTC, date, datetime

from onevice_assets.partitions import FIRST_DAY
from resources.errors import InputError


def parse_day(text: str | None, *, ahead: bool = False) -> date:
    """Read a day of the command line; today (UTC) where none is given.

    Args:
        text: an ISO date.
        ahead: whether the day may lie in the future.

    Raises:
        InputError: for anything else, a day before the first one, or a future one not allowed.
    """
    today = datetime.now(UTC).date()
    try:
        day = date.fromisoformat(text.strip()) if text else today
    except ValueError as error:
        raise InputError(f"{text!r} is not a day; write it as {today.isoformat()}.") from error
    if day.isoformat() < FIRST_DAY:
        raise InputError(f"{day} lies before the first day, {FIRST_DAY} (ONEVICE_FIRST_DAY).")
    if day > today and not ahead:
        raise InputError(f"{day} lies in the future: today is {today} (UTC).")
    return day

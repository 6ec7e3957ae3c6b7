"""Moments as whole microseconds since 1970-01-01T00:00:00Z, before our era and beyond 9999 too.

Python's `datetime` ends at the years 1 and 9999, so moments are numbers here, and days are counted
in the proleptic Gregorian calendar. Years are astronomical as in ISO 8601: 0 is 1 BC, -430 is
431 BC. The range is what PostgreSQL and 64 bits hold.
"""

from __future__ import annotations

import calendar
import time
from functools import lru_cache
from typing import Final

from resources.errors import InputError

SECOND: Final = 1_000_000
DAY: Final = 86_400 * SECOND
BEGINNING: Final = -(2**63)
"""Stands for an open beginning: before every moment."""
FOREVER: Final = 2**63 - 1
"""Stands for an open end: after every moment."""
FIRST_YEAR: Final = -4712
LAST_YEAR: Final = 290_000

_DAYS_OF_ERA: Final = 146_097  # 400 years
_EPOCH_DAY: Final = 719_468  # 1970-01-01, counted from 0000-03-01


def now() -> int:
    """This moment."""
    return time.time_ns() // 1_000


def start_of_day(year: int, month: int = 1, day: int = 1) -> int:
    """The first microsecond of a day, UTC.

    Args:
        year: astronomical, -4712 to 290000; the year after it too, as an end.
        month: 1 to 12.
        day: 1 to the last one of that month.

    Raises:
        InputError: there is no such day, or no store can hold it.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR + 1:
        raise InputError(f"the year {year} cannot be kept: use {FIRST_YEAR} to {LAST_YEAR}")
    if not 1 <= month <= 12:
        raise InputError(f"there is no month {month}: use 01 to 12")
    if not 1 <= day <= days_in_month(year, month):
        raise InputError(
            f"{year}-{month:02} has {days_in_month(year, month)} days: there is no day {day}"
        )
    shifted = year - (month <= 2)
    era, of_era = divmod(shifted, 400)
    of_year = (153 * ((month + 9) % 12) + 2) // 5 + day - 1
    days = era * _DAYS_OF_ERA + of_era * 365 + of_era // 4 - of_era // 100 + of_year
    return (days - _EPOCH_DAY) * DAY


def days_in_month(year: int, month: int) -> int:
    """How many days a month has; February has 29 in leap years, 0 and -4 among them."""
    # the calendar repeats every 400 years
    return calendar.monthrange(2000 + year % 400, month)[1]


def to_civil(moment: int) -> tuple[int, int, int]:
    """Year, month and day of a moment, UTC."""
    era, of_era = divmod(moment // DAY + _EPOCH_DAY, _DAYS_OF_ERA)
    year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    shifted = (5 * of_year + 2) // 153
    day = of_year - (153 * shifted + 2) // 5 + 1
    month = (shifted + 2) % 12 + 1
    return year + era * 400 + (month <= 2), month, day


def write_moment(moment: int) -> str:
    """A moment in ISO 8601: the day alone at midnight, with seconds else; `…` for an open end."""
    if moment in (BEGINNING, FOREVER):
        return "…"
    year, month, day = to_civil(moment)
    shown = f"{year:04}" if 0 <= year <= 9999 else f"{year:+07}" if year > 0 else f"{year:05}"
    time_of_day = _write_time(moment)
    return f"{shown}-{month:02}-{day:02}" + ("" if time_of_day is None else f"T{time_of_day}Z")


@lru_cache(maxsize=1 << 16)  # most moments are days, and each is in several ranges
def write_for_postgres(moment: int) -> str:
    """A moment as PostgreSQL reads it, exactly; nothing for an open end."""
    if moment in (BEGINNING, FOREVER):
        return ""
    year, month, day = to_civil(moment)
    of_era, era = (year, "") if year > 0 else (1 - year, " BC")
    return f"{of_era:04}-{month:02}-{day:02} {_write_time(moment) or '00:00:00'}+00{era}"


def write_range(start: int, end: int) -> str:
    """Moments `[start, end)` as PostgreSQL reads a range; open ends stay open."""
    if start >= end:
        return "empty"
    return f'["{write_for_postgres(start)}","{write_for_postgres(end)}")'.replace('""', "")


def _write_time(moment: int) -> str | None:
    seconds, microseconds = divmod(moment % DAY, SECOND)
    if not seconds and not microseconds:
        return None
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{text}.{microseconds:06}" if microseconds else text

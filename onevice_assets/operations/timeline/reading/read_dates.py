"""Dates and moments as people and data sets write them, as intervals of microseconds.

    2024-03-10            the day                  2024-03-10T12:00Z            a moment
    2024-03, 2024         the month, the year      2024-03-10T12:00-05:00       with its offset
    2024-03-##, 2024-##-##    the same, as YAGO    2024-03-10 12:00 America/Chicago   with its zone
    19##-##-##            the years 1900 to 1999   2024-03-10T12:00[Europe/Berlin]    (RFC 9557)
    -431                  a year before our era    ####-##-##, an empty text    open

What is written as a day, month or year means all of it. So an end that is one is inclusive, as in
YAGO, where what happened on one day has it as both its dates; an end that is a moment is exclusive.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

from onevice_assets.operations.timeline.calendar import (
    BEGINNING,
    DAY,
    FOREVER,
    start_of_day,
    to_civil,
)
from onevice_assets.operations.timeline.statement import Interval
from resources.errors import InputError

_DATE: Final = re.compile(r"([+-]?)(\d{1,6}|\d{0,3}#{1,4})(?:-(\d\d|##)(?:-(\d\d|##))?)?")
_MOMENT: Final = re.compile(
    r"(?P<date>\d{4}-\d\d-\d\d)[T ](?P<time>\d\d:\d\d(:\d\d(\.\d{1,6})?)?)"
    r"\s*(?P<offset>Z|z|[+-]\d\d:?\d\d)?\s*(?P<zone>\[?[A-Za-z][\w+/-]*\]?)?"
)
_OPEN: Final = re.compile(r"(#{1,4}(-##){0,2})?")
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_HOW: Final = "write it as 2024-03-10, 2024-03, 2024, 2024-03-10T12:00-05:00, or nothing for open"


def read_interval(start: str, end: str, zone: tzinfo = UTC) -> Interval:
    """Read when something held: from the first moment of `start` to the last one of `end`.

    Args:
        start: a date or moment; open where it is empty.
        end: the same; a day, month or year is in it whole, a moment is not.
        zone: whose days and times are meant where a text names no other.

    Raises:
        InputError: one of them is no date, or does not exist in its zone.
    """
    first, last = read_time(start, zone), read_time(end, zone)
    return Interval(
        BEGINNING if first is None else first.start,
        FOREVER if last is None else last.start if last.start == last.end else last.end,
    )


def read_moment(text: str, zone: tzinfo = UTC) -> int:
    """Read a moment; a day, month or year means its beginning.

    Raises:
        InputError: it is none, or open.
    """
    found = read_time(text, zone)
    if found is None:
        raise InputError(f"{text!r} is no moment: {_HOW.removesuffix(', or nothing for open')}")
    return found.start


def read_time(text: str, zone: tzinfo = UTC) -> Interval | None:
    """Read a date as the interval it means, a moment as one of no length, none for an open end.

    Raises:
        InputError: it is neither, or does not exist in its zone.
    """
    text = text.strip()
    if _OPEN.fullmatch(text):
        return None
    if found := _MOMENT.fullmatch(text):
        at = _read_clock(found, zone)
        return Interval(at, at)
    if found := _DATE.fullmatch(text):
        return _read_date(*found.groups(), zone=zone)
    raise InputError(f"{text[:40]!r} is no date: {_HOW}")


def has_a_year(text: str) -> bool:
    """Whether a text that is no date begins with a year all the same."""
    return re.match(r"[+-]?\d{1,6}-", text.strip()) is not None


def read_zone(name: str) -> tzinfo:
    """A time zone by its name in the IANA data base, e.g. `America/Chicago`.

    Raises:
        InputError: there is none.
    """
    from zoneinfo import ZoneInfo

    try:
        return UTC if name in ("UTC", "Z") else ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise InputError(
            f"There is no time zone {name[:60]!r}: name one like America/Chicago, Europe/Berlin or "
            "UTC. Short names (CST, IST) mean several."
        ) from None


def _read_date(
    sign: str, year: str, month: str | None, day: str | None, *, zone: tzinfo
) -> Interval:
    factor = -1 if sign == "-" else 1
    month, day = (None if part == "##" else part for part in (month, day))
    if "#" in year:
        if month or day:
            raise InputError(f"a month of an unknown year ({year}) says no time: leave it open")
        low, high = sorted(factor * int(year.replace("#", digit)) for digit in "09")
        return Interval(start_of_day(low), start_of_day(high + 1))
    if day and not month:
        raise InputError(f"a day of an unknown month of {year} says no time: write the year alone")
    number = factor * int(year)
    if not month:
        return _in_zone((number, 1, 1), (number + 1, 1, 1), zone)
    if not day:
        after = (number, int(month) + 1, 1) if int(month) < 12 else (number + 1, 1, 1)
        return _in_zone((number, int(month), 1), after, zone)
    first = start_of_day(number, int(month), int(day))
    return _in_zone((number, int(month), int(day)), to_civil(first + DAY), zone)


def _in_zone(first: tuple[int, int, int], after: tuple[int, int, int], zone: tzinfo) -> Interval:
    """From the first moment of a day to the first moment of another one, in a zone."""
    start, end = start_of_day(*first), start_of_day(*after)
    if zone is not UTC:
        if not (first[0] > 0 and after[0] <= 9999):
            raise InputError(f"the year {first[0]} has no time zones: leave the zone out (UTC)")
        start, end = _first_moment(first, zone), _first_moment(after, zone)
        if start == end:
            raise InputError(f"{'-'.join(map(str, first))} does not exist in {zone}: it skipped it")
    return Interval(start, end)


def _first_moment(day: tuple[int, int, int], zone: tzinfo) -> int:
    """The first moment of a day: not always its midnight, for clocks are set at midnight too."""
    local = datetime(*day, tzinfo=zone)
    moment = local.astimezone(UTC)
    back = moment.astimezone(zone)
    if back.replace(tzinfo=None) == local.replace(tzinfo=None):
        return _to_microseconds(moment)
    before, after = moment - timedelta(days=1), moment
    while after - before > timedelta(microseconds=1):  # the clocks were set in between
        middle = before + (after - before) / 2
        if middle.astimezone(zone).replace(tzinfo=None) < local.replace(tzinfo=None):
            before = middle
        else:
            after = middle
    return _to_microseconds(after)


def _read_clock(found: re.Match[str], zone: tzinfo) -> int:
    year, month, day = map(int, found["date"].split("-"))
    start_of_day(year, month, day)  # says which of them cannot be
    text = f"{found['date']}T{found['time']}"
    try:
        local = datetime.fromisoformat(_with_six_digits(text))
    except ValueError as error:
        raise InputError(f"{text!r} is no time: {error} (00:00 to 23:59:59.999999)") from None
    named = read_zone(found["zone"].strip("[]")) if found["zone"] else None
    if found["offset"]:
        return _with_offset(local, found["offset"], named, text)
    return _with_zone(local, named or zone, text)


def _with_six_digits(text: str) -> str:
    whole, dot, fraction = text.partition(".")
    return f"{whole}.{fraction:0<6}" if dot else whole


def _with_offset(local: datetime, offset: str, named: tzinfo | None, text: str) -> int:
    if offset in ("Z", "z"):
        shift = timedelta()
    else:
        hours, minutes = int(offset[1:3]), int(offset[-2:])
        if hours > 15 or minutes > 59:
            raise InputError(f"{text}{offset}: no place is {offset} from UTC")
        shift = timedelta(hours=hours, minutes=minutes) * (-1 if offset[0] == "-" else 1)
    moment = _EPOCH + (local - datetime(1970, 1, 1)) - shift  # noqa: DTZ001  both are local
    if named is not None and moment.astimezone(named).replace(tzinfo=None) != local:
        raise InputError(f"{text}{offset} is not the time of {named} then: leave one of them out")
    return _to_microseconds(moment)


def _with_zone(local: datetime, zone: tzinfo, text: str) -> int:
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local:
            raise InputError(f"{text} does not exist in {zone}: clocks were set forward over it")
        raise InputError(
            f"{text} was twice in {zone}, for clocks were set back: write {text}"
            f"{first.strftime('%z')} or {text}{second.strftime('%z')}"
        )
    return _to_microseconds(first.astimezone(UTC))


def _to_microseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)

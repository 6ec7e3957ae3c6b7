"""Days and local times of a document, as ISO 8601: each reading is decided, or there is none.

What stands first in "03/04/2024" is told by another date of the document, else by the country its
money and places show; without a sign of either it is no date. A day without a year ("3/5") is the
one nearest to the day the document was said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from onevice_assets.words.read_dates import read_dates

_TIME = re.compile(
    r"[ ]{0,3}(?:[@,]|at\b|by\b|between\b|from\b|till\b|until\b|,? ?\(?appt\.?:?)?[ ]{0,3}"
    r"(?:(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)(?::[0-5]\d)?[ ]?(?P<ap>[ap]\.?m\.?)?"
    r"|(?P<mil>(?:[01]\d|2[0-3])[0-5]\d)(?![\d/.]|-(?!\d{4}))"
    r"|(?P<h2>1[0-2]|0?\d)[ ]?(?P<ap2>[ap]\.?m\b)"
    r"|(?P<noon>noon))",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    rf"\b(?:at|by|since|today|from today|starting|from)(?=[ ])(?:{_TIME.pattern})", re.IGNORECASE
)
_AMERICAN = re.compile(r"\$|,\s(?:[A-Z]{2})\s\d{5}\b|\b(?:miles|USD)\b", re.IGNORECASE)
_MILES = re.compile(r"\b(?:mileage|odo(?:meter)?)\b", re.IGNORECASE)
_EUROPEAN = re.compile(r"€|£|\b(?:EUR|GBP|VAT|GmbH|SARL|B\.V\.|km)(?!\w)")
_HYPHENS = re.compile(r"(?<=\d)-(?=[A-Za-z]{3,9}-\d{4}\b)|(?<=\d-[A-Za-z]{3})-(?=\d{4}\b)")
_SHORT = re.compile(r"(?<![\d/.-])(?P<m>1[0-2]|0?[1-9])/(?P<d>3[01]|[12]\d|0?[1-9])(?![\d/.-])")
_WORD = re.compile(r"\b(?:today|tonight|yesterday|tomorrow|tmrw|tmw)\b", re.IGNORECASE)
_SHIFT = {"yesterday": -1, "tomorrow": 1, "tmrw": 1, "tmw": 1}


@dataclass(frozen=True, slots=True)
class Moment:
    """A day of a text, with its time where that is told: ISO, offsets in the text."""

    value: str
    start: int
    end: int

    @property
    def day(self) -> str:
        """Without the time."""
        return self.value[:10]


@dataclass(frozen=True, slots=True)
class Times:
    """The moments of a document, and the dates that nothing decides.

    Attributes:
        moments: in order.
        undecided: as written.
    """

    moments: tuple[Moment, ...]
    undecided: tuple[str, ...]

    def within(self, start: int, end: int) -> Moment | None:
        """The first moment that begins in a part of the text."""
        return next((one for one in self.moments if start <= one.start < end), None)


def find_times(text: str, said_on: date | None, *, american: bool | None = None) -> Times:
    """Every day of a text that is decided.

    Args:
        text: digits mended, whole document.
        said_on: when it was said; days without a year are near to it.
        american: whether other signs than dates say that a month stands before its day.
    """
    plain = _HYPHENS.sub(" ", text)
    facts = read_dates(plain)
    found, undecided = list[Moment](), list[str]()
    for fact in facts:
        day = fact.day
        if day is None and american is not None and len(fact.readings) == 2:
            day = fact.readings[0 if american else 1]
        if fact.precision == "day" and day is not None:
            found.append(_with_time(text, day, fact.start, fact.end))
        elif fact.precision == "day":
            undecided.append(fact.text)
    if said_on is not None:
        taken = [(one.start, one.end) for one in found]
        found += _near_days(text, said_on, taken)
    return Times(tuple(sorted(found, key=lambda one: one.start)), tuple(dict.fromkeys(undecided)))


def is_american(text: str) -> bool | None:
    """Whether money, places and measures of a text are American; None where nothing tells."""
    american, european = bool(_AMERICAN.search(text)), bool(_EUROPEAN.search(text))
    if american == european:
        return None if american or not _MILES.search(text) else True
    return american


def _near_days(text: str, said_on: date, taken: list[tuple[int, int]]) -> list[Moment]:
    found = []
    for match in _SHORT.finditer(text):
        inside = any(start <= match.start() < end for start, end in taken)
        day = None if inside else _nearest(int(match["m"]), int(match["d"]), said_on)
        if day is not None:
            found.append(_with_time(text, day, *match.span()))
    for match in _WORD.finditer(text):
        day = said_on + timedelta(days=_SHIFT.get(match.group().lower(), 0))
        found.append(_with_time(text, day, *match.span()))
    return found


def _nearest(month: int, day: int, said_on: date) -> date | None:
    years = []
    for year in (said_on.year - 1, said_on.year, said_on.year + 1):
        try:
            years.append(date(year, month, day))
        except ValueError:
            continue
    return min(years, key=lambda one: abs(one - said_on), default=None)


def _with_time(text: str, day: date, start: int, end: int) -> Moment:
    match = _TIME.match(text, end)
    told = read_clock(match) if match else ""
    if not told or match is None:
        return Moment(day.isoformat(), start, end)
    return Moment(f"{day.isoformat()}T{told}", start, match.end())


def read_clock(match: re.Match[str]) -> str:
    """`HH:MM` of a match of a time, "" for none that exists."""
    if match["noon"]:
        return "12:00"
    said = match["mil"]
    hour = int(said[:2]) if said else int(match["h"] or match["h2"])
    minute = int(said[2:]) if said else int(match["m"] or 0)
    half = (match["ap"] or match["ap2"] or "").lower()[:1]
    if half and not 1 <= hour <= 12:
        return ""
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{minute:02}"


def find_clock(text: str, start: int, end: int) -> str:
    """The first time of day in a part of a text that a word ("at", "noon") or am/pm marks."""
    for match in _CLOCK.finditer(text, start, end):
        if told := read_clock(match):
            return told
    return ""


def read_mail_date(said: str) -> date | None:
    """The day of a mail's header (RFC 5322), None where it is none."""
    from email.utils import parsedate_to_datetime

    try:
        sent: datetime = parsedate_to_datetime(said.strip())
    except (ValueError, TypeError, IndexError):
        return None
    return sent.date()

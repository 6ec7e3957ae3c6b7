"""Dates of a text, with every reading of one that can be read in two ways.

"03/04/24" is the third of April or the fourth of March: both readings are kept unless another date
of the same document ("25/04/24") tells the order; the flag stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_MONTHS = "january february march april may june july august september october november december"
_MONTH_OF = {name[:3]: number for number, name in enumerate(_MONTHS.split(), 1)}
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATES = re.compile(
    rf"(?P<iso>\b\d{{4}}-\d{{2}}-\d{{2}}\b)"
    rf"|(?P<dmy>\b{_DAY}(?:\s?[-–]\s?{_DAY})?\s(?:of\s)?{_MONTH},?\s\d{{4}}\b)"
    rf"|(?P<mdy>\b{_MONTH}\s{_DAY}(?:\s?[-–]\s?{_DAY})?,?\s\d{{4}}\b)"
    rf"|(?P<num>(?<![\d/.-])\d{{1,2}}(?P<sep>[/.-])\d{{1,2}}(?P=sep)(?:\d{{4}}|\d{{2}})(?![\d/-]))"
    rf"|(?P<my>\b{_MONTH}\s\d{{4}}\b)",
    re.IGNORECASE,
)
_PIVOT = 70  # two-digit years from here on are of the last century


@dataclass(frozen=True, slots=True)
class DateFact:
    """A date of a text.

    Attributes:
        start: offset of its first character.
        end: offset after its last one.
        text: as written.
        readings: what it may be, the likeliest first; the first of the month where no day is said.
        precision: "day" or "month".
        is_ambiguous: it can be read in two ways, even if the document decides between them.
    """

    start: int
    end: int
    text: str
    readings: tuple[date, ...]
    precision: str = "day"
    is_ambiguous: bool = False

    @property
    def day(self) -> date | None:
        """The date; None where nothing decides between two readings: no one is guessed."""
        return self.readings[0] if len(self.readings) == 1 else None


def read_dates(text: str, context: str = "") -> list[DateFact]:
    """Every date of a text, in order; a range of days gives two.

    Args:
        text: one page.
        context: the whole document, whose unambiguous dates decide the order of day and month;
            the page alone where it is empty.

    Returns:
        Facts; what is no day of the calendar (31/02/2024) is left out.
    """
    order = _order(context or text)
    facts: list[DateFact] = []
    for match in _DATES.finditer(text):
        for readings, ambiguous in _read(match, order):
            precision = "month" if match["my"] else "day"
            if readings:
                facts.append(DateFact(*match.span(), match.group(), readings, precision, ambiguous))
    return facts


def _read(match: re.Match[str], order: str) -> Iterator[tuple[tuple[date, ...], bool]]:
    said = match.group()
    if match["num"]:
        yield _numeric(said, match["sep"], order)
        return
    if match["iso"]:
        yield _days(*map(int, said.split("-"))), False
        return
    numbers = [int(one) for one in re.findall(r"\d+", said)]
    name = re.search(_MONTH, said, re.IGNORECASE)
    month = _MONTH_OF[name.group()[:3].casefold()] if name else 0
    for day in numbers[:-1] or [1]:
        yield _days(numbers[-1], month, day), False


def _numeric(said: str, separator: str, order: str) -> tuple[tuple[date, ...], bool]:
    first, second, year = (int(one) for one in said.split(separator))
    full = year if year > 99 else year + (1900 if year >= _PIVOT else 2000)
    day_first, month_first = _days(full, second, first), _days(full, first, second)
    ambiguous = bool(day_first) and bool(month_first) and first != second
    if separator == "." or not month_first:
        return day_first, False
    if not day_first or first == second:
        return month_first, False
    if order:
        return (day_first if order == "day" else month_first), ambiguous
    return (*month_first, *day_first), ambiguous


def _days(year: int, month: int, day: int) -> tuple[date, ...]:
    try:
        return (date(year, month, day),)
    except ValueError:
        return ()


@lru_cache(maxsize=8)
def _order(text: str) -> str:
    """What stands first in numeric dates, "day" or "month", as every sure one tells; else ""."""
    told = set()
    for match in _DATES.finditer(text):
        if match["num"] and match["sep"] != ".":
            first, second = (int(one) for one in match.group().split(match["sep"])[:2])
            told |= {"day"} if first > 12 >= second else set()
            told |= {"month"} if second > 12 >= first else set()
    return told.pop() if len(told) == 1 else ""

"""What somebody said: one statement about a subject, a relation and an object. Pure values.

A statement is never changed. What was wrong is withdrawn by a later one, which may say how it was
instead: a correction. All that is known follows from the set of statements (`derive.py`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, Literal

from onevice_assets.operations.timeline.calendar import (
    BEGINNING,
    FIRST_YEAR,
    FOREVER,
    LAST_YEAR,
    start_of_day,
    write_moment,
)
from resources.errors import InputError

LONGEST_NAME: Final = 250
LONGEST_RELATION: Final = 100
_LONGEST_ATTRIBUTES: Final = 10_000
_LONGEST_SOURCE: Final = 512
_EARLIEST: Final = start_of_day(FIRST_YEAR)
_JSON: Final = json.JSONEncoder(sort_keys=True, ensure_ascii=False, allow_nan=False)
_HALF: Final = re.compile("[\ud800-\udfff]")
_LATEST: Final = start_of_day(LAST_YEAR + 1)


@dataclass(frozen=True, order=True)
class Interval:
    """Moments `[start, end)`, in microseconds; empty where it does not begin before its end."""

    start: int = BEGINNING
    end: int = FOREVER

    @property
    def is_empty(self) -> bool:
        """Whether no moment is in it."""
        return self.start >= self.end

    def holds(self, moment: int) -> bool:
        """Whether a moment is in it."""
        return self.start <= moment < self.end

    def meets(self, other: Interval) -> bool:
        """Whether a moment is in both."""
        return max(self.start, other.start) < min(self.end, other.end)


NEVER: Final = Interval(0, 0)


@dataclass(frozen=True)
class Relation:
    """What a relation means for statements that overlap.

    Attributes:
        name: e.g. `driver`.
        holds: `one` object of a subject at a time (driver of a unit), or `many` (customers of a
            driver: each object has a time of its own).
        on_overlap: what a statement does that overlaps what is already known of the same subject
            (and, where many hold, of the same object): `replace` it there, or be `refuse`d.
    """

    name: str
    holds: Literal["one", "many"]
    on_overlap: Literal["replace", "refuse"] = "replace"


@dataclass(frozen=True)
class Statement:
    """One thing somebody said.

    Attributes:
        id: UUID; the same one delivered again is the same statement, known since it came first.
        subject: what it is about, e.g. `unit 1234`.
        relation: name of a declared relation.
        object: who or what; none where it only withdraws, or where nobody is meant by a denial of
            a relation that holds one.
        valid: when it holds. An open end of a relation that holds one means "until something else
            begins"; an empty interval is a statement whose time is not known: it holds at none.
        known_at: since when it is known, microseconds.
        denies: that it was so in that time, instead of saying that it was.
        withdraws: id of the statement that was wrong, of the same subject and relation; that one
            may arrive later.
        attributes: more about it, as JSON.
        source: where it comes from, e.g. `cli:anna` or `facts.tsv`.
    """

    id: str
    subject: str
    relation: str
    object: str | None
    valid: Interval
    known_at: int
    denies: bool = False
    withdraws: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""

    @cached_property
    def written_attributes(self) -> str:
        """Attributes as JSON, written once. Raises `InputError`: they are none."""
        return write_attributes(self.attributes)

    @property
    def claims(self) -> bool:
        """Whether it says something about a time, besides withdrawing."""
        return (self.object is not None or self.denies) and not self.valid.is_empty

    def says_what(self, other: Statement) -> bool:
        """Whether another one says the same: whoever delivers it, and whenever that is known."""
        return replace(self, known_at=other.known_at, source=other.source) == other

    @property
    def rank(self) -> tuple[int, str]:
        """Newer statements have the higher one; ids decide between those of one moment."""
        return self.known_at, self.id


def check_statement(statement: Statement, relation: Relation) -> None:
    """Make sure that a statement can be kept.

    Raises:
        InputError: naming what of it cannot be, and what to write instead.
    """
    check_name("subject", statement.subject)
    if statement.object is not None:
        check_name("object", statement.object)
    elif statement.withdraws is None and not (statement.denies and relation.holds == "one"):
        raise InputError(f"{statement.subject!r} {relation.name}: say who or what, as its object.")
    if statement.withdraws == statement.id:
        raise InputError(f"Statement {statement.id} withdraws itself; name the one that was wrong.")
    if not _EARLIEST <= statement.known_at <= _LATEST:
        raise InputError("Since when a statement is known must be a moment, not an open end.")
    for at in (statement.valid.start, statement.valid.end):
        if at not in (BEGINNING, FOREVER) and not _EARLIEST <= at <= _LATEST:
            raise InputError(f"A time must lie between the years {FIRST_YEAR} and {LAST_YEAR}.")
    check_text("source", statement.source, _LONGEST_SOURCE)
    check_text("JSON of attributes", statement.written_attributes, _LONGEST_ATTRIBUTES)


def check_name(what: str, name: str, longest: int = LONGEST_NAME) -> None:
    """Make sure that a name can be kept: not blank, not longer than it may be, storable.

    Raises:
        InputError: saying what it is and what to do.
    """
    if not name.strip():
        raise InputError(f"the {what} is empty: write its name")
    check_text(what, name, longest)


def check_text(what: str, text: str, longest: int) -> None:
    """Make sure that every store can hold a text.

    Raises:
        InputError: saying what it is and what to do.
    """
    if len(text) > longest:
        raise InputError(
            f"the {what} has {len(text)} characters: shorten it to {longest} ({text[:40]!r}…)"
        )
    if "\x00" in text or "\\u0000" in text or (not text.isascii() and _HALF.search(text)):
        raise InputError(f"the {what} {text[:60]!r} has a character that no store can hold")


def write_attributes(attributes: Mapping[str, Any]) -> str:
    """Attributes as JSON, keys sorted, so that equal ones are equal texts.

    Raises:
        InputError: they are no JSON.
    """
    try:
        return _JSON.encode(attributes)
    except (TypeError, ValueError) as error:
        raise InputError(f"Attributes must be JSON: {error}.") from error


def tell_interval(interval: Interval) -> str:
    """A time as a person reads it: `2024-03-01 – 2024-03-10T12:00:00Z`."""
    if interval.is_empty:
        return "no time"
    return f"{write_moment(interval.start)} – {write_moment(interval.end)}"

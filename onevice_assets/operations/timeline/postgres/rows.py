"""Rows of schema `operations` as statements and facts, and back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from onevice_assets.operations.timeline.calendar import BEGINNING, FOREVER
from onevice_assets.operations.timeline.fact import Fact
from onevice_assets.operations.timeline.statement import NEVER, Interval, Statement

Row = Sequence[Any]


def to_interval(start: int | None, end: int | None) -> Interval:
    """Bounds in microseconds; none is an open end."""
    return Interval(BEGINNING if start is None else start, FOREVER if end is None else end)


def to_fact(row: Row) -> Fact:
    """A row of `queries`' facts."""
    subject, relation, object_, start, end, since, until, statement = row
    valid, known = to_interval(start, end), to_interval(since, until)
    return Fact(subject, relation, object_, valid, known, str(statement))


def to_statement(row: Row) -> Statement:
    """A row of `queries.STATEMENTS`."""
    id_, subject, relation, object_, start, end, never, known, denies, withdraws, more, source = row
    return Statement(
        str(id_),
        subject,
        relation,
        object_,
        NEVER if never else to_interval(start, end),
        known,
        denies=denies,
        withdraws=None if withdraws is None else str(withdraws),
        attributes=more,
        source=source,
    )

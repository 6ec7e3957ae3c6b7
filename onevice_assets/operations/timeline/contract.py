"""What every store of facts answers, alike: PostgreSQL, which holds the truth, and its copies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from onevice_assets.operations.timeline.fact import Fact
from onevice_assets.operations.timeline.statement import Interval


@dataclass(frozen=True)
class Refused:
    """A statement that was not kept, and why."""

    statement_id: str
    reason: str


@dataclass
class Recorded:
    """What recording statements did.

    Attributes:
        statements: how many were new; those that were there already are not among them.
        gone: ids of facts that no longer stand as they did, with their subject: most come again
            in `came`, with an end of what was known.
        came: facts that are new or stand otherwise now.
        refused: statements that were not kept; the others were.
    """

    statements: int = 0
    gone: list[tuple[str, str]] = field(default_factory=list)
    came: list[Fact] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


class FactStore(Protocol):
    """Questions about one organization's facts; moments are microseconds, answers are sorted."""

    def at(self, subject: str, relation: str | None, valid_at: int, known_at: int) -> list[Fact]:
        """What held of a subject at a moment, as known at a moment.

        Args:
            subject: its name.
            relation: only this one; none means all of them.
            valid_at: the moment asked about.
            known_at: what became known later does not count.
        """
        ...

    def during(
        self, subject: str, relation: str | None, interval: Interval, known_at: int
    ) -> list[Fact]:
        """What held of a subject at any moment of an interval, as known at a moment."""
        ...

    def during_of_object(
        self, object_: str, relation: str | None, interval: Interval, known_at: int
    ) -> list[Fact]:
        """Of which subjects it was the object at any moment of an interval, as known then."""
        ...

    def history(self, subject: str, relation: str | None) -> list[Fact]:
        """Every fact that was ever known of a subject."""
        ...


def sort_facts(facts: Iterable[Fact]) -> list[Fact]:
    """The order of every answer: what is about, when it held, since when it was known."""
    return sorted(facts, key=lambda f: (f.subject, f.relation, f.valid, f.object, f.known))


@dataclass(frozen=True)
class Difference:
    """What another moment says otherwise: facts that hold no longer, not yet, and still."""

    gone: list[Fact]
    came: list[Fact]
    same: list[Fact]


def tell_difference(
    store: FactStore,
    subject: str,
    relation: str | None,
    first: tuple[int, int],
    second: tuple[int, int],
) -> Difference:
    """What two pairs of moments differ in.

    Args:
        store: where to ask.
        subject: what is asked about.
        relation: only this one; none means all of them.
        first: valid at, known at.
        second: the same, to compare with: other times, or as known then and now.
    """
    before = {(f.relation, f.object): f for f in store.at(subject, relation, *first)}
    after = {(f.relation, f.object): f for f in store.at(subject, relation, *second)}
    return Difference(
        sort_facts(before[key] for key in before.keys() - after.keys()),
        sort_facts(after[key] for key in after.keys() - before.keys()),
        sort_facts(after[key] for key in after.keys() & before.keys()),
    )

"""What writing episodes did, and what is told of rows: file, line, reason and next step. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final, TypeVar

from resources.operation_tables.episodes import Episode
from resources.operation_tables.quarantine import Problem

_STEPS: Final = (
    "add",
    "ask",
    "correct",
    "cut",
    "fill",
    "give",
    "leave",
    "name",
    "open",
    "recognise",
    "save",
    "say",
    "send",
    "shorten",
    "swap",
    "use",
    "write",
)
_One = TypeVar("_One")
MOST_TOGETHER: Final = 1_000
"""Episodes a batch, at most."""
MOST_TOLD: Final = 1_000


@dataclass
class Written:
    """What writing episodes did.

    Attributes:
        new: episodes that were not there before.
        known: those that were.
        mapped: rows that were mapped to facts.
        refused: rows that were not.
        waiting: documents, mails and the like, which are for extraction.
        entities: new ones.
        statements: new ones.
        problems: what is told of rows, kept or not; the first `MOST_TOLD`, all are in quarantine.
        told: how many there are.
    """

    new: int = 0
    known: int = 0
    mapped: int = 0
    refused: int = 0
    waiting: int = 0
    entities: int = 0
    statements: int = 0
    problems: list[Problem] = field(default_factory=list)
    told: int = 0

    def __post_init__(self) -> None:
        """Count what is told."""
        self.told = max(self.told, len(self.problems))

    def add(self, other: Written) -> None:
        """Count another batch in."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)
        del self.problems[MOST_TOLD:]


def tell_problem(one: Episode, text: str, *, is_kept: bool) -> Problem:
    """A problem of a row.

    Args:
        one: the episode.
        text: what was found, and after the last colon what to do, where that begins with a verb.
        is_kept: the row is kept all the same.
    """
    reason, _, step = text.rpartition(": ")
    if not reason or step.partition(" ")[0] not in _STEPS:
        reason, step = text, "correct it"
    what = "row" if one.kind in ("row", "webhook") else "document"
    step = step.rstrip(".")
    again = f"{step[:1].upper()}{step[1:]}, and deliver the {what} again; what is kept stays."
    return Problem(
        one.file, one.line, reason, again, is_kept, one.source, one.id, one.content, one.batch
    )


def cut(every: Iterable[_One]) -> Iterator[list[_One]]:
    """Batches of `MOST_TOGETHER`."""
    left = iter(every)
    while batch := list(islice(left, MOST_TOGETHER)):
        yield batch

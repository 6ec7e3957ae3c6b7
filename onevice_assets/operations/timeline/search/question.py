"""What is asked of the operations memory, and what was found. Pure values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from onevice_assets.operations.timeline.fact import Fact
from onevice_assets.operations.timeline.statement import check_name, write_attributes
from resources.errors import InputError

SOURCES: Final = ("words", "meaning", "structure")
MOST_RESULTS: Final = 100
MOST_CHARACTERS: Final = 1_000


@dataclass(frozen=True)
class Question:
    """What somebody wants to find among an organization's facts.

    Attributes:
        text: words, names, a whole question; 1 to 1,000 characters.
        valid_at: only what held at this moment, microseconds.
        known_at: only what was known at this moment, and not known better.
        where: only facts whose statement has these attributes, values compared as JSON; an object
            may name a part of one.
        limit: results, 1 to 100.
    """

    text: str
    valid_at: int
    known_at: int
    where: Mapping[str, Any] = field(default_factory=dict)
    limit: int = 10


@dataclass(frozen=True)
class FoundFact:
    """A fact that holds at both moments.

    Attributes:
        fact: as the timeline tells it.
        score: of the fusion; comparable within one answer only.
        ranks: place in each source that found it, from 1.
    """

    fact: Fact
    score: float
    ranks: Mapping[str, int]


@dataclass(frozen=True)
class Answer:
    """What was found.

    Attributes:
        found: best first.
        mentioned: names of entities that the question spells out.
        left_out: why a source was not asked, by its name; empty when all were.
    """

    found: Sequence[FoundFact]
    mentioned: Sequence[str] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)


def check_question(question: Question) -> None:
    """Make sure that a question can be asked.

    Raises:
        InputError: it is blank or too long, its limit is none, or an attribute cannot be kept.
    """
    check_name("search text", question.text, MOST_CHARACTERS)
    if not any(one.isalnum() for one in question.text):
        raise InputError(
            f"There is no word to find in {question.text[:60]!r}: name at least one with a letter "
            "or digit."
        )
    if not 1 <= question.limit <= MOST_RESULTS:
        raise InputError(f"limit {question.limit}: a search gives 1 to {MOST_RESULTS} facts.")
    write_attributes(question.where)

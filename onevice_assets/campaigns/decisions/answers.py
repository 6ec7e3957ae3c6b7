"""A question, and an answer that says where it comes from, how old it is, and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Generic, Literal, TypeVar

T = TypeVar("T")
Source = Literal["vectors", "graph", "both", "cache"]


@dataclass(frozen=True)
class Question:
    """What is asked of a client's memory.

    Attributes:
        name: which of the questions there are (`every_question.py`).
        given: its arguments, JSON values only: the same arguments are the same question.
    """

    name: str
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def hash(self) -> str:
        """SHA-256 of name and arguments: what a kept answer is found by."""
        text = json.dumps([self.name, dict(self.given)], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Draft(Generic[T]):
    """What a question found, before it is known how old that is.

    Attributes:
        found: the answer itself.
        source: the stores that were read for it.
        notes: what somebody who decides by it has to know.
        is_degraded: whether a store was away and another one stood in.
    """

    found: T
    source: Source
    notes: tuple[str, ...] = ()
    is_degraded: bool = False


@dataclass(frozen=True)
class Answer(Generic[T]):
    """An answer for one client.

    Attributes:
        question: what was asked.
        brand_id: the client.
        found: the answer itself, a frozen dataclass of the question's own.
        source: `vectors`, `graph`, `both`, or `cache` where the graph is away.
        as_of: when the stores were read for it, UTC.
        stale: whether it comes from the cache because a store is away.
        notes: what somebody who decides by it has to know.
        is_degraded: whether a store was away and another one stood in.
    """

    question: str
    brand_id: str
    found: T
    source: Source
    as_of: datetime
    stale: bool = False
    notes: tuple[str, ...] = ()
    is_degraded: bool = False

    def age_seconds(self, at: datetime | None = None) -> float:
        """Seconds since the stores were read for it."""
        return ((at or datetime.now(UTC)) - self.as_of).total_seconds()


def first_sentence(error: Exception) -> str:
    """What an error says first: enough for a note beside an answer that came all the same."""
    return str(error).split(". ")[0].rstrip(".")[:300]

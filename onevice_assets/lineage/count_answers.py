"""What a number counts: items of a day, chosen and weighed; and the ways to choose them.

A number of a mart is a numerator over a denominator, and each side is a selection: a function of
the day and the mart's row to items. The numbers of each mart are put together from these in
`brand_numbers`, `pair_numbers` and `place_numbers`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from onevice_assets.lineage.read_day import Answer, Day, Row

Scope = Callable[[Day, Row], list[Answer]]
"""The answers a row looks at."""
Weigh = Callable[[Row], float | None]
"""What a brand state counts for; nothing for None and 0."""


@dataclass(frozen=True, eq=False)
class Item:
    """One thing a number counts.

    Attributes:
        answer: where it is.
        state: the brand state that makes it count, if one does.
        source: the cited page that does, if one does.
        weight: what it adds.
        unit: items of one unit are counted once: an answer, or a conversation.
    """

    answer: Answer
    state: Row | None = None
    source: Row | None = None
    weight: float = 1
    unit: Hashable = None

    @property
    def key(self) -> Hashable:
        """The unit, or what tells it from the other items of the answer."""
        if self.unit is not None:
            return self.unit
        brand = self.state["brand_id"] if self.state else None
        return self.answer.id, brand


Select = Callable[[Day, Row], Iterable[Item]]
Kind = Literal["count", "ratio", "score"]


@dataclass(frozen=True)
class Number:
    """A column of a mart, said over answers.

    Attributes:
        numerator, denominator: its two sides.
        kind: `count`: the numerator is the column's value; `ratio`: one through the other;
            `score`: 100 times that, with two decimals.
        least: a denominator below this makes the value null.
    """

    numerator: Select
    denominator: Select
    kind: Kind = "count"
    least: int = 1

    def value(self, numerator: float, denominator: float) -> float | None:
        """What the column holds for the totals of both sides."""
        if self.kind == "count":
            return numerator
        if denominator < self.least:
            return None
        return numerator / denominator if self.kind == "ratio" else 100 * numerator / denominator


Numbers = Mapping[str, Number]
"""The numbers of a mart by column, the main one first."""


def add_up(items: Iterable[Item]) -> float:
    """The total of some items, each unit once."""
    return math.fsum({item.key: item.weight for item in items}.values())


def unbranded(day: Day, row: Row) -> list[Answer]:
    """R: the answers of the row's provider to prompts that name no tracked brand."""
    return day.of(row["llm_provider"])


def branded(day: Day, row: Row) -> list[Answer]:
    """The answers that R leaves out."""
    return day.of(row["llm_provider"], is_branded=True)


def every(scope: Scope) -> Select:
    """Each answer of a scope."""
    return lambda day, row: [Item(answer) for answer in scope(day, row)]


def of_brand(scope: Scope, weigh: Weigh, brand: str = "brand_id") -> Select:
    """What answers do to the brand in a column of the row."""

    def select(day: Day, row: Row) -> Iterator[Item]:
        for answer in scope(day, row):
            state = answer.named.get(row[brand])
            yield from _weighed(answer, [] if state is None else [state], weigh)

    return select


def of_set(scope: Scope, weigh: Weigh) -> Select:
    """What answers do to the brands of the set, each for itself."""

    def select(day: Day, row: Row) -> Iterator[Item]:
        for answer in scope(day, row):
            yield from _weighed(answer, answer.named.values(), weigh)

    return select


def of_companies(scope: Scope) -> Select:
    """Every company that answers name, of the set or not."""

    def select(day: Day, row: Row) -> Iterator[Item]:
        for answer in scope(day, row):
            yield from _weighed(answer, answer.companies, named)

    return select


def informative(scope: Scope) -> Select:
    """Answers that name any brand of the set, once each."""

    def select(day: Day, row: Row) -> Iterator[Item]:
        for answer in scope(day, row):
            for state in answer.named.values():
                yield Item(answer, state, unit=answer.id)

    return select


def _weighed(answer: Answer, states: Iterable[Row], weigh: Weigh) -> Iterator[Item]:
    for state in states:
        if weight := weigh(state):
            yield Item(answer, state, weight=weight)


def named(_state: Row) -> float:
    """One for a brand that is not ignored, as all states of an answer are."""
    return 1


def is_presence(*presences: str) -> Weigh:
    """One where the brand is present in one of these ways."""
    return lambda state: float(state["presence"] in presences)


def is_first(state: Row) -> float:
    """One where the answer ranks the brand first."""
    return float(state["position_rank"] == 1)


def occurrences(state: Row) -> float:
    """How often the answer names the brand."""
    return float(state["occurrence_count"])


def rank_weight(state: Row) -> float | None:
    """0.9^(rank - 1): what a rank is worth for prominence."""
    rank = state["position_rank"]
    return None if rank is None else 0.9 ** (rank - 1)


def rank_discount(state: Row) -> float | None:
    """1 / log2(rank + 1): what a rank is worth in discounted gain."""
    rank = state["position_rank"]
    return None if rank is None else 1 / math.log2(rank + 1)

"""A made-up fleet and receivables business, the same in every run, and questions about it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from onevice_assets.operations.timeline.calendar import DAY, FOREVER, start_of_day
from onevice_assets.operations.timeline.search.question import Question
from onevice_assets.operations.timeline.statement import Interval, Relation, Statement
from resources.embedding.static_vectors import list_words
from resources.identity import derived_id

RELATIONS: Final = (
    Relation("driver", "one"),
    Relation("billed_to", "one"),
    Relation("carried_by", "one"),
    Relation("noted", "many"),
)
_DAY_ONE: Final = date(2024, 1, 1)
_BEGIN: Final = start_of_day(2024)
_DAYS: Final = 700
LATEST: Final = start_of_day(2027)
_LONGEST: Final = 200


def make_facts(count: int, texts: Sequence[str] = ()) -> Iterator[Statement]:
    """Made-up statements: a fourth each of drivers, invoices, loads and notes.

    Args:
        count: how many.
        texts: what notes say; made up of words where there are none.
    """
    draw, words = random.Random(42), _words()
    customers = [_phrase(draw, words, 2).title() for _ in range(max(count // 40, 3))]
    drivers = [_phrase(draw, words, 2).title() for _ in range(max(count // 60, 3))]
    for number in range(count):
        start = _BEGIN + draw.randrange(_DAYS) * DAY
        unit = f"unit {1_000 + draw.randrange(max(count // 20, 2))}"
        more: dict[str, Any] = {}
        match number % 4:
            case 0:
                said = (unit, "driver", draw.choice(drivers))
            case 1:
                memo = _phrase(draw, words, 5)
                more = {"number": f"INV-{number:06}", "memo": memo, "cents": draw.randrange(10**6)}
                said = (f"invoice {number:06}", "billed_to", draw.choice(customers))
            case 2:
                said = (f"load {number:06}", "carried_by", unit)
            case _:
                note = texts[number // 4 % len(texts)] if texts else _phrase(draw, words, 8)
                said = (unit, "noted", note[:_LONGEST])
        key = derived_id(_DAY_ONE, "operations.bench_search", number)
        span = Interval(start, FOREVER)
        yield Statement(key, *said, span, start + DAY, attributes=more)


def make_questions(count: int, facts: Sequence[Statement]) -> list[Question]:
    """Questions about facts that are there, as a person asks: by name, by words, in a sentence."""
    draw = random.Random(43)
    asked = []
    for number in range(count):
        one = facts[draw.randrange(len(facts))]
        words = str(one.object).split()
        some = " ".join(draw.sample(words, min(4, len(words))))
        text = (
            f"who is the {one.relation.replace('_', ' ')} of {one.subject}?",
            f"{some} {one.attributes.get('memo', '')}".strip(),
            f"what about {some} in the last weeks",
        )[number % 3]
        text = text if any(map(str.isalnum, text)) else one.subject
        asked.append(Question(text, one.valid.start + draw.randrange(60) * DAY, LATEST))
    return asked


def _phrase(draw: random.Random, words: Sequence[str], length: int) -> str:
    return " ".join(draw.choices(words, k=length))


def _words() -> list[str]:
    return sorted(one for one in list_words() if len(one) > 3 and one.isascii() and one.isalpha())

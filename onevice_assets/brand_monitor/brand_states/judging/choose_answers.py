"""Which answers of a day the judge is asked about: a seeded sample that only ever grows.

Answers are ordered by a hash of seed and id. A larger sample holds the smaller one, so asking for
more later pays only for what is new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from onevice_assets.brand_monitor.brand_states.judging.judge_states import Found
from resources.identity import text_hash

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """One answer and every brand found in it, in order of first mention."""

    response_id: str
    text: str
    found: tuple[Found, ...]


def choose_answers(
    states: Iterable[Row], texts: Mapping[str, str], sample: int, seed: int
) -> list[Question]:
    """Take a sample of the answers that name a brand.

    Args:
        states: rows of `llm_brand_states`.
        texts: answers by id.
        sample: how many at most.
        seed: another one gives another sample.
    """
    named: dict[str, list[Row]] = defaultdict(list)
    for state in states:
        if state["presence"] != "ignored":
            named[state["llm_response_id"]].append(state)
    chosen = sorted(named, key=lambda one: text_hash(f"{seed}:{one}"))[:sample]
    return [Question(one, texts[one], _list_found(named[one])) for one in chosen]


def list_open(questions: Iterable[Question], judged: Collection[tuple[str, str]]) -> list[Question]:
    """The questions with a brand that is not judged yet.

    Args:
        questions: what was chosen.
        judged: answer and brand of every verdict that is there.
    """
    return [
        one
        for one in questions
        if any((one.response_id, brand.brand_id) not in judged for brand in one.found)
    ]


def _list_found(states: Iterable[Row]) -> tuple[Found, ...]:
    ordered = sorted(states, key=lambda row: (row["mention_start"] or 0, row["brand_id"]))
    return tuple(
        Found(row["brand_id"], row["brand_name"], row["surface"] or row["brand_name"])
        for row in ordered
    )

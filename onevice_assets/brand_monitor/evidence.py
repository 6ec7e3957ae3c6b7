"""From a number back to the sentence: the answers behind a mart's row.

Pure functions over lake rows (`metrics.md`, "From a number back to the sentence"); the command
line and the report show what they return. Shared by the stages that show evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Evidence:
    """One answer behind a number, with the sentence that counted.

    Attributes:
        before, surface, after: the deciding sentence, cut around the brand's first mention in
            it; `surface` is empty where the sentence does not spell the brand that way.
    """

    response_id: str
    llm_provider: str
    llm_model: str
    topic: str
    prompt_text: str
    sample_number: int
    is_branded: bool
    brand_id: str
    brand_name: str
    presence: str
    position_rank: int | None
    before: str
    surface: str
    after: str


def list_evidence(
    states: Iterable[Row],
    responses: Iterable[Row],
    *,
    keep: Callable[[Row], bool] = lambda state: state["presence"] != "ignored",
    provider: str = "all",
) -> list[Evidence]:
    """Evidence of every kept brand state, strongest presence first, then by rank.

    Args:
        states: rows of `llm_brand_states`.
        responses: rows of `llm_responses` of the same partition.
        keep: which states count for the number.
        provider: one provider, or `all`.
    """
    by_id = {row["id"]: row for row in responses}
    found = [
        _evidence(state, by_id[state["llm_response_id"]])
        for state in states
        if keep(state) and provider in ("all", by_id[state["llm_response_id"]]["llm_provider"])
    ]
    return sorted(found, key=_order)


_STRENGTH = ("recommended", "compared", "trusted", "mentioned", "ignored")


def _order(one: Evidence) -> tuple[int, int, str, str, str]:
    rank = one.position_rank or 1_000
    return (_STRENGTH.index(one.presence), rank, one.topic, one.prompt_text, one.response_id)


def _evidence(state: Row, response: Row) -> Evidence:
    before, surface, after = _cut(state, response["response_text"])
    return Evidence(
        response_id=response["id"],
        llm_provider=response["llm_provider"],
        llm_model=response["served_model"] or response["llm_model"],
        topic=response["topic"],
        prompt_text=response["prompt_text"],
        sample_number=response["sample_number"],
        is_branded=response["is_branded"],
        brand_id=state["brand_id"],
        brand_name=state["brand_name"],
        presence=state["presence"],
        position_rank=state["position_rank"],
        before=before,
        surface=surface,
        after=after,
    )


def _cut(state: Row, text: str) -> tuple[str, str, str]:
    """The deciding sentence around the brand's first mention in it, as (before, surface, after)."""
    start, end = state["evidence_start"], state["evidence_end"]
    if start is None or end is None:
        return "", "", ""
    first, last = state["mention_start"], state["mention_end"]
    if first is None:
        return text[start:end], "", ""
    if not start <= first < last <= end:  # named before: the deciding sentence names it again
        surface = text[first:last]
        first = text.find(surface, start, end)
        last = first + len(surface)
    if first < 0:
        return text[start:end], "", ""
    return text[start:first], text[first:last], text[last:end]

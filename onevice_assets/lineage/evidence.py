"""From a number back to the sentence: an answer, and in it what counted.

Pure functions over lake rows (`metrics.md`, "From a number back to the sentence"). Which answers a
number counts lives in `onevice_assets.lineage.explain`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from onevice_assets.tables.answers import PRESENCES

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Evidence:
    """One answer behind a number, with the sentence that counted.

    Attributes:
        brand_id, brand_name, presence: what the answer does to whom; None where the answer counts
            as such, or for a page it cites.
        before, surface, after: the deciding sentence, cut around the brand's first mention in
            it; `surface` is empty where the sentence does not spell the brand that way.
        page_url, page_title: the source that counts, where one does.
        day: day of the answer.
    """

    response_id: str
    llm_provider: str
    llm_model: str
    topic: str
    prompt_text: str
    sample_number: int
    is_branded: bool
    brand_id: str | None
    brand_name: str | None
    presence: str | None
    position_rank: int | None
    before: str = ""
    surface: str = ""
    after: str = ""
    page_url: str | None = None
    page_title: str | None = None
    day: date | None = None


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
        quote_answer(by_id[state["llm_response_id"]], state)
        for state in states
        if keep(state) and provider in ("all", by_id[state["llm_response_id"]]["llm_provider"])
    ]
    return sorted(found, key=order_evidence)


_STRENGTH = (*PRESENCES, None)


def order_evidence(one: Evidence) -> tuple[object, ...]:
    """Sort key: strongest presence first, then by rank."""
    rank = one.position_rank or 1_000
    where = (one.topic, one.prompt_text, one.response_id, one.brand_id or "", one.page_url or "")
    return (_STRENGTH.index(one.presence), rank, *where)


def quote_answer(response: Row, state: Row | None = None, source: Row | None = None) -> Evidence:
    """One answer as evidence.

    Args:
        response: row of `llm_responses`.
        state: row of `llm_brand_states` of that answer, where a brand is what counts.
        source: row of `answer_citations` of it, where a cited page is.
    """
    before, surface, after = _cut(state, response["response_text"]) if state else ("", "", "")
    return Evidence(
        response_id=response["id"],
        llm_provider=response["llm_provider"],
        llm_model=response["served_model"] or response["llm_model"],
        topic=response["topic"],
        prompt_text=response["prompt_text"],
        sample_number=response["sample_number"],
        is_branded=response["is_branded"],
        brand_id=state["brand_id"] if state else None,
        brand_name=state["brand_name"] if state else None,
        presence=state["presence"] if state else None,
        position_rank=state["position_rank"] if state else None,
        before=before,
        surface=surface,
        after=after,
        page_url=source["page_url"] if source else None,
        page_title=source["title"] if source else None,
        day=response.get("day"),
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

"""Writes answers and brand states into a lake in a few words, for the tests of the marts.

An `Answer` says who asked what where and, per brand, `presence` or `(presence, rank)`; brands of
the set it does not name are ignored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from onevice_assets.partitions import join_key
from onevice_assets.tables import answers
from resources.identity import brand_id, derived_id
from resources.lake import Lake

State = str | tuple[str, int]


@dataclass(frozen=True)
class Answer:
    """One answer: its provider, what it does to brands, its topic, and whether it is branded."""

    provider: str
    states: Mapping[str, State] = field(default_factory=dict)
    topic: str = "browsers"
    is_branded: bool = False
    text: str = "An answer."


def website_id(website: str) -> str:
    return derived_id(date(2026, 1, 1), "websites", website)


def write_day(
    lake: Lake, day: str, website: str, asked: Sequence[Answer], roles: Mapping[str, str]
) -> str:
    """Write one partition of answers and states; return its key."""
    partition = join_key(day, website)
    responses = [_response(day, website, number, one) for number, one in enumerate(asked)]
    lake.write(answers.llm_responses, partition, responses)
    states = [
        _state(response, brand, role, one.states.get(brand, "ignored"))
        for response, one in zip(responses, asked, strict=True)
        for brand, role in roles.items()
        if role != "catalogue" or brand in one.states
    ]
    lake.write(answers.llm_brand_states, partition, states)
    return partition


def _response(day: str, website: str, number: int, one: Answer) -> dict[str, object]:
    on = date.fromisoformat(day)
    return {
        "id": derived_id(on, "llm_responses", website, day, number),
        "website_id": website_id(website),
        "day": on,
        "simulation_run_id": derived_id(on, "run", website),
        "prompt_id": derived_id(on, "prompts", number),
        "conversation_id": derived_id(on, "conversations", one.topic),
        "icp_id": None,
        "topic": one.topic,
        "prompt_text": "Which one?",
        "sequence_order": 1,
        "is_branded": one.is_branded,
        "locale": "en",
        "llm_provider": one.provider,
        "llm_model": f"{one.provider}-1",
        "sample_number": 1,
        "response_text": one.text,
        "citations": "[]",
        "payload_path": "somewhere.json",
        "is_demonstration": one.provider == "local",
        "basket_version": 2,
        "asked_at": datetime(on.year, on.month, on.day, 9, tzinfo=UTC),
        "created_at": datetime(on.year, on.month, on.day, tzinfo=UTC),
    }


def _state(
    response: Mapping[str, object], brand: str, role: str, state: State
) -> dict[str, object]:
    presence, rank = state if isinstance(state, tuple) else (state, None)
    on = response["day"]
    assert isinstance(on, date)
    return {
        "id": derived_id(on, "llm_brand_states", response["id"], brand),
        "website_id": response["website_id"],
        "day": on,
        "llm_response_id": response["id"],
        "brand_id": brand_id(brand),
        "brand_name": brand,
        "role": role,
        "is_tracked": role in ("own", "competitor"),
        "presence": presence,
        "position_rank": rank,
        "occurrence_count": 0 if presence == "ignored" else 1,
        "extractor_version": "7",
        "alias_version": "abc",
        "created_at": response["created_at"],
    }

"""Writes answers and brand states into a lake in a few words, for the tests of the marts.

An `Answer` says who asked what where and, per brand, `presence` or `(presence, rank)`; brands of
the set it does not name are ignored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from onevice_assets.partitions import join_key
from onevice_assets.tables import answers, audience
from resources.identity import brand_id, derived_id
from resources.lake import Lake
from resources.table_schema import Table

State = str | tuple[str, int]
_MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Answer:
    """One answer: its provider, what it does to brands, and what its prompt is about.

    Attributes:
        prompt: what was asked; answers without one have a prompt each.
        kind: intent type and funnel stage of the prompt, where it is classified.
        beliefs: belief installed about a brand, by its name.
        occurrences: how often a brand is named, by its name; once where it is not told.
    """

    provider: str
    states: Mapping[str, State] = field(default_factory=dict)
    topic: str = "browsers"
    is_branded: bool = False
    text: str = "An answer."
    prompt: str = ""
    turn: int = 1
    sample: int = 1
    icp: str | None = None
    kind: tuple[str, str] | None = None
    beliefs: Mapping[str, str] = field(default_factory=dict)
    occurrences: Mapping[str, int] = field(default_factory=dict)


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
        _state(response, one, brand, role)
        for response, one in zip(responses, asked, strict=True)
        for brand, role in roles.items()
        if role != "catalogue" or brand in one.states
    ]
    lake.write(answers.llm_brand_states, partition, states)
    _write_audience(lake, website, list(zip(responses, asked, strict=True)))
    return partition


def _write_audience(
    lake: Lake, website: str, asked: Sequence[tuple[Mapping[str, object], Answer]]
) -> None:
    """The classes of the prompts and the customers who ask, where the answers tell any."""
    classes = {
        response["prompt_id"]: _complete(
            audience.prompt_classifications,
            prompt_id=response["prompt_id"],
            website_id=response["website_id"],
            intent_type=one.kind[0],
            funnel_stage=one.kind[1],
        )
        for response, one in asked
        if one.kind
    }
    icps = {
        one.icp: _complete(
            audience.icps,
            id=response["icp_id"],
            website_id=response["website_id"],
            name=one.icp,
            sequence_number=1,
            basket_version=1,
        )
        for response, one in asked
        if one.icp
    }
    if classes:
        lake.write(audience.prompt_classifications, website, list(classes.values()))
    if icps:
        lake.write(audience.icps, website, list(icps.values()))


def _complete(table: Table, **known: object) -> dict[str, object]:
    """A row of a table: what may not be null and is not told is empty."""
    empty = {"uuid": "", "text": "", "json": "[]", "number": 0.0, "boolean": True}
    made = {
        column.name: column.one_of[0] if column.one_of else empty.get(column.type, _MOMENT)
        for column in table.columns
        if not column.nullable
    }
    return made | known


def _response(day: str, website: str, number: int, one: Answer) -> dict[str, object]:
    on = date.fromisoformat(day)
    return {
        "id": derived_id(on, "llm_responses", website, day, number),
        "website_id": website_id(website),
        "day": on,
        "simulation_run_id": derived_id(on, "run", website),
        "prompt_id": derived_id(date(2026, 1, 1), "prompts", one.prompt or number),
        "conversation_id": derived_id(on, "conversations", one.topic),
        "icp_id": derived_id(on, "icps", website, one.icp) if one.icp else None,
        "topic": one.topic,
        "prompt_text": one.prompt or "Which one?",
        "sequence_order": one.turn,
        "is_branded": one.is_branded,
        "locale": "en",
        "llm_provider": one.provider,
        "llm_model": f"{one.provider}-1",
        "sample_number": one.sample,
        "response_text": one.text,
        "citations": "[]",
        "payload_path": "somewhere.json",
        "is_demonstration": one.provider == "local",
        "basket_version": 2,
        "asked_at": datetime(on.year, on.month, on.day, 9, tzinfo=UTC),
        "created_at": datetime(on.year, on.month, on.day, tzinfo=UTC),
    }


def _state(response: Mapping[str, object], one: Answer, brand: str, role: str) -> dict[str, object]:
    state = one.states.get(brand, "ignored")
    presence, rank = state if isinstance(state, tuple) else (state, None)
    on, said = response["day"], one.text.find(brand) if presence != "ignored" else -1
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
        "belief_sold": one.beliefs.get(brand),
        "occurrence_count": 0 if presence == "ignored" else one.occurrences.get(brand, 1),
        "mention_start": said if said >= 0 else None,
        "mention_end": said + len(brand) if said >= 0 else None,
        "surface": brand if said >= 0 else None,
        "evidence_start": 0 if presence != "ignored" else None,
        "evidence_end": len(one.text) if presence != "ignored" else None,
        "extractor_version": "7",
        "alias_version": "abc",
        "created_at": response["created_at"],
    }

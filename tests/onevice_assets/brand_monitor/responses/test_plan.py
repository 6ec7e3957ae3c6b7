"""Which conversations are asked, and what they may cost before anything is asked."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from onevice_assets.brand_monitor.responses.plan import (
    Cell,
    Conversation,
    Turn,
    estimate,
    plan_conversations,
)
from resources.llm.providers import list_active

OPENAI = list_active({"OPENAI_API_KEY": "k"})[0]
LOCAL = list_active({})[0]


def sequence(name: str, **changes: Any) -> dict[str, Any]:
    row = {"id": name, "icp_id": "i", "topic": name, "locale": "en-US", "sequence_number": 1}
    return {**row, "is_active": True, "is_core_conversation": True, "source": "generated"} | changes


def prompt(name: str, conversation: str, **changes: Any) -> dict[str, Any]:
    row = {"id": name, "conversation_id": conversation, "prompt_text": name, "sequence_order": 1}
    row |= {"is_active": True, "is_pinned": False, "is_branded": False, "basket_version": 1}
    return {**row, "source": "generated", **changes}


CONVERSATION = Conversation(
    "c", "i", "topic", "en-US", 1, (Turn("p1", "x" * 30, 1, False), Turn("p2", "y" * 30, 2, False))
)


@pytest.mark.parametrize(
    ("changes", "which", "asked"),
    [
        ({}, "core", True),
        ({"is_core_conversation": False}, "core", False),
        ({"is_core_conversation": False}, "all", True),
        ({"is_active": False}, "all", False),
        ({"source": "import"}, "all", False),
    ],
)
def test_a_conversation_is_asked_when_it_is_meant_to(
    changes: dict[str, Any], which: str, asked: bool
) -> None:
    found = plan_conversations([sequence("c", **changes)], [prompt("p", "c")], which)
    assert bool(found) is asked


@pytest.mark.parametrize("changes", [{"is_pinned": True}, {"source": "person"}])
def test_what_a_person_pinned_or_wrote_is_asked_with_the_core(changes: dict[str, Any]) -> None:
    other = sequence("c", is_core_conversation=False)
    assert plan_conversations([other], [prompt("p", "c", **changes)], "core")


def test_turns_come_in_order_without_the_rejected_ones() -> None:
    prompts = [
        prompt("p3", "c", sequence_order=3),
        prompt("p1", "c"),
        prompt("p2", "c", sequence_order=2, is_active=False),
    ]
    (found,) = plan_conversations([sequence("c")], prompts, "core")
    assert [turn.prompt_id for turn in found.turns] == ["p1", "p3"]


def test_an_estimate_counts_calls_and_growing_histories() -> None:
    one = estimate([CONVERSATION], [OPENAI], 1)
    assert one.calls == 2
    first = OPENAI.bound_usd(18)
    assert one.usd > 2 * first
    assert estimate([CONVERSATION] * 3, [OPENAI], 2).usd == 6 * one.usd
    assert one.by_provider[OPENAI.label] == (2, one.usd)


def test_what_is_done_is_not_estimated_again() -> None:
    done = {Cell("p1", OPENAI.name, OPENAI.model, 1)}
    assert estimate([CONVERSATION], [OPENAI], 1, done).calls == 1


def test_calls_of_a_batch_are_estimated_at_its_price_and_what_it_failed_at_the_full_one() -> None:
    direct = estimate([CONVERSATION], [OPENAI], 1)
    batched = estimate([CONVERSATION], [OPENAI], 1, tried=())
    assert (batched.calls, batched.in_batch, batched.usd) == (2, 2, direct.usd / 2)
    late = estimate([CONVERSATION], [OPENAI], 1, tried={Cell("p2", OPENAI.name, OPENAI.model, 1)})
    assert late.in_batch == 1
    assert batched.usd < late.usd < direct.usd
    early = estimate([CONVERSATION], [OPENAI], 1, tried={Cell("p1", OPENAI.name, OPENAI.model, 1)})
    assert (early.in_batch, early.usd) == (0, direct.usd)


def test_who_has_no_cheaper_batch_is_estimated_at_its_own_price() -> None:
    one = list_active({"PERPLEXITY_API_KEY": "k"})
    assert estimate([CONVERSATION], one, 1, tried=()) == estimate([CONVERSATION], one, 1)


def test_the_local_model_is_free() -> None:
    found = estimate([CONVERSATION], [LOCAL], 5)
    assert (found.calls, found.usd) == (10, Decimal(0))
    assert found.models == ["local:smollm2-135m-instruct"]

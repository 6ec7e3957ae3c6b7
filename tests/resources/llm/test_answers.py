"""Whatever JSON a provider sends is an answer or an error that says why."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from resources.errors import ProviderError
from resources.llm.answers import read_answer, strip_thinking
from resources.llm.prices import FREE, Price


def chat(text: Any = "Use Bar.", **more: Any) -> dict[str, Any]:
    message = {"role": "assistant", "content": text, **more.pop("message", {})}
    return {"choices": [{"message": message, "finish_reason": "stop"}], **more}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<think>a</think>b", "b"),
        ("<THINK>\na\n</THINK>\n\nb", "b"),
        ("<thinking>a</thinking>b<think>c</think>d", "bd"),
        ("a</think>b", "b"),
        ("b <think>never closed", "b"),
        ("I think so", "I think so"),
        ("a < b and </b>", "a < b and </b>"),
    ],
)
def test_thinking_is_cut_out(text: str, left: str) -> None:
    assert strip_thinking(text) == left


def test_a_model_that_is_not_said_is_null_not_the_one_we_asked() -> None:
    assert read_answer(chat(), FREE).served_model is None


def test_the_responses_api_is_read_too() -> None:
    part = {
        "type": "output_text",
        "text": "Use Bar.",
        "annotations": [{"type": "url_citation", "url": "https://a.test", "title": "A"}],
    }
    payload = {
        "id": "r1",
        "model": "perplexity/sonar",
        "status": "completed",
        "output": [
            {"type": "search_results", "results": [{"url": "https://b.test", "title": "B"}]},
            {"type": "message", "content": [part]},
        ],
        "usage": {"input_tokens": 5, "output_tokens": 6, "cost": {"total_cost": 0.0123}},
    }
    answer = read_answer(payload, Price(Decimal(9), Decimal(9)))
    assert (answer.text, answer.cost_usd) == ("Use Bar.", Decimal("0.0123"))
    assert [(one["url"], one["is_cited"]) for one in answer.citations] == [
        ("https://b.test", False),
        ("https://a.test", True),
    ]


def test_a_number_in_a_musing_that_was_cut_out_cites_nothing() -> None:
    payload = chat("<think>as [1] says</think>Use Bar [2].", citations=["https://a", "https://b"])
    answer = read_answer(payload, FREE)
    assert [one["is_cited"] for one in answer.citations] == [False, True]


def test_text_that_no_store_can_hold_is_repaired() -> None:
    answer = read_answer(chat("a\x00b \ud83d c \ud83d\ude00"), FREE)
    assert answer.text == "ab \ufffd c \U0001f600"


def test_a_refusal_is_no_answer() -> None:
    with pytest.raises(ProviderError, match="refused"):
        read_answer(chat("no", message={"refusal": "I cannot"}), FREE)


_FIELDS = (
    *("choices", "message", "content", "annotations", "usage", "cost", "total_cost"),
    *("output", "text", "type", "citations", "url", "prompt_tokens", "model", "id"),
    *("action", "sources", "results", "contents", "search_results", "url_citation"),
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(_FIELDS),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(_JSON)
def test_no_json_makes_the_reader_fall_over(payload: object) -> None:
    try:
        assert read_answer(payload, FREE).text
    except ProviderError as error:
        assert str(error)

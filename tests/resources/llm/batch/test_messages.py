"""Anthropic's form of a batch: what is sent, and what is read out of anything that comes."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.errors import ProviderError
from resources.llm.answers import EmptyAnswerError, read_answer
from resources.llm.batch.lines import LineAnswer
from resources.llm.batch.messages import read_results, write_requests
from resources.llm.calls import Call
from resources.llm.prices import FREE, Price
from resources.llm.providers import list_active

KEY = "sk-very-secret-0123456789"
MESSAGE = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-haiku-5-5",
    "content": [{"type": "text", "text": "Use "}, {"type": "text", "text": "SQLite. 数据库"}],
    "stop_reason": "end_turn",
    "usage": {"input_tokens": 10, "output_tokens": 20},
}


def line(result: Any) -> str:
    return json.dumps({"custom_id": "a", "result": result})


def test_a_request_is_a_message_with_what_the_system_says_beside_it() -> None:
    (provider,) = list_active({"ANTHROPIC_API_KEY": KEY})
    asked = {"role": "user", "content": "Which database?"}
    plain, told = Call((asked,)), Call(({"role": "system", "content": "Be brief."}, asked))
    written = write_requests(provider, {"a": plain, "b": told})
    params = {"model": "claude-haiku-5-5", "max_tokens": 2048, "messages": [asked]}
    assert written == [
        {"custom_id": "a", "params": params},
        {"custom_id": "b", "params": {**params, "system": "Be brief."}},
    ]
    assert KEY not in json.dumps(written)


@pytest.mark.parametrize(
    ("result", "error", "request_id"),
    [
        ({"type": "expired"}, "expired", None),
        ({"type": "canceled"}, "canceled", None),
        (
            {
                "type": "errored",
                "error": {
                    "type": "error",
                    "error": {"type": "invalid_request_error", "message": "max_tokens: too many"},
                    "request_id": "req_7",
                },
            },
            "errored invalid_request_error max_tokens: too many",
            "req_7",
        ),
        ({"type": "errored", "error": None}, "errored", None),
        ({"type": "succeeded"}, "succeeded", None),  # and no message: no answer
        ({}, "no answer", None),
        ("?", "no answer", None),
    ],
)
def test_a_result_without_an_answer_says_why(
    result: Any, error: str, request_id: str | None
) -> None:
    assert read_results(line(result)) == {"a": LineAnswer(None, error, request_id)}


def test_an_answer_is_read_like_that_of_a_direct_call() -> None:
    found = read_results(line({"type": "succeeded", "message": MESSAGE}))["a"]
    answer = read_answer(json.loads(found.raw or ""), Price(Decimal(1), Decimal(2)))
    assert (answer.text, answer.served_model) == ("Use SQLite. 数据库", "claude-haiku-5-5")
    assert (answer.prompt_tokens, answer.response_tokens) == (10, 20)
    assert answer.cost_usd == Decimal(50) / 1_000_000
    assert (answer.finish_reason, answer.request_id, answer.citations) == ("end_turn", "msg_1", ())


@pytest.mark.parametrize("change", [{"stop_reason": "refusal"}, {"content": []}])
def test_a_refusal_and_an_empty_message_are_charged_and_no_answer(change: dict[str, Any]) -> None:
    with pytest.raises(EmptyAnswerError) as caught:
        read_answer({**MESSAGE, **change}, Price(Decimal(1), Decimal(2)))
    assert caught.value.cost_usd == Decimal(50) / 1_000_000


@pytest.mark.parametrize("content", [None, "text", [7], [{"type": "tool_use", "input": {}}]])
def test_content_of_another_kind_is_no_answer(content: Any) -> None:
    with pytest.raises(ProviderError):
        read_answer({**MESSAGE, "content": content}, FREE)


@given(st.text())
def test_no_text_makes_the_reader_fall_over(text: str) -> None:
    assert all(isinstance(one, LineAnswer) for one in read_results(text).values())

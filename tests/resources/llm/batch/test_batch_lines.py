"""The files of a batch: what is written into one, and what is read out of anything that comes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.llm.batch.lines import LineAnswer, read_lines, write_lines
from resources.llm.calls import Call
from resources.llm.providers import list_active
from resources.llm.request import build_body

KEY = "sk-very-secret-0123456789"
CALL = Call(({"role": "user", "content": "Which\ndatabase? 数据库"},))
BODY = {"id": "x", "choices": []}


def line(**more: Any) -> str:
    return json.dumps({"id": "batch_req_1", "custom_id": "a", **more})


@pytest.mark.parametrize(
    ("env", "url"),
    [
        ({"OPENAI_API_KEY": KEY}, "/v1/chat/completions"),
        ({"PERPLEXITY_API_KEY": KEY}, "/v1/responses"),
    ],
)
def test_a_line_holds_the_call_as_it_would_be_sent(env: dict[str, str], url: str) -> None:
    (provider,) = list_active(env)
    written = write_lines(provider, {"a": CALL, "b": CALL})
    rows = [json.loads(row) for row in written.splitlines()]
    assert [row["custom_id"] for row in rows] == ["a", "b"]
    body = build_body(provider, CALL)
    assert rows[0] == {"custom_id": "a", "method": "POST", "url": url, "body": body}
    assert KEY.encode() not in written


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (line(response=None, error={"code": "batch_expired", "message": "too late"}), "too late"),
        (line(response={"status_code": 400, "body": {"error": {"message": "no"}}}), "no"),
        (line(response={"status_code": 500, "body": {}}, error=None), "status 500"),
        (line(response=None, error=None), "no answer"),
        (line(), "no answer"),
        (line(response="?", error=7), "no answer"),
    ],
)
def test_a_line_without_an_answer_says_why(text: str, error: str) -> None:
    found = read_lines(text)["a"]
    assert found.raw is None
    assert error in found.error


def test_answers_are_found_by_their_id_in_any_order() -> None:
    good = {"response": {"status_code": 200, "body": BODY}, "error": None}
    rows = [{"custom_id": name, **good} for name in ("b", "a")]
    text = "".join(json.dumps(row) + "\n" for row in rows)
    assert set(read_lines(text)) == {"a", "b"}
    assert read_lines(text)["b"] == LineAnswer(json.dumps(BODY), "")


@pytest.mark.parametrize("text", ["", "\n\n", "{broken", "[]", "7", '{"custom_id": 7}', "{}"])
def test_a_line_that_cannot_be_read_is_nobodys(text: str) -> None:
    assert read_lines(text) == {}


@given(st.text())
def test_no_text_makes_the_reader_fall_over(text: str) -> None:
    assert all(isinstance(one, LineAnswer) for one in read_lines(text).values())

"""What each provider is sent and how its answers are read, over HTTP, by its documentation.

`payloads/` holds answers shaped as the documentation of each provider shows them. A field that a
provider refuses or ignores is not sent to it: the whole body is compared, not what must be in it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from resources.errors import ProviderRefusedError
from resources.llm.answers import Answer
from resources.llm.budget import Purse
from resources.llm.calls import Call, ask, open_client
from resources.llm.providers import Provider, list_active
from tests.provider_server import Plan, ProviderServer
from tests.resources.llm.test_ask_a_provider import MemoryBook

KEY = "sk-very-secret-0123456789"
PAYLOADS = Path(__file__).with_name("payloads")
ASKED = {"role": "user", "content": "Which database?"}
CALL = Call((ASKED,), seed=7)
SCHEMA = {"type": "object", "properties": {"name": {"type": "string"}}}
JSON_CALL = Call((ASKED,), seed=0, answer_tokens=500, schema=("thing", SCHEMA))
FORM = {"name": "thing", "schema": SCHEMA}
PREFIX = {
    "openai": "OPENAI",
    "openai-search": "OPENAI",
    "anthropic": "ANTHROPIC",
    "google": "GEMINI",
    "perplexity": "PERPLEXITY",
}

PATHS_AND_BODIES: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "openai": (
        "/v1/chat/completions",
        {
            "model": "gpt-5.6-luna",
            "messages": [ASKED],
            "max_completion_tokens": 1024,
            "reasoning_effort": "none",
        },
        {
            "model": "gpt-5.6-luna",
            "messages": [ASKED],
            "max_completion_tokens": 500,
            "reasoning_effort": "none",
            "response_format": {"type": "json_schema", "json_schema": FORM},
        },
    ),
    "openai-search": (
        "/v1/responses",
        {
            "model": "gpt-5.6-luna",
            "input": [ASKED],
            "max_output_tokens": 2048,
            "reasoning": {"effort": "low"},
            "store": False,
            "tools": [{"type": "web_search"}],
            "include": ["web_search_call.action.sources"],
            "max_tool_calls": 1,
        },
        {
            "model": "gpt-5.6-luna",
            "input": [ASKED],
            "max_output_tokens": 500,
            "reasoning": {"effort": "low"},
            "store": False,
            "text": {"format": {"type": "json_schema", **FORM}},
        },
    ),
    "anthropic": (
        "/v1/chat/completions",
        {"model": "claude-haiku-5-5", "messages": [ASKED], "max_tokens": 2048},
        {"model": "claude-haiku-5-5", "messages": [ASKED], "max_tokens": 500},
    ),
    "google": (
        "/v1/chat/completions",
        {
            "model": "gemini-3.8-flash",
            "messages": [ASKED],
            "max_tokens": 2048,
            "reasoning_effort": "low",
        },
        {
            "model": "gemini-3.8-flash",
            "messages": [ASKED],
            "max_tokens": 500,
            "reasoning_effort": "low",
            "response_format": {"type": "json_schema", "json_schema": FORM},
        },
    ),
    "perplexity": (
        "/v1/responses",
        {
            "model": "perplexity/sonar",
            "input": [ASKED],
            "max_output_tokens": 1024,
            "tools": [{"type": "web_search"}],
        },
        {"model": "perplexity/sonar", "input": [ASKED], "max_output_tokens": 500},
    ),
}


@pytest.fixture
def server() -> Iterator[ProviderServer]:
    with ProviderServer().running() as server:
        yield server


def find(name: str, server: ProviderServer) -> Provider:
    env = {f"{PREFIX[name]}_API_KEY": KEY, f"{PREFIX[name]}_BASE_URL": server.url}
    if name == "openai-search":
        env["OPENAI_SEARCH_MODEL"] = "gpt-5.6-luna"
    return next(one for one in list_active(env) if one.name == name)


def put(provider: Provider, call: Call = CALL) -> Answer:
    async def run() -> Answer:
        async with open_client(provider) as client:
            purse = Purse(Decimal(1))
            return await ask(
                client, provider, call, book=MemoryBook(), purse=purse, first_wait_s=0.01
            )

    return asyncio.run(run())


@pytest.mark.parametrize("name", PATHS_AND_BODIES)
def test_a_provider_is_sent_only_the_fields_it_knows(name: str, server: ProviderServer) -> None:
    path, body, json_body = PATHS_AND_BODIES[name]
    provider = find(name, server)
    put(provider)
    put(provider, JSON_CALL)
    assert [call.path for call in server.calls] == [path, path]
    assert [call.key for call in server.calls] == [KEY, KEY]
    assert server.calls[0].body == body
    assert server.calls[1].body == json_body


@pytest.mark.parametrize(
    ("name", "text", "served", "tokens", "usd", "sources"),
    [
        ("openai", "SQLite, for most.", "gpt-5.6-luna-2026-07-09", (12, 40), "0.0000504", {}),
        (
            "openai-search",
            "Use SQLite ([sqlite.org](https://sqlite.org/)). It is everywhere.",
            "gpt-5.6-luna-2026-07-09",
            (8300, 210),
            "0.021912",  # two queries of one search, at USD 0.01 each, and the tokens
            {
                "https://sqlite.org/": (True, 11),
                "https://duckdb.org/": (False, None),
                "https://duckdb.org/why_duckdb": (False, None),
            },
        ),
        ("anthropic", "SQLite.", "claude-haiku-5-5", (14, 6), "0.0000044", {}),
        (
            "google",
            "SQLite.",
            "gemini-3.8-flash",
            (9, 6),
            "0.00008925",  # the total has 16 tokens of thinking more, which are charged
            {},
        ),
        (
            "perplexity",
            "Use SQLite [1].",
            "perplexity/sonar",
            (1800, 90),
            "0.00568",  # as it says itself
            {"https://sqlite.org/": (True, None), "https://duckdb.org/": (False, None)},
        ),
    ],
)
def test_a_providers_answer_is_read_with_its_sources_and_its_cost(
    name: str,
    text: str,
    served: str,
    tokens: tuple[int, int],
    usd: str,
    sources: dict[str, tuple[bool, int | None]],
    server: ProviderServer,
) -> None:
    server.plans = [Plan(body=(PAYLOADS / f"{name}.json").read_text("utf-8"))]
    answer = put(find(name, server))
    assert (answer.text, answer.served_model) == (text, served)
    assert (answer.prompt_tokens, answer.response_tokens) == tokens
    assert answer.cost_usd == Decimal(usd)
    found = {one["url"]: (one["is_cited"], one.get("text_start")) for one in answer.citations}
    assert found == sources


def test_a_searching_answer_costs_at_most_what_was_set_aside(server: ProviderServer) -> None:
    provider = find("openai-search", server)
    server.plans = [Plan(body=(PAYLOADS / "openai-search.json").read_text("utf-8"))]
    answer = put(provider)
    assert answer.cost_usd is not None
    assert answer.cost_usd <= CALL.bound_usd(provider)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (404, {"code": "model_not_found"}),
        (410, {"code": "gone"}),
        (400, {"code": "model_not_found"}),
        (400, {"code": "invalid_model"}),
    ],
)
@pytest.mark.parametrize("name", PATHS_AND_BODIES)
def test_a_retired_model_is_refused_naming_the_variable_to_change(
    name: str, status: int, error: dict[str, str], server: ProviderServer
) -> None:
    provider = find(name, server)
    server.plans = [Plan(status=status, error=error)]
    with pytest.raises(ProviderRefusedError, match=str(status)) as caught:
        put(provider)
    said = str(caught.value)
    assert provider.model_variable in said
    assert repr(provider.model) in said
    assert KEY not in said
    assert len(server.calls) == 1


def test_a_place_in_a_musing_that_was_cut_out_is_shifted_with_the_text() -> None:
    from resources.llm.answers import read_answer
    from resources.llm.prices import FREE

    payload = json.loads((PAYLOADS / "openai-search.json").read_text("utf-8"))
    part = payload["output"][-1]["content"][0]
    musing = "<think>hm</think>\n"
    part["text"] = musing + part["text"]
    part["annotations"][0]["start_index"] += len(musing)
    assert read_answer(payload, FREE).citations[0].get("text_start") == 11

"""Who is asked, what it costs, and that keys stay secret."""

from __future__ import annotations

import logging
from decimal import Decimal
from pathlib import Path

import pytest

from resources.errors import BudgetError, ConfigurationError, ProviderError
from resources.llm.providers import list_active
from resources.llm.resource import LanguageModels
from tests.provider_server import Plan, ProviderServer

KEY = "sk-very-secret-0123456789"
KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "PERPLEXITY_API_KEY")
SCHEMA = {
    "type": "object",
    "properties": {"name": {"type": "string"}},
    "required": ["name"],
    "additionalProperties": False,
}


@pytest.fixture
def llm(monkeypatch: pytest.MonkeyPatch) -> LanguageModels:
    for name in (*KEYS, "OPENAI_MODEL", "OPENAI_BASE_URL", "ONEVICE_PRICES"):
        monkeypatch.delenv(name, raising=False)
    return LanguageModels(first_wait_s=0.01)


class Notes:
    """A book nobody reads."""

    async def reserve(self, *_: object) -> str:
        return ""

    async def settle(self, *_: object) -> None:
        """Keep nothing."""

    async def fail(self, *_: object) -> None:
        """Keep nothing."""


def complete(llm: LanguageModels) -> dict[str, object]:
    return llm.complete_json(
        "Page: Firefox",
        schema=SCHEMA,
        schema_name="thing",
        system="Read.",
        purpose="test",
        book=Notes(),
    )


@pytest.fixture
def hosted(
    llm: LanguageModels, monkeypatch: pytest.MonkeyPatch
) -> tuple[LanguageModels, ProviderServer]:
    server = ProviderServer()
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    return llm, server


def test_without_a_key_the_local_model_is_asked_for_free(llm: LanguageModels) -> None:
    (local,) = llm.describe_providers()
    assert (local.label, local.is_demonstration) == ("local:smollm2-135m-instruct", True)
    assert local.bound_usd(10**6) == 0
    assert not llm.hosted


def test_every_provider_with_a_key_is_asked(llm: LanguageModels) -> None:
    found = list_active(dict.fromkeys(KEYS, KEY))
    assert [one.name for one in found] == ["openai", "anthropic", "google", "perplexity"]
    assert all(one.price.input_usd > 0 and one.price.source for one in found)
    assert all(one.base_url.startswith("https://") for one in found)


def test_an_empty_key_is_none(llm: LanguageModels) -> None:
    assert list_active({"OPENAI_API_KEY": "  "})[0].name == "local"


def test_a_model_without_a_price_is_refused_with_what_to_write(tmp_path: Path) -> None:
    env = {"OPENAI_API_KEY": KEY, "OPENAI_MODEL": "gpt-99"}
    with pytest.raises(ConfigurationError, match="ONEVICE_PRICES") as caught:
        list_active(env)
    assert KEY not in str(caught.value)
    prices = tmp_path / "prices.toml"
    prices.write_text(
        '[[models]]\nprovider = "openai"\nmodel = "gpt-99"\ninput_usd = 1\noutput_usd = 2.5\n'
    )
    (found,) = list_active({**env, "ONEVICE_PRICES": str(prices)})
    assert found.price.cost(1_000_000, 1_000_000) == Decimal("3.5")


@pytest.mark.parametrize(
    "text", ["not toml", '[[models]]\nprovider = "openai"\nmodel = "gpt-99"\ninput_usd = "x"\n', ""]
)
def test_a_price_file_that_says_nothing_usable_is_refused(tmp_path: Path, text: str) -> None:
    prices = tmp_path / "prices.toml"
    prices.write_text(text)
    env = {"OPENAI_API_KEY": KEY, "OPENAI_MODEL": "gpt-99", "ONEVICE_PRICES": str(prices)}
    with pytest.raises(ConfigurationError):
        list_active(env)


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="OPENAI_BASE_URL"):
        list_active({"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": "localhost:8000"})


def test_a_key_is_in_no_representation(
    hosted: tuple[LanguageModels, ProviderServer], caplog: pytest.LogCaptureFixture
) -> None:
    llm, server = hosted
    caplog.set_level(logging.DEBUG)
    with server.running():
        server.plans = [Plan(text='{"name": "Firefox"}')]
        complete(llm)
    shown = f"{llm!r} {llm.model_dump_json()} {llm.describe_providers()!r} {caplog.text}"
    assert KEY not in shown
    assert server.calls[0].key == KEY


def test_json_of_the_schema_is_returned(hosted: tuple[LanguageModels, ProviderServer]) -> None:
    llm, server = hosted
    server.plans = [Plan(text='```json\n{"name": "Firefox"}\n```')]
    with server.running():
        assert complete(llm) == {"name": "Firefox"}
    body = server.calls[0].body
    assert body["response_format"]["json_schema"]["schema"] == SCHEMA
    assert "additionalProperties" in server.calls[0].messages[0]["content"]


@pytest.mark.parametrize("text", ["{broken", "[]", '{"name": 7}', '{"title": "x"}'])
def test_broken_json_is_asked_once_more_then_given_up(
    hosted: tuple[LanguageModels, ProviderServer], text: str
) -> None:
    llm, server = hosted
    with server.running():
        server.plans = [Plan(text=text, uses=1), Plan(text='{"name": "Firefox"}')]
        assert complete(llm) == {"name": "Firefox"}
        server.plans = [Plan(text=text)]
        with pytest.raises(ProviderError, match="schema") as caught:
            complete(llm)
    assert len(server.calls) == 4
    assert "title" not in str(caught.value)


def test_json_calls_keep_to_the_budget(
    hosted: tuple[LanguageModels, ProviderServer],
) -> None:
    _, server = hosted
    poor = LanguageModels(max_run_usd=0.0001)
    with server.running(), pytest.raises(BudgetError, match="MAX_RUN_USD"):
        complete(poor)
    assert not server.calls

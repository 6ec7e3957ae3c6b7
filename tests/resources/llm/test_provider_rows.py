"""A provider is a row: a person's own needs no code, and a wrong one is told what to write."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from resources.errors import ConfigurationError
from resources.llm.calls import Call
from resources.llm.providers import list_active, list_names, provider_of
from resources.llm.request import build_body

KEY = "sk-very-secret-0123456789"
ASK = Call(({"role": "user", "content": "Which database?"},), seed=7)
PRICE = '\n[[models]]\nprovider = "{}"\nmodel = "{}"\ninput_usd = 0\noutput_usd = 0\n'


def write(folder: Path, text: str) -> dict[str, str]:
    path = folder / "providers.toml"
    path.write_text(text, "utf-8")
    return {"ONEVICE_PROVIDERS": str(path)}


@pytest.mark.parametrize(
    ("row", "field", "advice"),
    [
        ('api = "grpc"', "api", '"chat" or "responses"'),
        ('concurrency = "8"', "concurrency", "concurrency = 4"),
        ("concurrency = 0", "concurrency", "concurrency = 4"),
        ("requests_per_minute = -1", "requests_per_minute", "requests_per_minute = 500"),
        ("timeout_s = nan", "timeout_s", "timeout_s = 120"),
        ('base_url = "localhost:8000"', "base_url", "http://"),
        ('key_variable = "my key"', "key_variable", "MISTRAL_API_KEY"),
        ('max_tokens_field = "length"', "max_tokens_field", "max_tokens"),
        ("rpm = 5", "rpm", "requests_per_minute"),
        ("web_search = true", "web_search", "tools"),
        ('batch = "yes"', "batch", "true or false"),
        ("", "base_url", "http://"),
    ],
)
def test_a_wrong_row_is_refused_with_file_row_field_and_what_to_write(
    tmp_path: Path, row: str, field: str, advice: str
) -> None:
    base = "" if not row or "base_url" in row else 'base_url = "https://x.test/v1"\n'
    env = write(tmp_path, f'[providers.mine]\ndefault_model = "m"\n{base}{row}\n')
    with pytest.raises(ConfigurationError) as caught:
        list_active({**env, "OPENAI_API_KEY": KEY})
    said = str(caught.value)
    assert "providers.toml" in said
    assert f"[providers.mine] field {field}" in said
    assert advice in said
    assert KEY not in said


@pytest.mark.parametrize(
    "text",
    [
        "not toml",
        "[mistral]\nbase_url = 'https://x.test'\n",
        "[providers]\nmistral = 1\n",
        "[providers.local]\nconcurrency = 8\n",
        "[providers.Mistral]\nbase_url = 'https://x.test'\n",
        "[providers.'a:b']\nbase_url = 'https://x.test'\n",
        "[providers.x]\nbase_url = 'https://x'\ndefault_model = 'm'\nis_demonstration = true\n",
        "[providers.x]\nbase_url = 'https://x.test'\n",
        "providers = 3\n",
    ],
)
def test_a_file_that_is_no_table_of_providers_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"providers\.toml"):
        list_active(write(tmp_path, text))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="gone"):
        list_active({"ONEVICE_PROVIDERS": str(tmp_path / "gone.toml")})


def test_a_model_on_ones_own_machine_needs_a_row_and_no_key(tmp_path: Path) -> None:
    row = '[providers.ollama]\nbase_url = "http://127.0.0.1:11434/v1"\ndefault_model = "llama3.2"\n'
    (found,) = list_active(write(tmp_path, row + PRICE.format("ollama", "llama3.2")))
    assert (found.label, found.base_url) == ("ollama:llama3.2", "http://127.0.0.1:11434/v1")
    assert not found.is_demonstration
    assert found.bound_usd(10**6) == 0


def test_a_row_of_ones_own_without_a_price_is_refused(tmp_path: Path) -> None:
    row = '[providers.ollama]\nbase_url = "http://127.0.0.1:11434/v1"\ndefault_model = "llama3.2"\n'
    with pytest.raises(ConfigurationError, match="No price"):
        list_active(write(tmp_path, row))


def test_a_row_with_a_name_of_ours_changes_only_the_fields_it_has(tmp_path: Path) -> None:
    env = write(tmp_path, "[providers.openai]\nrequests_per_minute = 60\nconcurrency = 2\n")
    (found,) = list_active({**env, "OPENAI_API_KEY": KEY})
    assert (found.requests_per_minute, found.concurrency) == (60, 2)
    assert found.base_url == "https://api.openai.com/v1"
    assert found.own_limits == {"requests_per_minute"}
    assert found.tokens_per_minute == 200_000  # what is documented of the model


def test_several_models_of_one_provider_are_asked_at_once() -> None:
    models = "gpt-5.6-luna, gpt-5.6-terra,,gpt-5.6-luna"
    found = list_active({"OPENAI_API_KEY": KEY, "OPENAI_MODEL": models})
    assert [one.label for one in found] == ["openai:gpt-5.6-luna", "openai:gpt-5.6-terra"]


def test_web_search_of_openai_is_asked_beside_it_when_its_model_is_named() -> None:
    env = {"OPENAI_API_KEY": KEY, "OPENAI_SEARCH_MODEL": "gpt-5.6-luna"}
    plain, searching = list_active(env)
    assert (plain.name, searching.name) == ("openai", "openai-search")
    assert not plain.web_search
    assert searching.without_search().web_search == {}


def test_the_bound_of_a_search_covers_the_searches_and_what_they_bring() -> None:
    (_, found) = list_active({"OPENAI_API_KEY": KEY, "OPENAI_SEARCH_MODEL": "gpt-5.6-luna"})
    tokens = (128_100 * Decimal("0.20") + 2048 * Decimal("1.20")) / 1_000_000
    assert found.bound_usd(100) == tokens + 2 * Decimal("0.01")
    assert found.without_search().bound_usd(100) < Decimal("0.02")


def test_a_persons_providers_count_wherever_providers_are_listed(tmp_path: Path) -> None:
    row = '[providers.mine]\nbase_url = "https://x.test/v1"\ndefault_model = "m"\n'
    names = list_names(write(tmp_path, row))
    assert names[-1] == "mine"
    assert "openai" in names


def test_one_model_of_a_provider_is_found_whatever_simulations_ask() -> None:
    env = {"OPENAI_API_KEY": KEY, "OPENAI_MODEL": "gpt-5.6-luna"}
    assert provider_of("openai", "text-embedding-3-small", env).model == "text-embedding-3-small"
    with pytest.raises(ConfigurationError, match="OPENAI_API_KEY"):
        provider_of("openai", "text-embedding-3-small", {})


def test_parameters_of_a_row_and_of_a_model_are_both_sent(tmp_path: Path) -> None:
    row = (
        '[providers.mine]\nbase_url = "https://x.test/v1"\ndefault_model = "m"\nseed = true\n'
        "parameters = { temperature = 0.5, top_p = 1 }\n"
    )
    price = PRICE.format("mine", "m") + "parameters = { temperature = 0 }\n"
    (found,) = list_active(write(tmp_path, row + price))
    body = build_body(found, ASK)
    assert (body["temperature"], body["top_p"], body["seed"]) == (0, 1, 7)


@pytest.mark.parametrize("share", ["1.5", "-0.5", '"half"'])
def test_a_discount_that_is_no_share_is_refused(tmp_path: Path, share: str) -> None:
    row = '[providers.mine]\nbase_url = "https://x.test/v1"\ndefault_model = "m"\n'
    price = PRICE.format("mine", "m") + f"batch_discount = {share}\n"
    with pytest.raises(ConfigurationError, match="mine"):
        list_active(write(tmp_path, row + price))

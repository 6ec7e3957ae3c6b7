"""What a new account may use of a model: documented, dated, and a person's own word before it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from resources.errors import ConfigurationError
from resources.llm.model_limits import LIMITS, find_limits
from resources.llm.prices import read_models
from resources.llm.providers import list_active

KEYS = dict.fromkeys(
    ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "PERPLEXITY_API_KEY"), "k"
)


def write(folder: Path, text: str) -> dict[str, str]:
    file = folder / "mine.toml"
    file.write_text(text)
    return {"ONEVICE_PROVIDERS": str(file), "OPENAI_API_KEY": "k"}


def test_every_hosted_model_that_is_asked_by_default_starts_with_a_limit() -> None:
    found = list_active(KEYS)
    assert len(found) == 4
    assert all(one.requests_per_minute for one in found)
    assert not any(one.own_limits for one in found)


def test_every_limit_says_where_and_when_it_was_read() -> None:
    rows = [row for row in read_models() if any(name in row for name in LIMITS)]
    assert rows
    assert all(row["limits_source"] and type(row["limits_read_on"]) is date for row in rows)


def test_what_is_documented_of_a_provider_says_nothing_of_another_address() -> None:
    env = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "https://gateway.example/v1"}
    (found,) = list_active(env)
    assert (found.requests_per_minute, found.tokens_per_minute) == (0, 0)


@pytest.mark.parametrize(
    ("row", "limits"),
    [
        ("requests_per_minute = 60\ntokens_per_minute = 0", (60, 0)),
        ("requests_per_minute = 0", (0, 200_000)),
        ("concurrency = 2", (500, 200_000)),
    ],
)
def test_a_persons_row_wins_field_by_field(
    tmp_path: Path, row: str, limits: tuple[int, int]
) -> None:
    (found,) = list_active(write(tmp_path, f"[providers.openai]\n{row}\n"))
    assert (found.requests_per_minute, found.tokens_per_minute) == limits
    assert found.own_limits == {line.split()[0] for line in row.split("\n")} & set(LIMITS)


def test_a_price_of_ones_own_leaves_the_limits(tmp_path: Path) -> None:
    file = tmp_path / "prices.toml"
    file.write_text(
        '[[models]]\nprovider = "openai"\nmodel = "gpt-5.6-luna"\n'
        "input_usd = 1\noutput_usd = 1\ntokens_per_minute = 9\n"
    )
    found = find_limits("openai", "gpt-5.6-luna", file)
    assert found == {"requests_per_minute": 500, "tokens_per_minute": 9}


@pytest.mark.parametrize("value", ["-1", "true", '"many"', "1.5"])
def test_a_limit_that_is_no_number_is_refused_with_what_to_write(
    tmp_path: Path, value: str
) -> None:
    file = tmp_path / "prices.toml"
    file.write_text(f'[[models]]\nprovider = "p"\nmodel = "m"\nrequests_per_minute = {value}\n')
    with pytest.raises(ConfigurationError, match="write a whole number"):
        find_limits("p", "m", file)

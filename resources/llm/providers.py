"""Which providers are asked: rows of `providers.toml` whose key is in the environment.

None has a key: the local model, which needs none. Keys are held in a type that neither prints nor
logs them and never enter Dagster's configuration.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import SecretStr

from resources.errors import ConfigurationError
from resources.llm.prices import ROWS, Price, find_price

LOCAL = "local"


@dataclass(frozen=True)
class Provider:
    """One provider that is asked, with the model and its price.

    Attributes:
        name: `openai`, `anthropic`, `google`, `perplexity`, `local`, …
        model: the model asked for.
        base_url: its OpenAI-compatible address; empty for the local model until it is started.
        key: its key; prints as stars.
        api: `chat` completions or `responses`.
        max_tokens_field: name of the request field that bounds the answer.
        answer_tokens: longest answer asked for, tokens.
        concurrency: calls in flight at once.
        timeout_s: seconds until a call is given up.
        requests_per_minute, tokens_per_minute: what the account may use; 0 is no bound.
        is_demonstration: the local demo model; never a measurement.
    """

    name: str
    model: str
    base_url: str
    key: SecretStr
    price: Price
    api: Literal["chat", "responses"] = "chat"
    max_tokens_field: str = "max_tokens"
    answer_tokens: int = 1024
    concurrency: int = 4
    timeout_s: float = 120
    requests_per_minute: int = 0
    tokens_per_minute: int = 0
    is_demonstration: bool = False

    @property
    def label(self) -> str:
        """Name and model, as metadata and `analysis_method` show them."""
        return f"{self.name}:{self.model}"

    def bound_usd(self, input_tokens: int, answer_tokens: int | None = None) -> Decimal:
        """Most that a call with so many tokens sent can cost, USD."""
        return self.price.cost(input_tokens, answer_tokens or self.answer_tokens)


def list_names() -> list[str]:
    """Every provider there is a row for, with a key or without."""
    return list(tomllib.loads(ROWS.read_text("utf-8"))["providers"])


def list_active(env: Mapping[str, str]) -> list[Provider]:
    """Providers that will be asked, in the order of the file; the local model where none has a key.

    Args:
        env: variables with keys, addresses, models and `ONEVICE_PRICES`.

    Raises:
        ConfigurationError: for a model without a price or an address that is none.
    """
    rows: dict[str, dict[str, Any]] = tomllib.loads(ROWS.read_text("utf-8"))["providers"]
    hosted = [
        _provider(name, row, env)
        for name, row in rows.items()
        if name != LOCAL and env.get(row["key_variable"], "").strip()
    ]
    return hosted or [_provider(LOCAL, rows[LOCAL], {"ONEVICE_PRICES": ""})]


def provider_of(name: str, model: str, env: Mapping[str, str]) -> Provider:
    """A provider for one model, whatever model simulations ask it for.

    Raises:
        ConfigurationError: no key, a model without a price or an address that is none.
    """
    row = tomllib.loads(ROWS.read_text("utf-8"))["providers"][name]
    found = _provider(name, row, {**env, row["model_variable"]: model})
    if not found.key.get_secret_value():
        raise ConfigurationError(
            f"{name}'s {model} needs a key: set {row['key_variable']}. Nothing was asked."
        )
    return found


def _provider(name: str, row: dict[str, Any], env: Mapping[str, str]) -> Provider:
    model = env.get(row.get("model_variable", ""), "").strip() or row["default_model"]
    address = env.get(row.get("base_url_variable", ""), "").strip() or row["base_url"]
    if address and urlsplit(address).scheme not in ("http", "https"):
        raise ConfigurationError(
            f"{row['base_url_variable']} must start with http:// or https://; unset it to use "
            f"{row['base_url']}."
        )
    return Provider(
        name=name,
        model=model,
        base_url=address,
        key=SecretStr(env.get(row.get("key_variable", ""), "").strip()),
        price=find_price(name, model, env.get("ONEVICE_PRICES") or None),
        api=row["api"],
        max_tokens_field=row["max_tokens_field"],
        answer_tokens=row["answer_tokens"],
        concurrency=row["concurrency"],
        timeout_s=row["timeout_s"],
        requests_per_minute=row.get("requests_per_minute", 0),
        tokens_per_minute=row.get("tokens_per_minute", 0),
        is_demonstration=row.get("is_demonstration", False),
    )

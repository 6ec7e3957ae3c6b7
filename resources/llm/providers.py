"""Which providers are asked: rows of `providers.toml` whose key is in the environment.

None has a key: the local model, which needs none. Keys are held in a type that neither prints nor
logs them and never enter Dagster's configuration. What a row may hold is in `provider_rows.py`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import SecretStr

from resources.errors import ConfigurationError
from resources.llm.model_limits import LIMITS, find_limits
from resources.llm.prices import Price, find_price
from resources.llm.provider_rows import LOCAL, ProviderRow, read_rows
from resources.resilience.tls import require_tls


@dataclass(frozen=True)
class Provider:
    """One provider that is asked, with one model and its price.

    Attributes:
        name: `openai`, `anthropic`, `google`, `perplexity`, `local`, … or a person's own.
        model: the model asked for.
        base_url: its OpenAI-compatible address; empty for the local model until it is started.
        key: its key; prints as stars.
        api: `chat` completions or `responses`.
        max_tokens_field: name of the request field that bounds the answer.
        answer_tokens: longest answer asked for, tokens.
        concurrency: calls in flight at once.
        timeout_s: seconds until a call is given up.
        requests_per_minute, tokens_per_minute: what may be used of the model; 0 is no bound.
        own_limits: which of the two a person said: for all models of the row together, and
            whatever the provider tells of its limits.
        parameters: sent with every call.
        web_search: sent with every call that may search the web; empty: it does not search.
        searches: most web searches of one answer; for the bound of its cost.
        search_tokens: most tokens that searching adds to what is sent.
        json_schema: takes a schema as a request field; all are told it in words.
        seed: takes a seed.
        batch: has a batch API: of OpenAI's form, or Anthropic's (`messages`).
        is_demonstration: the local demo model; never a measurement.
        key_variable, model_variable: what a person sets; for messages.
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
    own_limits: frozenset[str] = frozenset()
    parameters: Mapping[str, Any] = field(default_factory=dict)
    web_search: Mapping[str, Any] = field(default_factory=dict)
    searches: int = 1
    search_tokens: int = 0
    json_schema: bool = True
    seed: bool = False
    batch: bool | Literal["messages"] = False
    is_demonstration: bool = False
    key_variable: str = ""
    model_variable: str = ""

    @property
    def settings(self) -> dict[str, Any]:
        """Fields that go with every question: what tells two ways to ask apart."""
        return {**self.parameters, **self.price.parameters, **self.web_search}

    @property
    def label(self) -> str:
        """Name and model, as metadata and `analysis_method` show them."""
        return f"{self.name}:{self.model}"

    def bound_usd(self, input_tokens: int, answer_tokens: int | None = None) -> Decimal:
        """Most that a call with so many tokens sent can cost, USD."""
        sent = input_tokens + (self.search_tokens if self.web_search else 0)
        answered = answer_tokens or self.answer_tokens
        return self.price.cost(sent, answered, self.searches if self.web_search else 1)

    @property
    def is_cheaper_in_batch(self) -> bool:
        """Whether it has a batch API, and waiting for it saves money."""
        return bool(self.batch) and self.price.batch_discount > 0

    def in_batch(self) -> Provider:
        """The same model at the price of a batch."""
        return replace(self, price=self.price.in_batch())

    def without_search(self) -> Provider:
        """The same model, never searching the web."""
        return replace(self, web_search={})


def list_names(env: Mapping[str, str] | None = None) -> list[str]:
    """Every provider there is a row for, with a key or without.

    Args:
        env: may name a file in `ONEVICE_PROVIDERS`; the process's own by default.
    """
    return list(read_rows((os.environ if env is None else env).get("ONEVICE_PROVIDERS")))


def list_active(env: Mapping[str, str]) -> list[Provider]:
    """Providers that will be asked, in the order of the rows; the local model where there is none.

    A row is asked when its key is set (one without `key_variable` needs none) and a model is named,
    by its variable or its default. Several models with commas are several providers of one name.

    Args:
        env: variables with keys, addresses, models, `ONEVICE_PROVIDERS` and `ONEVICE_PRICES`.

    Raises:
        ConfigurationError: for a wrong row, a model without a price or an address that is none.
    """
    rows = read_rows(env.get("ONEVICE_PROVIDERS"))
    hosted = [
        _provider(name, model, row, env)
        for name, row in rows.items()
        if name != LOCAL and (not row.key_variable or _value(env, row.key_variable))
        for model in _models(row, env)
    ]
    return hosted or [_provider(LOCAL, rows[LOCAL].default_model, rows[LOCAL], {})]


def provider_of(name: str, model: str, env: Mapping[str, str]) -> Provider:
    """A provider for one model, whatever model simulations ask it for.

    Raises:
        ConfigurationError: no row, no key, a model without a price or an address that is none.
    """
    row = read_rows(env.get("ONEVICE_PROVIDERS")).get(name)
    if row is None:
        raise ConfigurationError(
            f"There is no provider {name!r} any more: put [providers.{name}] back into the file "
            "that ONEVICE_PROVIDERS names. Nothing was asked."
        )
    found = _provider(name, model, row, env)
    if row.key_variable and not found.key.get_secret_value():
        raise ConfigurationError(
            f"{name}'s {model} needs a key: set {row.key_variable}. Nothing was asked."
        )
    return found


def default_model(name: str, env: Mapping[str, str]) -> str:
    """The first model that a provider is asked for.

    Raises:
        ConfigurationError: there is no such provider, it is the demonstration, or names no model.
    """
    rows = read_rows(env.get("ONEVICE_PROVIDERS"))
    models = _models(rows[name], env) if name in rows and name != LOCAL else []
    if not models:
        known = ", ".join(one for one in rows if one != LOCAL)
        raise ConfigurationError(
            f"{name[:100]!r} is no provider with a model of its own (there is {known}): name it as "
            "provider:model. Nothing was asked."
        )
    return models[0]


def _models(row: ProviderRow, env: Mapping[str, str]) -> list[str]:
    named = _value(env, row.model_variable) or row.default_model
    return list(dict.fromkeys(one.strip() for one in named.split(",") if one.strip()))


def _value(env: Mapping[str, str], name: str) -> str:
    return env.get(name, "").strip() if name else ""


def _provider(name: str, model: str, row: ProviderRow, env: Mapping[str, str]) -> Provider:
    address = _value(env, row.base_url_variable) or row.base_url
    if not row.is_demonstration and urlsplit(address).scheme not in ("http", "https"):
        raise ConfigurationError(
            f"{row.base_url_variable} must start with http:// or https://; unset it to use "
            f"{row.base_url or 'none'}."
        )
    if not row.is_demonstration:
        require_tls(address, row.base_url_variable)  # its key and our questions would be in clear
    files = [file for file in map(env.get, ("ONEVICE_PROVIDERS", "ONEVICE_PRICES")) if file]
    settings = row.model_dump(exclude={"base_url", "base_url_variable", "default_model"})
    own = {limit: settings[limit] for limit in LIMITS if settings[limit] is not None}
    # what is documented holds at the documented address only
    usual = find_limits(name, model, *files) if address == row.base_url else {}
    settings |= dict.fromkeys(LIMITS, 0) | usual | own
    return Provider(
        name=name,
        model=model,
        base_url=address,
        key=SecretStr(_value(env, row.key_variable)),
        price=find_price(name, model, *files),
        own_limits=frozenset(own),
        **settings,
    )

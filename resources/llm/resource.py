"""`LanguageModels`: what assets get as `llm`. Settings of a simulation, providers, JSON answers."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

import dagster as dg
from pydantic import Field, SecretStr

from resources.home import home
from resources.llm.provider_rows import LOCAL
from resources.llm.providers import Provider, default_model, list_active, provider_of

if TYPE_CHECKING:
    from resources.llm.books import Book
    from resources.llm.budget import Purse
    from resources.llm.structured import Recall

JSON_ANSWER_TOKENS = 4096
AUTO_SAMPLES = 0


class LanguageModels(dg.ConfigurableResource[Any]):
    """The language models that are asked, and how much may be asked of them.

    Keys, addresses and models come from the environment (`OPENAI_API_KEY`, `OPENAI_BASE_URL`,
    `OPENAI_MODEL`, …), never from Dagster's configuration, which is stored and shown.
    """

    samples: int = Field(
        default=1, ge=0, description="How often each prompt is asked; 0: by the sampling plan"
    )
    half_width: float = Field(
        default=0.05, gt=0, lt=0.5, description="Wanted half-width of the own brand's mention rate"
    )
    conversations: Literal["core", "all"] = Field(
        default="core", description="Core conversations or all"
    )
    canaries: bool = Field(
        default=True, description="Ask hosted models the canary prompts each day"
    )
    batch: bool = Field(
        default=False,
        description="Ask in batches, within a day, where those are cheaper: the run does not wait",
    )
    answer_cache: bool = Field(
        default=True, description="Use an answer of the last 24 hours again for the same day"
    )
    max_usd: float = Field(
        default=1.0, ge=0, description="Most that an organization may spend in a day (UTC)"
    )
    max_run_usd: float | None = Field(
        default=None,
        ge=0,
        description="Most that one run of a paid asset may spend; unset: a day's",
    )
    first_wait_s: float = Field(
        default=1.0, ge=0, description="Back-off before a second attempt, seconds"
    )

    documents: str = Field(
        default="rules",
        description="Who reads documents: `rules`, or a provider as `openai` or `openai:model`",
    )
    vision: str = Field(
        default="",
        description="Provider, or provider:model, that looks at creatives; empty: measured only",
    )
    redis_url: str = Field(
        default="",
        description="Redis that all runs share their limits in, best as EnvVar; empty = embedded",
        repr=False,
    )

    @property
    def hosted(self) -> bool:
        """Whether a provider beyond this machine is asked."""
        return any(not provider.is_demonstration for provider in self.describe_providers())

    @property
    def budget_usd(self) -> Decimal:
        """The day's ceiling as an exact amount."""
        return Decimal(str(self.max_usd))

    @property
    def run_budget_usd(self) -> Decimal | None:
        """A run's ceiling as an exact amount, if there is one."""
        return None if self.max_run_usd is None else Decimal(str(self.max_run_usd))

    def open_purse(self) -> Purse:
        """The money of one run; the day's and the budgets are up to the ledger."""
        from resources.llm.budget import Purse

        return Purse(self.run_budget_usd)

    def describe_providers(self) -> list[Provider]:
        """Who will be asked, without starting anything.

        Raises:
            ConfigurationError: for a model without a price.
        """
        return list_active(os.environ)

    def providers(self) -> list[Provider]:
        """Who will be asked, ready to be asked: starts the local model where it is needed.

        From now on this process keeps to limits together with all who use the same Redis.

        Raises:
            ConfigurationError: for a model without a price.
            LocalServerError: when the local model does not start.
        """
        self.share_limits()
        return [_start(provider) for provider in self.describe_providers()]

    def share_limits(self) -> None:
        """Have this process keep to limits together with all who use the same Redis."""
        from resources.llm.limits import share_through
        from resources.redis_store import RedisStore

        share_through(RedisStore(url=self.redis_url))

    def vision_provider(self) -> Provider | None:
        """Who looks at pictures, ready to be asked; none where nobody was chosen.

        Raises:
            ConfigurationError: no such row, no key, no model, or a model without a price.
        """
        if not self.vision:
            return None
        name, _, model = self.vision.partition(":")
        self.share_limits()
        return provider_of(name, model or default_model(name, os.environ), os.environ)

    def provider_of(self, name: str, model: str) -> Provider:
        """A provider for one model, whoever is asked now.

        Raises:
            ConfigurationError: no such row, no key, or a model without a price.
        """
        return provider_of(name, model, os.environ)

    def complete_json(
        self,
        prompt: str,
        *,
        schema: Mapping[str, Any],
        schema_name: str,
        system: str,
        purpose: str,
        book: Book,
        recall: Recall = lambda *_: (),
    ) -> dict[str, Any]:
        """Ask the first provider for one JSON object.

        Args:
            prompt: the user's message; quote foreign text in it as data.
            schema: JSON schema (draft 2020-12) of the object.
            schema_name: short name of it, letters, digits, `_`, `-`.
            system: the system message; the schema is added to it.
            purpose: what the call is for, as `website_analysis`; shown while it runs.
            book: keeps account of each attempt.
            recall: what was answered before and is used again, at no cost.

        Returns:
            The object; it keeps to the schema.

        Raises:
            ProviderError: no usable object after two answers, or the provider does not answer.
            BudgetError: a limit does not cover the call.
        """
        import logging

        from resources.llm.structured import JsonWish

        provider = self.providers()[0]
        logging.getLogger("onevice.llm").info("Asking %s for %s", provider.label, purpose)
        wish = JsonWish(prompt, schema, schema_name, system, JSON_ANSWER_TOKENS)
        return wish.fulfil(provider, self.open_purse(), book, self.first_wait_s, recall)


def _start(provider: Provider) -> Provider:
    if provider.name != LOCAL:
        return provider
    from resources import local_servers

    server = local_servers.ensure("llm", home())
    return replace(provider, base_url=server.url, key=SecretStr(server.password))

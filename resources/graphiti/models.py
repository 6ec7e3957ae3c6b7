"""Graphiti's OpenAI-compatible clients, speaking through ours: each call is reserved and booked.

Graphiti makes its requests by `client.chat.completions.create` and `client.embeddings.create` of an
`AsyncOpenAI`. What stands there instead asks our way: within the provider's limits and every
budget, with our retries, each attempt in the ledger before it is sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Final

from resources.errors import ConfigurationError

if TYPE_CHECKING:
    from graphiti_core.cross_encoder.client import CrossEncoderClient
    from graphiti_core.embedder import OpenAIEmbedder
    from graphiti_core.llm_client import LLMClient

    from resources.control_plane.resource import ControlPlane
    from resources.embedding.embedder import Embedder
    from resources.llm.books import Book
    from resources.llm.budget import Purse
    from resources.llm.calls import Client
    from resources.llm.providers import Provider
    from resources.llm.resource import LanguageModels
    from resources.object_store import Objects

PURPOSE: Final = "graphiti"


@asynccontextmanager
async def open_language_model(
    llm: LanguageModels, control: ControlPlane, objects: Objects, organization_id: str
) -> AsyncIterator[LLMClient]:
    """Graphiti's client of the first provider, on the account of an organization.

    Args:
        llm: who is asked, and what may be spent.
        control: has the ledger and the budgets.
        objects: keeps the payloads.
        organization_id: who pays, within its own budgets, MAX_USD and MAX_RUN_USD.

    Raises:
        ConfigurationError: no provider has a key: the local model is a demonstration and writes
            no facts.
    """
    from graphiti_core.llm_client.config import LLMConfig
    from graphiti_core.llm_client.openai_generic_client import OpenAIGenericClient

    from resources.llm.calls import open_client
    from resources.llm.desk import Desk
    from resources.llm.ledger_book import Payer, StageBook
    from resources.llm.resource import JSON_ANSWER_TOKENS
    from resources.llm.till import Till

    if not llm.hosted:
        raise ConfigurationError(
            "Graphiti reads free text by a language model, and no provider has a key: set "
            "OPENAI_API_KEY or another one's. Facts of forms, tables and people need none: "
            "`onevice timeline graphiti backfill`."
        )
    provider = llm.providers()[0]
    book = StageBook(Desk(Till(control, llm.budget_usd), objects), Payer(organization_id), PURPOSE)
    async with open_client(provider) as client:
        asker = _Asker(client, provider, book, llm.open_purse(), llm.first_wait_s)
        yield OpenAIGenericClient(
            LLMConfig(model=provider.model),
            client=SimpleNamespace(chat=SimpleNamespace(completions=asker)),
            max_tokens=JSON_ANSWER_TOKENS,
            structured_output_mode="json_schema" if provider.json_schema else "json_object",
        )


def make_embedder(embedder: Embedder) -> OpenAIEmbedder:
    """Graphiti's embedder, whose vectors are ours."""
    from graphiti_core.embedder.openai import OpenAIEmbedder, OpenAIEmbedderConfig

    config = OpenAIEmbedderConfig(embedding_model=embedder.model, embedding_dim=embedder.dimensions)
    stand_in: Any = SimpleNamespace(embeddings=_Vectors(embedder))
    return OpenAIEmbedder(config, stand_in)


def make_ranker(embedder: Embedder) -> CrossEncoderClient:
    """Ranks passages by the cosine of their vectors with the question's: asks no provider."""
    from graphiti_core.cross_encoder.client import CrossEncoderClient

    class ByCosine(CrossEncoderClient):
        async def rank(self, query: str, passages: list[str]) -> list[tuple[str, float]]:
            vectors = await asyncio.to_thread(embedder.embed, [query, *passages])
            scores = (vectors[1:] @ vectors[0]).tolist()
            return sorted(zip(passages, scores, strict=True), key=lambda pair: -pair[1])

    return ByCosine()


@dataclass(frozen=True)
class _Asker:
    """`AsyncOpenAI.chat.completions` for one thing that is asked of it: `create`."""

    client: Client
    provider: Provider
    book: Book
    purse: Purse
    first_wait_s: float

    async def create(
        self,
        *,
        messages: Sequence[Mapping[str, str]],
        max_tokens: int,
        response_format: Mapping[str, Any],
        **_: Any,
    ) -> Any:
        """Ask; the model and its parameters are the provider's row's, not Graphiti's."""
        from resources.llm.calls import Call, ask

        form = response_format.get("json_schema")
        call = Call(
            messages=tuple(messages),
            seed=0,
            answer_tokens=max_tokens,
            schema=(form["name"], form["schema"]) if form else None,
        )
        answer = await ask(
            self.client,
            self.provider,
            call,
            book=self.book,
            purse=self.purse,
            first_wait_s=self.first_wait_s,
        )
        return SimpleNamespace(
            choices=[SimpleNamespace(message=SimpleNamespace(content=answer.text))]
        )


@dataclass(frozen=True)
class _Vectors:
    """`AsyncOpenAI.embeddings` for one thing that is asked of it: `create`."""

    embedder: Embedder

    async def create(self, *, input: str | Sequence[str], **_: Any) -> Any:
        """Embed in a thread: ours waits for rates and stores by itself."""
        texts = [input] if isinstance(input, str) else list(input)
        found = await asyncio.to_thread(self.embedder.embed, texts)
        return SimpleNamespace(data=[SimpleNamespace(embedding=row.tolist()) for row in found])

"""One call to a provider: the HTTP request, its retries, and who keeps account of it.

Every HTTP request that may be charged is one attempt: reserved in the book before it is sent,
settled or failed after. The SDK's own retries are off, because they would not be booked.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from threading import Event
from typing import TYPE_CHECKING, Any, Protocol

from resources.errors import OneviceError, ProviderBusyError, ProviderError
from resources.llm.answers import Answer, EmptyAnswerError, read_answer
from resources.llm.budget import Purse
from resources.llm.failures import CallError, explain_failure
from resources.llm.prices import count_tokens
from resources.llm.providers import LOCAL, Provider
from resources.patience import ATTEMPTS, Wait, asks_too_much

if TYPE_CHECKING:
    from openai import AsyncOpenAI


@dataclass(frozen=True)
class Call:
    """What is asked, apart from the provider.

    Attributes:
        messages: `{role, content}` in order.
        seed: sent to the local model, so that the same run gives the same text.
        answer_tokens: longest answer; the provider's own bound by default.
        schema: JSON schema the answer must follow, with its name.
    """

    messages: tuple[Mapping[str, str], ...]
    seed: int | None = None
    answer_tokens: int | None = None
    schema: tuple[str, Mapping[str, Any]] | None = None

    def bound_usd(self, provider: Provider) -> Decimal:
        """Most that one attempt at this call can cost, USD."""
        tokens = count_tokens([message["content"] for message in self.messages])
        if self.schema:
            tokens += count_tokens([json.dumps(self.schema[1])])
        return provider.bound_usd(tokens, self.answer_tokens)


@dataclass(frozen=True)
class Reply:
    """A raw payload as it came, and the time it took."""

    raw: str
    latency_ms: int


class Book(Protocol):
    """Keeps account of attempts; called from worker threads."""

    def reserve(self, provider: Provider, call: Call, usd: Decimal) -> str:
        """Write an attempt down before it is sent; return its id."""

    def settle(
        self, attempt_id: str, provider: Provider, call: Call, reply: Reply, answer: Answer
    ) -> None:
        """Keep a good answer: its payload first, then the attempt."""

    def fail(self, attempt_id: str, error: str, usd: Decimal, reply: Reply | None) -> None:
        """Write down that an attempt gave no answer, and what it may have cost."""


def open_client(provider: Provider) -> AsyncOpenAI:
    """Open the SDK's client for a provider, without its own retries."""
    from openai import AsyncOpenAI

    return AsyncOpenAI(
        base_url=provider.base_url,
        api_key=provider.key.get_secret_value() or "none",
        organization="",
        project="",
        timeout=provider.timeout_s,
        max_retries=0,
    )


async def ask(
    client: AsyncOpenAI,
    provider: Provider,
    call: Call,
    *,
    book: Book,
    purse: Purse,
    first_wait_s: float = 1.0,
    stop: Event | None = None,
) -> Answer:
    """Ask until there is an answer, an error that will not pass, or four attempts are used up.

    Args:
        client: from `open_client`.
        provider: who is asked.
        call: what is asked.
        book: keeps account of every attempt.
        purse: the money; an attempt that does not fit is not made.
        first_wait_s: back-off before the second attempt, doubled after, with jitter.
        stop: once set, no further attempt is made.

    Raises:
        ProviderRefusedError: bad key, unknown model, used-up quota: do not ask this provider again.
        ProviderBusyError: still busy, slow or down after the last attempt.
        ProviderError: empty, refused or unreadable answer.
        BudgetError: the money does not cover the attempt.
    """
    import tenacity

    retrying = tenacity.AsyncRetrying(
        stop=tenacity.stop_after_attempt(ATTEMPTS),
        wait=Wait(first_wait_s),
        retry=tenacity.retry_if_exception(
            lambda error: _is_worth_another(error) and not (stop and stop.is_set())
        ),
        reraise=True,
    )
    result: Answer = await retrying(_attempt, client, provider, call, book, purse)
    return result


async def _attempt(
    client: AsyncOpenAI, provider: Provider, call: Call, book: Book, purse: Purse
) -> Answer:
    usd = call.bound_usd(provider)
    purse.reserve(usd)
    try:
        attempt_id = await asyncio.to_thread(book.reserve, provider, call, usd)
    except OneviceError:
        purse.settle(usd, Decimal(0))  # it is not made
        raise
    reply: Reply | None = None
    try:
        reply = await _send(client, provider, call, attempt_id)
        answer = _read(reply, provider)
    except ProviderError as error:
        cost = _cost_of(error, reply, usd)
        purse.settle(usd, cost)
        await asyncio.to_thread(book.fail, attempt_id, str(error), cost, reply)
        raise
    purse.settle(usd, usd if answer.cost_usd is None else answer.cost_usd)
    await asyncio.to_thread(book.settle, attempt_id, provider, call, reply, answer)
    return answer


async def _send(client: AsyncOpenAI, provider: Provider, call: Call, attempt_id: str) -> Reply:
    import openai

    started = time.monotonic()
    request = {**_body(provider, call), "extra_headers": {"X-Client-Request-Id": attempt_id}}
    try:
        if provider.api == "responses":
            response = await client.responses.with_raw_response.create(**request)
        else:
            response = await client.chat.completions.with_raw_response.create(**request)
        raw = response.http_response.text
    except openai.OpenAIError as error:
        # not chained: the SDK's own message may quote the key, and a traceback is logged
        raise explain_failure(provider, error) from None
    return Reply(raw, round((time.monotonic() - started) * 1000))


def _body(provider: Provider, call: Call) -> dict[str, Any]:
    """The request: only what every model of the provider accepts, plus its row's parameters."""
    messages: Sequence[Mapping[str, str]] = call.messages
    is_chat = provider.api == "chat"
    body: dict[str, Any] = {"model": provider.model, "messages" if is_chat else "input": messages}
    extra: dict[str, Any] = {
        provider.max_tokens_field: call.answer_tokens or provider.answer_tokens,
        **provider.price.parameters,
    }
    if provider.name == LOCAL and call.seed is not None:
        extra["seed"] = call.seed
    if call.schema:
        form = {"name": call.schema[0], "schema": call.schema[1]}
        if is_chat:
            extra["response_format"] = {"type": "json_schema", "json_schema": form}
        else:
            extra["text"] = {"format": {"type": "json_schema", **form}}
    return {**body, "extra_body": extra}


def _read(reply: Reply, provider: Provider) -> Answer:
    try:
        payload = json.loads(reply.raw)
    except ValueError as error:
        raise ProviderError(f"{provider.label} sent broken JSON with status 200.") from error
    try:
        return read_answer(payload, provider.price)
    except EmptyAnswerError as error:
        raise EmptyAnswerError(f"{provider.label}: {error}", error.cost_usd) from error


def _cost_of(error: ProviderError, reply: Reply | None, reserved_usd: Decimal) -> Decimal:
    """What a failed attempt costs: as charged, nothing if never served, else all we set aside."""
    if isinstance(error, EmptyAnswerError) and error.cost_usd is not None:
        return error.cost_usd
    if reply is None and isinstance(error, CallError) and not error.may_be_billed:
        return Decimal(0)
    return reserved_usd


def _is_worth_another(error: BaseException) -> bool:
    return isinstance(error, ProviderBusyError) and not asks_too_much(error)

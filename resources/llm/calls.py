"""One call to a provider: the HTTP request, its retries, and who keeps account of it.

Every HTTP request that may be charged is one attempt: reserved in the book before it is sent,
settled or failed after. The SDK's own retries are off, because they would not be booked.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from decimal import Decimal
from threading import Event
from typing import TYPE_CHECKING, Any

from resources.errors import OneviceError, ProviderBusyError, ProviderError
from resources.llm.answers import Answer
from resources.llm.books import Book
from resources.llm.budget import Purse
from resources.llm.failures import CallError, NotSentError
from resources.llm.limits import Gate, Ticket, open_windows
from resources.llm.pictures import TOKENS, Picture
from resources.llm.prices import count_tokens
from resources.llm.providers import Provider
from resources.llm.rate_headers import RateNews
from resources.llm.read_reply import cost_of, read_reply, tell_provider, tell_usage
from resources.llm.transport import Connection, connect, send
from resources.observing.at_work import working_on
from resources.observing.traces import note, span
from resources.patience import ATTEMPTS, Wait, asks_too_much

if TYPE_CHECKING:
    import tenacity

# a 429 costs nothing and says that waiting helps
_THROTTLED_ATTEMPTS = 3 * ATTEMPTS


@dataclass(frozen=True)
class Call:
    """What is asked, apart from the provider.

    Attributes:
        messages: `{role, content}` in order.
        seed: sent to the local model, so that the same run gives the same text.
        answer_tokens: longest answer; the provider's own bound by default.
        schema: JSON schema the answer must follow, with its name.
        pictures: beside the last message.
    """

    messages: tuple[Mapping[str, str], ...]
    seed: int | None = None
    answer_tokens: int | None = None
    schema: tuple[str, Mapping[str, Any]] | None = None
    pictures: tuple[Picture, ...] = ()

    def bound_usd(self, provider: Provider) -> Decimal:
        """Most that one attempt at this call can cost, USD."""
        return provider.bound_usd(self._input_tokens(), self.answer_tokens)

    def bound_tokens(self, provider: Provider) -> int:
        """Most tokens that one attempt can use, sent and answered."""
        return self._input_tokens() + (self.answer_tokens or provider.answer_tokens)

    def _input_tokens(self) -> int:
        texts = [message["content"] for message in self.messages]
        texts += [json.dumps(self.schema[1])] if self.schema else []
        return count_tokens(texts) + len(self.pictures) * TOKENS


@dataclass(frozen=True)
class Reply:
    """A raw payload, the time it took (None in a batch), the provider's id of the request."""

    raw: str
    latency_ms: int | None
    request_id: str | None = None


@dataclass(frozen=True)
class Client:
    """A connection to a provider, and the gate before it."""

    connection: Connection
    gate: Gate


@asynccontextmanager
async def open_client(provider: Provider) -> AsyncIterator[Client]:
    """Open a client that keeps to the provider's limits; of one event loop."""
    async with connect(provider) as connection:
        yield Client(connection, Gate(provider, open_windows(provider)))


async def ask(
    client: Client,
    provider: Provider,
    call: Call,
    *,
    book: Book,
    purse: Purse,
    first_wait_s: float = 1.0,
    stop: Event | None = None,
) -> Answer:
    """Ask until there is an answer, an error that will not pass, or the attempts are used up.

    Four attempts may fail, and twelve may be told that there are too many calls (429).

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
        ProviderBusyError: still busy, slow or down after the last attempt; `NotSentError` where
            `stop` was set before the first.
        ProviderError: empty, refused or unreadable answer.
        BudgetError: the money does not cover the attempt.
    """
    import tenacity

    asking = _Asking(client, provider, call, book, purse, stop or Event())
    retrying = tenacity.AsyncRetrying(
        stop=asking.is_out_of_attempts,
        wait=Wait(first_wait_s),
        retry=tenacity.retry_if_exception(asking.is_worth_another),
        reraise=True,
    )
    result: Answer = await retrying(asking.attempt)
    return result


@dataclass
class _Asking:
    """One call and its attempts."""

    client: Client
    provider: Provider
    call: Call
    book: Book
    purse: Purse
    stop: Event
    failed: int = 0
    throttled: int = 0

    async def attempt(self) -> Answer:
        """Make one attempt, told as a span; the provider is sent no id of the trace."""
        with span("llm.call", tell_provider(self.provider)):
            answer = await self._attempt()
            note(tell_usage(answer))
            return answer

    async def _attempt(self) -> Answer:
        """Enter, reserve, start, send, leave, settle."""
        usd = self.call.bound_usd(self.provider)
        gate, again = self.client.gate, self.failed + self.throttled > 0
        ticket = await gate.enter(self.call.bound_tokens(self.provider), again=again)
        try:
            attempt_id = await self._reserve(usd)
        except BaseException:
            gate.give_back(ticket)
            raise
        kept: list[Reply] = []
        try:
            await self._start(ticket)
            with working_on(attempt_id=attempt_id):
                note({"onevice.attempt_id": attempt_id})
                answer = await self._send(ticket, attempt_id, kept)
        except ProviderError as error:
            reply = kept[0] if kept else None
            cost = cost_of(error, reply, usd)
            self.purse.settle(usd, cost)
            told = error.request_id if isinstance(error, CallError) else None
            request_id = reply.request_id if reply else told
            await self.book.fail(attempt_id, str(error), cost, reply, request_id)
            raise
        self.purse.settle(usd, usd if answer.cost_usd is None else answer.cost_usd)
        await self.book.settle(attempt_id, self.provider, self.call, kept[0], answer)
        return answer

    async def _reserve(self, usd: Decimal) -> str:
        self._look_whether_to_stop()
        self.purse.reserve(usd)
        try:
            return await self.book.reserve(self.provider, self.call, usd)
        except OneviceError:
            self.purse.settle(usd, Decimal(0))  # it is not made
            raise

    async def _start(self, ticket: Ticket) -> None:
        """Take a place in flight; where the call is not sent after all, nothing is held."""
        try:
            await self.client.gate.start(ticket)
            self._look_whether_to_stop()
        except BaseException:
            self.client.gate.give_back(ticket)
            raise

    def _look_whether_to_stop(self) -> None:
        if self.stop.is_set():
            raise NotSentError(f"Stopped before {self.provider.label} was asked.")

    async def _send(self, ticket: Ticket, attempt_id: str, kept: list[Reply]) -> Answer:
        """Send, keep what came back, read it; whatever happens, leave the gate."""
        news, throttled, tokens = RateNews(), False, None
        try:
            sent = await send(self.client.connection, self.provider, self.call, attempt_id)
            news = sent.news
            kept.append(Reply(sent.raw, sent.latency_ms, sent.request_id))
            answer = read_reply(kept[0], self.provider)
            if answer.prompt_tokens is not None and answer.response_tokens is not None:
                tokens = answer.prompt_tokens + answer.response_tokens
        except CallError as error:
            news, throttled = error.news, error.is_throttled
            tokens = 0 if throttled else None
            raise
        finally:
            await self.client.gate.leave(ticket, tokens=tokens, throttled=throttled, news=news)
        return answer

    def is_out_of_attempts(self, state: tenacity.RetryCallState) -> bool:
        """Count the attempt that just failed; whether it was the last."""
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, CallError) and error.is_throttled:
            self.throttled += 1
        else:
            self.failed += 1
        return self.failed >= ATTEMPTS or self.throttled >= _THROTTLED_ATTEMPTS

    def is_worth_another(self, error: BaseException) -> bool:
        """Whether another attempt may help and is wanted."""
        may_help = isinstance(error, ProviderBusyError) and not asks_too_much(error)
        return may_help and not self.stop.is_set()

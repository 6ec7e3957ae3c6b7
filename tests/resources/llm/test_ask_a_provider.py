"""A provider that behaves badly: what is retried, what is charged, what the message says."""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import Iterator
from decimal import Decimal
from threading import Event
from typing import Any

import pytest

from resources.errors import (
    BudgetError,
    ProviderBusyError,
    ProviderError,
    ProviderRefusedError,
)
from resources.llm.answers import Answer
from resources.llm.budget import Purse
from resources.llm.calls import Call, Reply, ask, open_client
from resources.llm.failures import NotSentError
from resources.llm.providers import Provider, list_active
from resources.patience import ATTEMPTS
from tests.provider_server import Plan, ProviderServer

KEY = "sk-very-secret-0123456789"
CALL = Call(({"role": "user", "content": "Which database should I use?"},), seed=7)


class MemoryBook:
    """Remembers what was booked."""

    def __init__(self) -> None:
        self.reserved: list[Decimal] = []
        self.failed: list[tuple[str, Decimal]] = []
        self.settled: list[Answer] = []
        self.request_ids: list[str | None] = []

    async def reserve(self, provider: Provider, call: Call, usd: Decimal) -> str:
        self.reserved.append(usd)
        return str(len(self.reserved))

    async def settle(self, _id: str, _p: Provider, _c: Call, reply: Reply, answer: Answer) -> None:
        self.settled.append(answer)
        self.request_ids.append(reply.request_id)

    async def fail(
        self,
        _id: str,
        error: str,
        usd: Decimal,
        _reply: Reply | None,
        request_id: str | None = None,
    ) -> None:
        self.failed.append((error, usd))
        self.request_ids.append(request_id)


@pytest.fixture
def server() -> Iterator[ProviderServer]:
    with ProviderServer().running() as server:
        yield server


def provider(server: ProviderServer, **changes: Any) -> Provider:
    env = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": server.url}
    return dataclasses.replace(list_active(env)[0], **changes)


def put(provider: Provider, book: MemoryBook, call: Call = CALL, usd: str = "1") -> Answer:
    async def run() -> Answer:
        async with open_client(provider) as client:
            return await ask(
                client, provider, call, book=book, purse=Purse(Decimal(usd)), first_wait_s=0.01
            )

    return asyncio.run(run())


def test_an_answer_tells_text_model_tokens_and_cost(server: ProviderServer) -> None:
    server.plans = [Plan(text="Use SQLite.", model="gpt-5.6-luna-2026-07-09")]
    book = MemoryBook()
    answer = put(provider(server), book)
    assert (answer.text, answer.served_model) == ("Use SQLite.", "gpt-5.6-luna-2026-07-09")
    assert answer.cost_usd == (10 * Decimal("0.20") + 20 * Decimal("1.20")) / 1_000_000
    assert server.calls[0].key == KEY
    assert server.calls[0].body["max_completion_tokens"] == 1024
    assert "seed" not in server.calls[0].body
    assert book.reserved[0] > answer.cost_usd
    assert len(book.settled) == 1


def test_the_providers_id_of_every_request_is_booked_also_of_those_that_failed(
    server: ProviderServer,
) -> None:
    server.plans = [
        Plan(uses=1, status=429, headers={"x-request-id": "req_1"}),
        Plan(uses=1, status=500, body='{"error": {"message": "no"}, "request_id": "req_2"}'),
        Plan(uses=1, text="", headers={"request-id": "req_3"}),
        Plan(uses=1, drop=True),
        Plan(headers={"request-id": "req_5"}),
    ]
    book = MemoryBook()
    with pytest.raises(ProviderError, match="empty"):
        put(provider(server), book)
    assert book.request_ids == ["req_1", "req_2", "req_3"]
    put(provider(server), book)
    assert book.request_ids[3:] == [None, "req_5"]


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, {"message": f"Incorrect API key provided: {KEY}"}),
        (403, {}),
        (404, {"code": "model_not_found"}),
        (429, {"code": "insufficient_quota"}),
    ],
)
def test_a_refusal_for_good_is_not_retried(
    server: ProviderServer, status: int, error: dict[str, Any]
) -> None:
    server.plans = [Plan(status=status, error=error)]
    book = MemoryBook()
    with pytest.raises(ProviderRefusedError, match=str(status)) as caught:
        put(provider(server), book)
    assert len(server.calls) == 1
    assert KEY not in str(caught.value)
    assert KEY not in book.failed[0][0]
    assert book.failed[0][1] == 0


def test_retry_after_is_honoured(server: ProviderServer) -> None:
    server.plans = [Plan(uses=1, status=429, headers={"retry-after": "0.4"})]
    book = MemoryBook()
    started = time.monotonic()
    assert put(provider(server), book).text
    assert time.monotonic() - started > 0.4
    assert (len(server.calls), len(book.failed), len(book.settled)) == (2, 1, 1)


def test_a_wait_of_an_hour_is_not_waited_for(server: ProviderServer) -> None:
    server.plans = [Plan(status=429, headers={"retry-after": "3600"})]
    with pytest.raises(ProviderBusyError):
        put(provider(server), MemoryBook())
    assert len(server.calls) == 1


def test_a_server_error_is_retried_a_few_times(server: ProviderServer) -> None:
    server.plans = [Plan(status=500)]
    book = MemoryBook()
    with pytest.raises(ProviderBusyError, match="500"):
        put(provider(server), book)
    assert len(server.calls) == len(book.reserved) == len(book.failed) == ATTEMPTS
    assert {cost for _, cost in book.failed} == {Decimal(0)}


def test_a_hanging_provider_counts_as_charged(server: ProviderServer) -> None:
    server.plans = [Plan(uses=1, hang=True)]
    book = MemoryBook()
    assert put(provider(server, timeout_s=2), book).text
    assert book.failed[0][1] == book.reserved[0]
    assert "2 s" in book.failed[0][0]


def test_a_lost_connection_counts_as_charged(server: ProviderServer) -> None:
    server.plans = [Plan(uses=1, drop=True)]
    book = MemoryBook()
    assert put(provider(server), book).text
    assert book.failed[0][1] == book.reserved[0]


def test_nobody_listening_costs_nothing(server: ProviderServer) -> None:
    book = MemoryBook()
    with pytest.raises(ProviderBusyError, match="could not be reached"):
        put(provider(server, base_url="http://127.0.0.1:9/v1"), book)
    assert {cost for _, cost in book.failed} == {Decimal(0)}


@pytest.mark.parametrize(
    ("plan", "match"),
    [
        (Plan(text=""), "empty"),
        (Plan(text="<think>hmm</think>\n"), "empty"),
        (Plan(text="no", finish_reason="content_filter"), "refused"),
        (Plan(body="[]"), "not an object"),
        (Plan(body="{}"), "no choices"),
    ],
)
def test_a_useless_answer_is_charged_and_not_retried(
    server: ProviderServer, plan: Plan, match: str
) -> None:
    server.plans = [plan]
    book = MemoryBook()
    with pytest.raises(ProviderError, match=match):
        put(provider(server), book)
    assert len(server.calls) == 1
    assert book.failed[0][1] > 0
    assert not book.settled


def test_an_answer_that_is_broken_on_its_way_is_charged_and_asked_again(
    server: ProviderServer,
) -> None:
    server.plans = [Plan(body="{broken", uses=1)]
    book = MemoryBook()
    assert put(provider(server), book).text
    assert len(server.calls) == 2
    assert [cost > 0 for _, cost in book.failed] == [True]


def test_an_attempt_that_does_not_fit_the_budget_is_not_made(server: ProviderServer) -> None:
    with pytest.raises(BudgetError, match="MAX_RUN_USD"):
        put(provider(server), MemoryBook(), usd="0.0001")
    assert not server.calls


def test_the_responses_api_is_spoken_where_a_row_says_so(server: ProviderServer) -> None:
    env = {"PERPLEXITY_API_KEY": KEY, "PERPLEXITY_BASE_URL": server.url}
    server.plans = [
        Plan(
            extra={"usage": {"input_tokens": 3, "output_tokens": 4, "cost": {"total_cost": 0.01}}},
            usage=None,
        )
    ]
    answer = put(list_active(env)[0], MemoryBook())
    seen = server.calls[0]
    assert seen.path.endswith("/responses")
    assert seen.body["tools"] == [{"type": "web_search"}]
    assert (answer.cost_usd, answer.prompt_tokens) == (Decimal("0.01"), 3)


def test_the_local_model_gets_a_seed(server: ProviderServer) -> None:
    local = dataclasses.replace(list_active({})[0], base_url=server.url)
    put(local, MemoryBook(), usd="0")
    assert server.calls[0].body["seed"] == 7
    assert server.calls[0].body["max_tokens"] == 128


def test_a_call_stopped_while_it_waits_for_a_place_costs_nothing(server: ProviderServer) -> None:
    server.plans = [Plan(latency_s=0.2)]
    asked, stop, book = provider(server, concurrency=4), Event(), MemoryBook()

    class Stopping(MemoryBook):
        """The run is stopped once the call stands in the ledger."""

        async def reserve(self, provider: Provider, call: Call, usd: Decimal) -> str:
            stop.set()
            return await super().reserve(provider, call, usd)

    purse, stopped = Purse(Decimal(1)), Stopping()

    async def run() -> None:
        async with open_client(asked) as client:
            with pytest.raises(NotSentError):
                await ask(client, asked, CALL, book=stopped, purse=purse, stop=stop)
            assert purse.spent_usd == 0
            await ask(client, asked, CALL, book=book, purse=purse)
            assert client.gate.places.taken == 0

    asyncio.run(run())
    assert len(server.calls) == 1
    assert [usd for _, usd in stopped.failed] == [0]


def test_an_answer_that_is_no_http_counts_as_charged() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"}]")
        writer.write(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
        writer.close()

    book = MemoryBook()

    async def run() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
        found = list_active({"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": url})[0]
        async with server, open_client(found) as client:
            await ask(client, found, CALL, book=book, purse=Purse(None), first_wait_s=0.01)

    with pytest.raises(ProviderBusyError, match="after the call was sent"):
        asyncio.run(run())
    assert [usd for _, usd in book.failed] == book.reserved

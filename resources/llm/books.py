"""Who keeps account of attempts: a book in worker threads, or one that gathers what comes at once.

    reserve (committed) → call → payload kept → settle | fail

`Book` is written to call by call; `AsyncBook` is for many calls at once, who share transactions.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from resources.llm.answers import Answer
    from resources.llm.calls import Call, Reply
    from resources.llm.providers import Provider


class Book(Protocol):
    """Keeps account of attempts; called from worker threads."""

    def reserve(self, provider: Provider, call: Call, usd: Decimal) -> str:
        """Write an attempt down before it is sent; return its id."""

    def settle(
        self, attempt_id: str, provider: Provider, call: Call, reply: Reply, answer: Answer
    ) -> None:
        """Keep a good answer: its payload first, then the attempt."""

    def fail(
        self,
        attempt_id: str,
        error: str,
        usd: Decimal,
        reply: Reply | None,
        request_id: str | None = None,
    ) -> None:
        """Write down that an attempt gave no answer, what it may have cost, its request's id."""


class AsyncBook(ABC):
    """The same, called from the event loop."""

    @abstractmethod
    async def reserve(self, provider: Provider, call: Call, usd: Decimal) -> str:
        """Write an attempt down before it is sent; return its id."""

    @abstractmethod
    async def settle(
        self, attempt_id: str, provider: Provider, call: Call, reply: Reply, answer: Answer
    ) -> None:
        """Keep a good answer: its payload first, then the attempt."""

    @abstractmethod
    async def fail(
        self,
        attempt_id: str,
        error: str,
        usd: Decimal,
        reply: Reply | None,
        request_id: str | None = None,
    ) -> None:
        """Write down that an attempt gave no answer, what it may have cost, its request's id."""


@dataclass(frozen=True)
class InThreads(AsyncBook):
    """A `Book` from the event loop: each entry in a worker thread."""

    book: Book

    async def reserve(self, provider: Provider, call: Call, usd: Decimal) -> str:
        """As `Book.reserve`."""
        return await asyncio.to_thread(self.book.reserve, provider, call, usd)

    async def settle(
        self, attempt_id: str, provider: Provider, call: Call, reply: Reply, answer: Answer
    ) -> None:
        """As `Book.settle`."""
        await asyncio.to_thread(self.book.settle, attempt_id, provider, call, reply, answer)

    async def fail(
        self,
        attempt_id: str,
        error: str,
        usd: Decimal,
        reply: Reply | None,
        request_id: str | None = None,
    ) -> None:
        """As `Book.fail`."""
        await asyncio.to_thread(self.book.fail, attempt_id, error, usd, reply, request_id)

"""Many calls of a stage at once, each on record before it is made.

Replies are not returned but kept (`recall_replies` reads them). A call that fails costs only its
own answer; one that a provider refuses for good stops those of that provider that were not
started.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING, Any

from resources.errors import BudgetError, OneviceError, ProviderError, ProviderRefusedError
from resources.llm.calls import ask, open_client

if TYPE_CHECKING:
    from openai import AsyncOpenAI

    from resources.llm.budget import Purse
    from resources.llm.calls import Book, Call
    from resources.llm.providers import Provider
    from resources.progress import Task


@dataclass
class Asking:
    """One round of calls to one provider.

    Attributes:
        provider: who is asked.
        calls: what, by hash.
        book: keeps account of every attempt.
        purse: the money; rounds that are asked together may share it.
        task: counts finished calls.
        first_wait_s: back-off before a second attempt.
        failed: why a call has no reply, by its hash; filled by `ask_all`.
    """

    provider: Provider
    calls: Mapping[str, Call]
    book: Book
    purse: Purse
    task: Task
    first_wait_s: float
    failed: dict[str, str] = field(default_factory=dict)
    _stop: Event = field(default_factory=Event)

    async def run(self) -> None:
        """Make the calls, as many at once as the provider takes.

        Raises:
            StoreError: when the ledger or the object store fails; no further call is started.
        """
        slots = asyncio.Semaphore(self.provider.concurrency)
        async with open_client(self.provider) as client:
            await _finish(
                *(self._ask(client, slots, key, call) for key, call in self.calls.items())
            )

    def stop(self) -> None:
        """Start no further call."""
        self._stop.set()

    async def _ask(
        self, client: AsyncOpenAI, slots: asyncio.Semaphore, key: str, call: Call
    ) -> None:
        async with slots:
            if self._stop.is_set():
                self.failed[key] = "not asked: an earlier call was refused for good"
                return
            try:
                await self._ask_one(client, call)
            except (ProviderError, BudgetError) as error:
                self.failed[key] = str(error)
                if isinstance(error, ProviderRefusedError):
                    self._stop.set()
            except OneviceError:
                self._stop.set()
                raise
            self.task.advance()

    async def _ask_one(self, client: AsyncOpenAI, call: Call) -> None:
        await ask(
            client,
            self.provider,
            call,
            book=self.book,
            purse=self.purse,
            first_wait_s=self.first_wait_s,
            stop=self._stop,
        )


def ask_all(*rounds: Asking) -> None:
    """Ask several providers at once. Interrupted, it lets finish what is paid for already.

    Raises:
        StoreError: when the ledger or the object store fails; no further call is started.
    """
    context = contextvars.copy_context()
    with ThreadPoolExecutor(1, "ask") as thread:  # an interrupt must not cancel paid calls
        work = thread.submit(context.run, asyncio.run, _ask_rounds(rounds))
        try:
            work.result()
        except BaseException:
            _stop(rounds)
            raise


async def _ask_rounds(rounds: tuple[Asking, ...]) -> None:
    async def follow(one: Asking) -> None:
        try:
            await one.run()
        except OneviceError:
            _stop(rounds)
            raise

    await _finish(*map(follow, rounds))


def _stop(rounds: tuple[Asking, ...]) -> None:
    for one in rounds:
        one.stop()


async def _finish(*work: Coroutine[Any, Any, None]) -> None:
    """Let all end before the first error is raised."""
    for error in await asyncio.gather(*work, return_exceptions=True):
        if error is not None:
            raise error

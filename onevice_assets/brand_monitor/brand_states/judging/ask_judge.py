"""Have the judge asked: several calls at once, each on record before it is made.

Replies are not returned but kept (`recall_replies` reads them). A call that fails costs only its
own answer; one that the provider refuses for good stops those that were not started.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING

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
    """One round of calls to the judge.

    Attributes:
        judge: who is asked.
        book: keeps account of every attempt.
        purse: the money.
        task: counts finished calls.
        first_wait_s: back-off before a second attempt.
        failed: why a call has no reply, by its hash; filled by `ask_all`.
    """

    judge: Provider
    book: Book
    purse: Purse
    task: Task
    first_wait_s: float
    failed: dict[str, str] = field(default_factory=dict)
    _stop: Event = field(default_factory=Event)

    def ask_all(self, calls: Mapping[str, Call]) -> None:
        """Make the calls, by their hash. Interrupted, it lets finish what is paid for already.

        Raises:
            StoreError: when the ledger or the object store fails; no further call is started.
        """
        context = contextvars.copy_context()
        with ThreadPoolExecutor(1, "judge") as thread:  # an interrupt must not cancel paid calls
            work = thread.submit(context.run, asyncio.run, self._ask_all(calls))
            try:
                work.result()
            except BaseException:
                self._stop.set()
                raise

    async def _ask_all(self, calls: Mapping[str, Call]) -> None:
        slots = asyncio.Semaphore(self.judge.concurrency)
        async with open_client(self.judge) as client:
            work = (self._ask(client, slots, key, call) for key, call in calls.items())
            ends = await asyncio.gather(*work, return_exceptions=True)
        for error in ends:
            if error is not None:
                raise error

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
            self.judge,
            call,
            book=self.book,
            purse=self.purse,
            first_wait_s=self.first_wait_s,
            stop=self._stop,
        )

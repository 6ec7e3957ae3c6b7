"""Many calls of a stage at once, each on record before it is made.

Replies are not returned but kept (`recall_replies` reads them). A call that fails costs only its
own answer; one that a provider refuses for good stops those of that provider that were not
started.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING

from resources.errors import BudgetError, OneviceError, ProviderError, ProviderRefusedError
from resources.llm.calls import ask, open_client
from resources.llm.failures import NotSentError
from resources.llm.together import for_each
from resources.long_lived import looking_at_new_objects_only

if TYPE_CHECKING:
    from resources.llm.books import Book
    from resources.llm.budget import Purse
    from resources.llm.calls import Call, Client
    from resources.llm.providers import Provider
    from resources.progress import Task

_AWAKE_S = 0.2
_NOT_ASKED = "not asked: an earlier call was refused for good"


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
        async with open_client(self.provider) as client:

            async def ask_one(wish: tuple[str, Call]) -> None:
                await self._ask(client, *wish)

            await for_each(self.calls.items(), 2 * self.provider.concurrency, ask_one)

    def stop(self) -> None:
        """Start no further call."""
        self._stop.set()

    async def _ask(self, client: Client, key: str, call: Call) -> None:
        if self._stop.is_set():
            self.failed[key] = _NOT_ASKED
            return
        try:
            await self._ask_one(client, call)
        except NotSentError:
            self.failed[key] = _NOT_ASKED
            return
        except (ProviderError, BudgetError) as error:
            self.failed[key] = str(error)
            if isinstance(error, ProviderRefusedError):
                self._stop.set()
        except OneviceError:
            self._stop.set()
            raise
        self.task.advance()

    async def _ask_one(self, client: Client, call: Call) -> None:
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
        try:  # it may come before `submit` has returned
            work = thread.submit(context.run, asyncio.run, _ask_rounds(rounds))
            # a Ctrl-C that the system handed to another thread is heard when this one wakes
            while wait([work], timeout=_AWAKE_S).not_done:
                pass
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

    with looking_at_new_objects_only():
        await for_each(rounds, len(rounds), follow)


def _stop(rounds: tuple[Asking, ...]) -> None:
    for one in rounds:
        one.stop()

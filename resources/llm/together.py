"""Work done together: what many coroutines want at one moment is one piece of work in a thread.

While one batch is in work the next one gathers, so that a lone wish is not held up and many are
cheap: 200 rows of a ledger in one transaction, say. Order is kept. Not here: what the work is.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Generic, TypeVar

from resources.errors import OneviceError

Wish = TypeVar("Wish")
Result = TypeVar("Result")
_MOST = 500


class Together(Generic[Wish, Result]):
    """Gathers wishes of one event loop and has them done in batches, one batch at a time."""

    def __init__(self, work: Callable[[Sequence[Wish]], Sequence[Result | OneviceError]]) -> None:
        """Prepare.

        Args:
            work: does a batch, in a worker thread; one result for each wish, in order. A wish
                that fails alone gets an error; one that is raised is everybody's.
        """
        self._work = work
        self._waiting: deque[tuple[Wish, asyncio.Future[Result]]] = deque()
        self._busy: asyncio.Task[None] | None = None

    async def do(self, wish: Wish) -> Result:
        """Have one wish done with the others of this moment.

        Raises:
            OneviceError: what became of this wish, or of its whole batch.
        """
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((wish, future))
        if self._busy is None:
            self._busy = asyncio.create_task(self._drain())
        return await future

    async def _drain(self) -> None:
        try:
            while self._waiting:
                await self._do_batch()
        finally:
            self._busy = None  # a loop that is cancelled leaves the next one free to work

    async def _do_batch(self) -> None:
        batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), _MOST))]
        try:
            done: Sequence[Result | BaseException] = await asyncio.to_thread(
                self._work, [wish for wish, _ in batch]
            )
        except BaseException as error:  # noqa: BLE001 # handed to those who wait
            done = [error] * len(batch)
        for (_, future), result in zip(batch, done, strict=True):
            if future.cancelled():
                continue
            if isinstance(result, BaseException):
                future.set_exception(result)
            else:
                future.set_result(result)


async def for_each(
    items: Iterable[Wish], at_once: int, work: Callable[[Wish], Awaitable[None]]
) -> None:
    """Work through items, so many at once, taking the next one when one is done.

    Items are taken as they are needed, so that a long list can be a generator. An error ends
    nothing but its own item; the first is raised after the last item.
    """
    rest = iter(items)
    errors: list[BaseException] = []

    async def take_turns() -> None:
        for item in rest:
            try:
                await work(item)
            except Exception as error:  # noqa: BLE001 # raised below
                errors.append(error)

    await asyncio.gather(*(take_turns() for _ in range(at_once)))
    if errors:
        raise errors[0]

"""Run a coroutine so that Ctrl-C stops new work, lets what is in flight finish, and is passed on.

The loop runs in a thread of its own: Dagster raises its interrupt in the main thread, wherever
that stands, and an exception inside a loop would cancel calls that are already paid for.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, wait
from threading import Event, Thread
from typing import Any

GRACE_S = 15.0
_LOOK_S = 0.2
_CANCEL_S = 2.0


def run_until_stopped(
    work: Coroutine[Any, Any, None],
    stop: Event,
    tick: Callable[[], None],
    grace_s: float = GRACE_S,
) -> None:
    """Run `work` to its end.

    Args:
        work: looks at `stop` before it starts something new.
        stop: set when this thread is interrupted.
        tick: called in this thread a few times a second while `work` runs.
        grace_s: how long work in flight may take to finish then, seconds; after that it is
            cancelled.

    Raises:
        BaseException: whatever interrupts this thread, after the grace; what `work` raises.
    """
    worker = _Worker(work)
    worker.thread.start()
    try:
        while not worker.wait(_LOOK_S):
            tick()
    except BaseException:
        stop.set()
        if not worker.wait(grace_s):
            worker.cancel()
            worker.wait(_CANCEL_S)
        raise
    worker.done.result()


class _Worker:
    """A thread with an event loop that runs one coroutine."""

    def __init__(self, work: Coroutine[Any, Any, None]) -> None:
        self.done: Future[None] = Future()
        self._work = work
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        context = contextvars.copy_context()
        self.thread = Thread(target=context.run, args=(self._run,), name="simulation", daemon=True)

    def wait(self, seconds: float) -> bool:
        """Wait for the end, so many seconds at most; whether it has come.

        Not `Thread.join`: one that is interrupted takes the thread for ended (CPython 3.11).
        """
        return not wait([self.done], seconds).not_done

    def cancel(self) -> None:
        """Cancel what still runs."""
        if self._loop and self._task:
            self._loop.call_soon_threadsafe(self._task.cancel)

    def _run(self) -> None:
        try:
            with asyncio.Runner() as runner:
                self._loop = runner.get_loop()
                runner.run(self._remember())
        except BaseException as error:  # noqa: BLE001 # handed to the thread that waits
            self.done.set_exception(error)
        else:
            self.done.set_result(None)

    async def _remember(self) -> None:
        self._task = asyncio.current_task()
        await self._work

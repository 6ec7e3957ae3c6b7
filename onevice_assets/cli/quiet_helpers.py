"""Dagster's helper processes do not hear Ctrl-C.

A terminal sends it to every process of the command, and the helpers that mirror what a step
prints (two a stream) die of it with a traceback of their own.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any


def quiet_helpers(logs: Any) -> None:
    """Have an instance's `compute_log_manager` start its helpers with Ctrl-C held back.

    A process keeps for life the mask it was started with; the helpers are ended by SIGTERM.
    """
    capture = logs.capture_logs

    @contextmanager
    def capture_quietly(log_key: Sequence[str]) -> Iterator[Any]:
        with ExitStack() as captured:
            with _holding_back_interrupts():
                context = captured.enter_context(capture(log_key))
            yield context

    logs.capture_logs = capture_quietly


@contextmanager
def _holding_back_interrupts() -> Iterator[None]:
    """One that comes meanwhile is delivered at the end."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

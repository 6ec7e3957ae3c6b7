"""Ctrl-C that somebody else's handler took: Dagster defers it between steps, and may forget it."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_STOPS = frozenset({int(signal.SIGINT), int(signal.SIGTERM)})  # Dagster gives both one handler


@contextmanager
def noticing_interrupts() -> Iterator[Callable[[], bool]]:
    """Notice every Ctrl-C within the block, whoever handles it meanwhile.

    Python writes the number of each signal that it handles to a wake-up descriptor, before any
    handler runs. Outside of the main thread, which no signal reaches, nothing is noticed.

    Returns:
        What tells whether one has come since it was asked last.
    """
    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    reader, writer = socket.socketpair()
    with reader, writer:
        reader.setblocking(False)
        writer.setblocking(False)
        before = signal.set_wakeup_fd(writer.fileno(), warn_on_full_buffer=False)
        try:
            yield lambda: _has_stop(reader)
        finally:
            signal.set_wakeup_fd(before)


def _has_stop(reader: socket.socket) -> bool:
    try:
        return bool(_STOPS & set(reader.recv(4096)))
    except BlockingIOError:
        return False

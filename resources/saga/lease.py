"""Keeping a saga: a thread that renews its lease for as long as this process works on it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from resources.errors import SagaLostError, StoreError
from resources.saga.log import Claim, SagaLog

_BEATS = 3  # renewals in the time of one lease, so that one may fail


@contextmanager
def keeping(log: SagaLog, claim: Claim) -> Iterator[None]:
    """Renew a lease until the block ends; whoever lost it learns so at the next change."""
    stop = threading.Event()
    thread = threading.Thread(target=_beat, args=(log, claim, stop), name="saga-lease", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _beat(log: SagaLog, claim: Claim, stop: threading.Event) -> None:
    while not stop.wait(log.lease_seconds / _BEATS):
        try:
            log.renew(claim)
        except SagaLostError:
            return
        except StoreError:
            continue  # the saga's own next change finds out whether that lasts

"""Refusing late writes: those of a process whose saga another one has taken over meanwhile.

A process may hang between looking at its lease and writing, so looking is not enough. A store in
the control plane's own database calls `hold_fence` inside the transaction it writes in: the saga
cannot be taken over before that transaction ends, and a transaction of an older epoch is refused.
What stores do that have no part in this transaction is told in `docs/decisions/0015-saga.md`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from resources.errors import SagaLostError
from resources.saga.log import Claim

if TYPE_CHECKING:
    from sqlalchemy import Connection

# shares the row with heartbeats and changes of state; only taking the saga over excludes it
_HOLD = """
SELECT 1 FROM control.sagas WHERE id = %(id)s AND epoch = %(epoch)s FOR KEY SHARE
"""
_current: ContextVar[Claim | None] = ContextVar("saga_fence", default=None)


@contextmanager
def fenced(claim: Claim) -> Iterator[None]:
    """Put everything this thread writes meanwhile under a saga's epoch."""
    token = _current.set(claim)
    try:
        yield
    finally:
        _current.reset(token)


def hold_fence(db: Connection) -> None:
    """Make sure that no other process has the saga, until this transaction ends.

    Outside of sagas there is nothing to hold.

    Args:
        db: transaction on the control plane's database, before it writes.

    Raises:
        SagaLostError: another process has the saga; roll back.
    """
    claim = _current.get()
    if claim is None:
        return
    held = db.exec_driver_sql(_HOLD, {"id": claim.saga_id, "epoch": claim.epoch}).first()
    if held is None:
        raise SagaLostError(
            f"A write of saga {claim.saga_id} came too late: another process took the saga over. "
            "The write was refused and nothing of it was kept."
        )

"""Where calls that may cost money are let through: many at once, in few transactions.

Whoever comes while a transaction runs waits, and all who wait go into the next one. So 200 calls
at once need a handful of commits, and one alone waits for nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from threading import Lock
from typing import TYPE_CHECKING

from resources.control_plane import budgets
from resources.control_plane.reservations import reserve_within
from resources.errors import OneviceError, StoreError

if TYPE_CHECKING:
    from resources.control_plane.ledger import Reservation
    from resources.control_plane.resource import ControlPlane

_MOST_AT_ONCE = 1_000
_Waiting = tuple["Reservation", Future[str]]


@dataclass
class Till:
    """Reserves calls within every limit; may be shared by any number of threads.

    Attributes:
        control: has the ledger and the budgets.
        day_limit_usd: MAX_USD, the most the organization may spend in a day (UTC).
    """

    control: ControlPlane
    day_limit_usd: Decimal | None
    _waiting: list[_Waiting] = field(default_factory=list)
    _is_writing: bool = False
    _lock: Lock = field(default_factory=Lock)

    def reserve(self, wish: Reservation) -> str:
        """Write one call down, committed, before it is made; return the attempt's id.

        Blocks until it is written: call it from a worker thread.

        Raises:
            BudgetError: a limit does not cover it.
            StoreError: the ledger cannot be written, or has an attempt at this already.
        """
        mine: Future[str] = Future()
        with self._lock:
            self._waiting.append((wish, mine))
            is_first, self._is_writing = not self._is_writing, True
        if is_first:
            self._write_all()
        return mine.result()

    def check(
        self, organization_id: str, website_id: str, usd: Decimal, what: str = "The next call"
    ) -> None:
        """Make sure that an amount fits every limit now; nothing is set aside.

        Raises:
            BudgetError: naming the limit, what is spent and what was asked.
            StoreError: the ledger cannot be read.
        """
        with self.control.begin() as db:
            budgets.check(
                db,
                organization_id,
                website_id,
                day=datetime.now(UTC).date(),
                usd=usd,
                day_limit_usd=self.day_limit_usd,
                what=what,
            )

    def reserve_all(self, wishes: Sequence[Reservation]) -> list[str | OneviceError]:
        """Write many calls down in one transaction, those that every limit covers.

        Returns:
            For each wish the attempt's id, or why it is not made; see `reserve`.

        Raises:
            StoreError: the ledger cannot be written; no call was let through.
        """
        with self.control.begin() as db:
            told = reserve_within(db, wishes, day_limit_usd=self.day_limit_usd)
        return [
            _asked_already(wish) if said is None else said
            for wish, said in zip(wishes, told, strict=True)
        ]

    def _write_all(self) -> None:
        """Write for all who wait, until nobody does; whoever came first does it."""
        batch: list[_Waiting] = []
        try:
            while batch := self._take_waiting():
                self._write(batch)
        except BaseException as error:
            with self._lock:
                batch, self._waiting, self._is_writing = [*batch, *self._waiting], [], False
            _refuse(batch, StoreError(_interrupted(error)))
            raise

    def _take_waiting(self) -> list[_Waiting]:
        with self._lock:
            batch, self._waiting = self._waiting[:_MOST_AT_ONCE], self._waiting[_MOST_AT_ONCE:]
            self._is_writing = bool(batch)
        return batch

    def _write(self, batch: list[_Waiting]) -> None:
        try:
            told = self.reserve_all([wish for wish, _ in batch])
        except OneviceError as error:
            _refuse(batch, error)
            return
        for (_, waiting), said in zip(batch, told, strict=True):
            if isinstance(said, str):
                waiting.set_result(said)
            else:
                waiting.set_exception(said)


def _refuse(batch: list[_Waiting], error: OneviceError) -> None:
    for _, waiting in batch:
        if not waiting.done():
            waiting.set_exception(error)


def _asked_already(wish: Reservation) -> StoreError:
    return StoreError(
        f"Prompt {wish.prompt_id} has an attempt for {wish.provider}:{wish.model}, sample "
        f"{wish.sample_number}, in run {wish.simulation_run_id} already, so it was not asked "
        "again: another process asks the same; run it again when that one ended."
    )


def _interrupted(error: BaseException) -> str:
    return (
        f"Writing calls into the ledger was cut off ({type(error).__name__}): whether they stand "
        "there is not known, and none of them was made. The next run lists them as open."
    )

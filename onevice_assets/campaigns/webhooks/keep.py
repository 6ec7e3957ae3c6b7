"""Body first, then row; what waits is written in one transaction.

While one transaction is under way the next deliveries gather, and go together: 32 senders at once
cost a commit or two, not 32. A sender is answered when its row is committed, not before. Refusals
are counted in memory and added once a second, so that nobody who is refused costs a transaction.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from resources.control_plane import webhook_deliveries
from resources.control_plane.webhook_deliveries import Delivery, Refusal, Source
from resources.errors import OneviceError

if TYPE_CHECKING:
    from datetime import date

    from resources.control_plane.resource import ControlPlane

MOST_TOGETHER: Final = 200
_EVERY_SECONDS: Final = 1.0
_Counted = tuple["str | None", Source, str, "date"]


@dataclass
class Keeper:
    """Writes rows of deliveries for as long as it is open.

    Attributes:
        control: where they are written.
    """

    control: ControlPlane
    _waiting: list[tuple[Delivery, asyncio.Future[None]]] = field(default_factory=list)
    _refused: Counter[_Counted] = field(default_factory=Counter)
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def __aenter__(self) -> Keeper:
        self._tasks = [asyncio.create_task(self._write()), asyncio.create_task(self._count())]
        return self

    async def __aexit__(self, *_error: object) -> None:
        """Write what waits, add what was counted, and end."""
        while self._waiting:
            await asyncio.sleep(0.01)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._add_counts()

    async def keep(self, delivery: Delivery) -> None:
        """Write a row, together with those that wait; done once it is committed.

        Raises:
            StoreError: it was not written.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((delivery, done))
        self._wake.set()
        await done

    def count(self, brand_id: str | None, source: Source, reason: str) -> None:
        """Count a refusal."""
        self._refused[(brand_id, source, reason, datetime.now(UTC).date())] += 1

    async def _write(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._waiting:
                some = self._waiting[:MOST_TOGETHER]
                error = await asyncio.to_thread(self._record, [one for one, _ in some])
                del self._waiting[: len(some)]
                for _, done in some:
                    if not done.done():
                        done.set_exception(error) if error else done.set_result(None)

    def _record(self, deliveries: list[Delivery]) -> OneviceError | None:
        try:
            with self.control.begin() as db:
                webhook_deliveries.record(db, deliveries)
        except OneviceError as error:
            return error
        return None

    async def _count(self) -> None:
        while True:
            await asyncio.sleep(_EVERY_SECONDS)
            await self._add_counts()

    async def _add_counts(self) -> None:
        if self._refused:
            counted, self._refused = self._refused, Counter()
            if not await asyncio.to_thread(self._add, counted):
                self._refused += counted  # the control plane is away: added with the next ones

    def _add(self, counted: Counter[_Counted]) -> bool:
        now = datetime.now(UTC)
        refusals = [Refusal(*what, times=times, last_at=now) for what, times in counted.items()]
        try:
            with self.control.begin() as db:
                webhook_deliveries.count_refusals(db, refusals)
        except OneviceError:
            return False
        return True

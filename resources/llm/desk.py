"""Where many calls at once keep account: what they have to write at one moment is written together.

    reserve (committed) → call → payload object → settle | fail

What an attempt is for and what its payload says is known by the books that write here
(`ledger_book.py`, a simulation's `turn_book.py`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from resources.control_plane.ledger import Reservation
from resources.control_plane.ledger_batches import Closing, close_many
from resources.errors import OneviceError, StoreError
from resources.llm.together import Together

if TYPE_CHECKING:
    from resources.llm.till import Till
    from resources.object_store import Objects


@dataclass(frozen=True)
class Ending:
    """How an attempt ended, and the payload to keep before the ledger is told.

    Attributes:
        payload: none where nothing came back.
        path: where it is kept.
    """

    provider: str
    closing: Closing
    payload: Mapping[str, Any] | None
    path: str


class Desk:
    """Writes what the calls of one moment have to write; of one event loop at a time."""

    def __init__(
        self,
        till: Till,
        objects: Objects,
        tell_spent: Callable[[str, Decimal], object] = lambda *_: None,
    ) -> None:
        """Prepare.

        Args:
            till: lets through what the limits cover.
            objects: keeps the payloads.
            tell_spent: told, by provider, what answers have cost once that is committed; from a
                worker thread.
        """
        self.till, self.objects, self._tell_spent = till, objects, tell_spent
        self._reserving: Together[Reservation, str] = Together(self.till.reserve_all)
        self._closing: Together[Ending, None] = Together(self.close_all)

    async def reserve(self, wish: Reservation) -> str:
        """Write an attempt down and commit it; its id.

        Raises:
            BudgetError: a limit does not cover it.
            StoreError: the run has asked this already, or the ledger cannot be written.
        """
        return await self._reserving.do(wish)

    async def close(self, ending: Ending) -> None:
        """Keep the payload, then close the attempt.

        Raises:
            StoreError: a store fails, or the attempt is not reserved any more.
        """
        await self._closing.do(ending)

    def close_all(self, endings: Sequence[Ending]) -> list[OneviceError | None]:
        """Keep payloads and close attempts; for each none, or why it was not done.

        Where a payload cannot be kept, its attempt stays reserved: it counts as spent.

        Raises:
            StoreError: the ledger cannot be written; the payloads are kept.
        """
        results: list[OneviceError | None] = [self._keep(one) for one in endings]
        kept = [one for one, error in zip(endings, results, strict=True) if error is None]
        with self.till.control.begin() as db:
            closed = close_many(db, [one.closing for one in kept], at=datetime.now(UTC))
        self._tell(kept)
        return [
            error or (None if one.closing.attempt_id in closed else _not_reserved(one))
            for one, error in zip(endings, results, strict=True)
        ]

    def _keep(self, ending: Ending) -> StoreError | None:
        try:
            if ending.payload is not None:
                # in one line: indented JSON takes ten times as long
                text = json.dumps(ending.payload, ensure_ascii=False, sort_keys=True)
                self.objects.put(ending.path, text)
        except StoreError as error:
            return error
        return None

    def _tell(self, endings: Sequence[Ending]) -> None:
        spent: defaultdict[str, Decimal] = defaultdict(Decimal)
        for one in endings:
            if one.closing.status == "succeeded":
                spent[one.provider] += one.closing.cost_usd
        for provider, usd in spent.items():
            self._tell_spent(provider, usd)


def _not_reserved(ending: Ending) -> StoreError:
    return StoreError(
        f"Attempt {ending.closing.attempt_id} is not reserved: it was settled, failed or never "
        "made. Nothing was changed; its payload, if any, is kept."
    )

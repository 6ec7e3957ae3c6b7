"""Where calls that may cost money are let through, within every limit.

Not here: gathering what many calls wish at one moment (`desk.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from resources.control_plane import budgets
from resources.control_plane.reservations import reserve_within
from resources.errors import OneviceError, StoreError

if TYPE_CHECKING:
    from resources.control_plane.ledger import Reservation
    from resources.control_plane.resource import ControlPlane


@dataclass(frozen=True)
class Till:
    """Reserves calls within every limit; may be shared by any number of threads.

    Attributes:
        control: has the ledger and the budgets.
        day_limit_usd: MAX_USD, the most the organization may spend in a day (UTC).
    """

    control: ControlPlane
    day_limit_usd: Decimal | None

    def reserve(self, wish: Reservation) -> str:
        """Write one call down, committed, before it is made; return the attempt's id.

        Raises:
            BudgetError: a limit does not cover it.
            StoreError: the ledger cannot be written, or has an attempt at this already.
        """
        (told,) = self.reserve_all([wish])
        if isinstance(told, str):
            return told
        raise told

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


def _asked_already(wish: Reservation) -> StoreError:
    return StoreError(
        f"Prompt {wish.prompt_id} has an attempt for {wish.provider}:{wish.model}, sample "
        f"{wish.sample_number}, in run {wish.simulation_run_id} already, so it was not asked "
        "again: another process asks the same; run it again when that one ended."
    )

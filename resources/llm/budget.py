"""The money one run may spend: everything started counts, whether it is settled or not."""

from __future__ import annotations

from decimal import Decimal

from resources.errors import BudgetError


class Purse:
    """Counts reserved and spent USD against a ceiling; used from one event loop."""

    def __init__(self, max_usd: Decimal, spent_usd: Decimal = Decimal(0)) -> None:
        """Open a purse.

        Args:
            max_usd: the ceiling.
            spent_usd: what was already spent or reserved under this ceiling.
        """
        self.max_usd, self.spent_usd = max_usd, spent_usd

    def reserve(self, usd: Decimal) -> None:
        """Set an amount aside.

        Raises:
            BudgetError: when it does not fit; nothing is set aside then.
        """
        if usd > 0 and self.spent_usd + usd > self.max_usd:
            raise BudgetError(
                f"The next call may cost ${usd:.4f}; ${self.spent_usd:.4f} of MAX_USD="
                f"{self.max_usd} are spent or reserved. Set a higher MAX_USD to go on."
            )
        self.spent_usd += usd

    def settle(self, reserved_usd: Decimal, cost_usd: Decimal) -> None:
        """Replace a reserved amount by what the call cost."""
        self.spent_usd += cost_usd - reserved_usd


def check_budget(needed_usd: Decimal, spent_usd: Decimal, max_usd: Decimal, calls: int) -> None:
    """Refuse before the first call what could not be paid to the end.

    Raises:
        BudgetError: naming the estimate, what is spent, the ceiling and what to change.
    """
    if needed_usd <= 0 or spent_usd + needed_usd <= max_usd:
        return
    already = f" on top of ${spent_usd:.4f} already spent" if spent_usd else ""
    raise BudgetError(
        f"Asking {calls} calls may cost ${needed_usd:.4f}{already}, more than MAX_USD={max_usd}; "
        "nothing was asked. Set MAX_USD higher, or SAMPLES or CONVERSATIONS lower."
    )

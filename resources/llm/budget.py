"""The money one run may spend: everything started counts, whether it is settled or not.

A run is one materialisation of one paid asset. What an organization may spend in a day or month
is decided by the ledger (`resources.control_plane.reservations`), for all runs together.
"""

from __future__ import annotations

from decimal import Decimal

from resources.errors import BudgetError


class Purse:
    """Counts reserved and spent USD against a ceiling; used from one event loop."""

    def __init__(
        self,
        max_usd: Decimal | None,
        spent_usd: Decimal = Decimal(0),
        variable: str = "MAX_RUN_USD",
    ) -> None:
        """Open a purse.

        Args:
            max_usd: the ceiling; none only counts.
            spent_usd: what was already spent or reserved under this ceiling.
            variable: the setting that raises it, for the message.
        """
        self.max_usd, self.spent_usd, self.variable = max_usd, spent_usd, variable

    def reserve(self, usd: Decimal) -> None:
        """Set an amount aside.

        Raises:
            BudgetError: when it does not fit; nothing is set aside then.
        """
        if self.max_usd is not None and usd > 0 and self.spent_usd + usd > self.max_usd:
            raise BudgetError(
                f"The next call may cost ${usd:.4f}; ${self.spent_usd:.4f} of {self.variable}="
                f"{self.max_usd} are spent or reserved. Set a higher {self.variable} to go on."
            )
        self.spent_usd += usd

    def settle(self, reserved_usd: Decimal, cost_usd: Decimal) -> None:
        """Replace a reserved amount by what the call cost."""
        self.spent_usd += cost_usd - reserved_usd


def check_run(needed_usd: Decimal, max_usd: Decimal | None, calls: int) -> None:
    """Refuse before the first call what one run may not pay to the end.

    Raises:
        BudgetError: naming the estimate, the ceiling and what to change.
    """
    if max_usd is None or needed_usd <= 0 or needed_usd <= max_usd:
        return
    raise BudgetError(
        f"Asking {calls} calls may cost ${needed_usd:.4f}, more than MAX_RUN_USD={max_usd} lets "
        "one run spend; nothing was asked. Set MAX_RUN_USD higher, or SAMPLES or CONVERSATIONS "
        "lower."
    )

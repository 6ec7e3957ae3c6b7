"""Money, exact: how every fact writes an amount. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

# ISO 4217: digits of the minor unit where there are not two
_NO_DIGITS: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DIGITS: Final = "BHD IQD JOD KWD LYD OMR TND"
DIGITS: Final = dict.fromkeys(_NO_DIGITS.split(), 0) | dict.fromkeys(_THREE_DIGITS.split(), 3)


@dataclass(frozen=True)
class Amount:
    """Money, exact.

    Attributes:
        minor_units: a whole number of cents, or what the currency has.
        currency: ISO 4217.
    """

    minor_units: int
    currency: str

    def __str__(self) -> str:
        digits = DIGITS.get(self.currency, 2)
        value = Decimal(self.minor_units).scaleb(-digits)
        return f"{value:.{digits}f} {self.currency}"

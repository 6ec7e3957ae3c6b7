"""Amounts of money in a text: numbers in any usual form, ranges, currencies.

What an amount is for is told by `read_money`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from onevice_assets.entertainment.entities.word_lists import word_list
from onevice_assets.words.read_number import read_number

_SYMBOLS = {
    "us$": "USD", "ca$": "CAD", "c$": "CAD", "a$": "AUD", "au$": "AUD", "nz$": "NZD", "$": "USD",
    "£": "GBP", "€": "EUR", "¥": "JPY", "₹": "INR",
}  # fmt: skip
_CODES = word_list("money", "currencies")
_WORDS = {"dollars": "USD", "pounds": "GBP", "euros": "EUR", "euro": "EUR", "yen": "JPY"}
_SCALES = {
    "k": 3, "thousand": 3, "grand": 3, "m": 6, "mm": 6, "mio": 6, "mn": 6, "million": 6,
    "b": 9, "bn": 9, "billion": 9,
}  # fmt: skip
_SIGN = r"(?:US\$|CA\$|AU\$|NZ\$|C\$|A\$|[$£€¥₹])"
_CODE = rf"(?:{'|'.join(sorted(_CODES))})"
_NUMBER = r"\d{1,3}(?:[,.' \u00a0\u202f]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_SCALE = r"(?:\s?(?:thousand|million|billion|grand|mio|mn|bn|mm)\b|[kKmMbB]\b)"
_WORD = rf"(?:{'|'.join(_WORDS)})"
_ONE = rf"(?P<{{0}}c>{_SIGN}|{_CODE}\s?{_SIGN}?)?\s?(?P<{{0}}n>{_NUMBER})(?P<{{0}}s>{_SCALE})?"
_AMOUNT = re.compile(
    rf"(?<![\w.,/-]){_ONE.replace('{0}', 'a')}"
    rf"(?:\s?(?:-|–|—|to|and)\s?{_ONE.replace('{0}', 'b')})?(?P<open>\+)?"
    rf"(?:\s?(?P<after>{_CODE}|{_SIGN}|{_WORD})(?!\w))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money, or a range of it.

    Attributes:
        low: the amount, or the lower end.
        high: the same, or the upper end; None where it is open ("$300k+").
        currency: ISO 4217 code.
        start: offset of its first character.
        end: offset after its last one.
    """

    low: Decimal
    high: Decimal | None
    currency: str
    start: int
    end: int


def read_amounts(text: str) -> Iterator[Amount]:
    """Every amount with a currency, in order; numbers without one are none.

    "$50k–250k", "€1.2m", "USD 300,000", "1.200,50 €" and "between £1,000 and £2,000" are read; a
    scale or currency said once holds for both ends of a range.
    """
    place = 0
    while match := _AMOUNT.search(text, place):
        signs = (match["ac"], match["bc"], match["after"])
        currency = next((code for code in map(_currency, signs) if code), "")
        amount = _amount(match, currency)
        if currency:
            yield amount
        place = amount.end


def _amount(match: re.Match[str], currency: str) -> Amount:
    scale, upper = match["as"], match["bs"]
    low = _scaled(match["an"], scale or (upper if match["bn"] else None))
    high = _scaled(match["bn"], upper or None) if match["bn"] else low
    joined = " and " not in match.group().casefold() or _is_between(match)
    joined &= not (match["ac"] and match["bc"]) or _currency(match["ac"]) == _currency(match["bc"])
    end = match.end()
    if high < low or not joined:
        low = high = _scaled(match["an"], scale)
        end = match.end("as") if scale else match.end("an")
    return Amount(low, None if match["open"] else high, currency, match.start(), end)


def _is_between(match: re.Match[str]) -> bool:
    return match.string[: match.start()].rstrip().casefold().endswith("between")


def _currency(sign: str | None) -> str:
    if not sign:
        return ""
    plain = sign.strip()
    if plain.upper() in _CODES:
        return plain.upper()
    if plain[:3].upper() in _CODES:
        return plain[:3].upper()
    return _SYMBOLS.get(plain.casefold()) or _WORDS.get(plain.casefold(), "")


def _scaled(said: str, scale: str | None) -> Decimal:
    power = _SCALES[scale.strip().casefold()] if scale else 0
    return read_number(said) * Decimal(10) ** power

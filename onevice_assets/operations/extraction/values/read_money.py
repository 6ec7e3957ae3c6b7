"""Amounts of money as whole minor units: "$1,250.00", "1.250,00 €", "125000 cents", "($250.00)"."""

from __future__ import annotations

import re
from decimal import Decimal

from onevice_assets.operations.extraction.extracted import Money
from onevice_assets.operations.extraction.words import list_words
from onevice_assets.words.read_number import read_number

_SYMBOLS = {"$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "c$": "CAD", "ca$": "CAD"}
_SYMBOLS |= {"eur": "EUR", "euro": "EUR", "euros": "EUR", "dollars": "USD", "bucks": "USD"}
_CODES = list_words("money", "currencies")
_NO_DECIMALS, _THREE_DECIMALS = frozenset({"JPY"}), frozenset({"KWD", "BHD", "TND"})
_NAME = rf"(?:{'|'.join(_CODES)})(?![A-Za-z])"
_AFTER = rf"(?:{_NAME}|euros?\b|dollars\b|bucks\b|[€£$])"
_AMOUNT = re.compile(
    rf"(?<![\w/-])(?<!\d[.,])(?P<open>\()?(?P<minus>-)?[ ]?(?P<before>{_NAME}|(?:US|CA|C)?\$|[€£])?"
    r"[ ]{0,4}(?P<minus2>-)?(?P<n>\d{1,3}(?:[.,'\u00a0]\d{3})+(?:[.,]\d{1,2})?"
    r"|\d{1,3}(?:[ ]\d{3})+[.,]\d{2}|\d{1,12}(?:[.,]\d{1,3})?)(?![\d/:]|-\d)[ ]?"
    rf"(?P<after>{_AFTER})?(?P<cents>[ ]?(?:cents?\b|¢|ct\b))?(?P<credit>[ ]?CR\b)?",
    re.IGNORECASE,
)
_ANY = re.compile(rf"[$€£]|(?<![A-Za-z])(?:{'|'.join(_CODES)})(?![A-Za-z])")


def find_currency(text: str) -> str:
    """The one currency that a text names, "" where it names none or several."""
    told = {_SYMBOLS.get(match.group(), match.group()) for match in _ANY.finditer(text)}
    return told.pop() if len(told) == 1 else ""


def read_money(
    text: str, start: int, end: int, currency: str, *, cents: bool = False
) -> tuple[Money, int, int] | None:
    """The first amount in a part of a text, with its place.

    Args:
        text: whole text, digits mended.
        start: where to look from.
        end: where to stop.
        currency: of numbers that have none beside them; "" says nothing of these.
        cents: the label says that the number counts minor units.

    Returns:
        None where there is no amount, or it cannot be exact (no currency, parts of a cent).
    """
    for match in _AMOUNT.finditer(text, start, end):
        told = match["before"] or match["after"] or ""
        code = _SYMBOLS.get(told.lower(), told.upper()) or currency
        if money := _exact(match, code, cents=cents or bool(match["cents"])):
            return money, match.start("n"), match.end("n")
    return None


def _exact(match: re.Match[str], code: str, *, cents: bool) -> Money | None:
    if not code or (cents and re.search(r"[.,]\d{1,2}$", match["n"])):
        return None
    places = 0 if cents or code in _NO_DECIMALS else 3 if code in _THREE_DECIMALS else 2
    value = read_number(match["n"]) * Decimal(10) ** places
    if value != int(value):
        return None
    closed = match["open"] and match.string[match.end() : match.end() + 1] == ")"
    negative = closed or match["minus"] or match["minus2"] or match["credit"]
    return Money(-int(value) if negative else int(value), code)

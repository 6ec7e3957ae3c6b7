"""Amounts, numbers, days and moments as files write them: exact, and nothing is guessed."""

from __future__ import annotations

import re
from datetime import tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Final

from onevice_assets.operations.model.amount import DIGITS, Amount
from onevice_assets.operations.timeline.calendar import write_moment
from onevice_assets.operations.timeline.reading.read_dates import read_time, read_zone
from onevice_assets.operations.timeline.statement import Interval
from resources.errors import InputError

_SIGNS: Final = {"$": "USD", "€": "EUR", "£": "GBP"}
_NUMBER: Final = re.compile(r"[-+]?\d{1,30}(\.\d{1,30})?|[-+]?\.\d{1,30}", re.ASCII)
_THOUSANDS: Final = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)
_CURRENCY: Final = re.compile(r"[A-Z]{3}", re.ASCII)
_ONE_DIGIT_HOUR: Final = re.compile(r"(?<=[T ])(?=\d:\d\d)")
_LARGEST: Final = Decimal(10) ** 15


def read_amount(text: str, currency: str, *, in_minor_units: bool = False) -> Amount:
    """Read an amount: `1250`, `1250.00`, `1,250.00`, `$1,250.00`, `(12.50)` for less than nothing.

    Args:
        text: as it is written.
        currency: ISO 4217; a sign in the text must agree with it.
        in_minor_units: it is a whole number of cents.

    Raises:
        InputError: it is none, or finer than the currency has units.
    """
    if not _CURRENCY.fullmatch(currency):
        raise InputError(f"{currency[:20]!r} is no currency: write its three letters, as USD")
    plain, sign = _strip(text)
    if sign and sign != currency:
        raise InputError(f"{text!r} is written in {sign}, its currency is {currency}: correct one")
    value = read_number(plain)
    digits = DIGITS.get(currency, 2)
    units = value if in_minor_units else value.scaleb(digits)
    if units != units.to_integral_value():
        finest = "whole cents" if in_minor_units else f"{digits} decimals"
        raise InputError(f"{text!r} is finer than {currency} has units: write {finest} at most")
    return Amount(int(units), currency)


def _strip(text: str) -> tuple[str, str | None]:
    """An amount without brackets and sign of currency, and which that is."""
    plain = text.strip()
    is_less = plain.startswith("(") and plain.endswith(")")
    plain = plain[1:-1].strip() if is_less else plain
    minus = "-" if is_less or plain.startswith("-") else ""
    plain = plain.removeprefix("-") if not is_less else plain
    sign = _SIGNS.get(plain[:1])
    return minus + (plain[1:] if sign else plain).strip(), sign


def read_number(text: str) -> Decimal:
    """Read a number written with a point, and commas only between thousands.

    Raises:
        InputError: it is none.
    """
    plain = text.strip()
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    if not _NUMBER.fullmatch(plain) or abs(value := Decimal(plain)) >= _LARGEST:
        raise InputError(f"{text[:40]!r} is no number: write it as 1250.00")
    return Decimal(plain) if value else Decimal(0)


def write_number(value: Decimal) -> str:
    """A number in its one shortest form: `1.50` and `1.5` are `1.5`."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_span(text: str, zone: str) -> Interval:
    """Read a day, month or year as what it means, a moment as one of no length.

    Raises:
        InputError: it is none, or does not exist in its zone.
    """
    found = _read_span(_ONE_DIGIT_HOUR.sub("0", text), zone)
    if isinstance(found, str):
        raise InputError(found)
    return found


@lru_cache(maxsize=100_000)
def _read_span(text: str, zone: str) -> Interval | str:
    """The same few days stand in many rows."""
    try:
        found = read_time(text, find_zone(zone))
    except InputError as error:
        return str(error)
    return found if found is not None else f"{text!r} says no time"


def read_day(text: str) -> str:
    """Read a day, as ISO 8601 writes it.

    Raises:
        InputError: it is none.
    """
    span = read_span(text, "UTC")
    return write_moment(span.start)[:10]


@lru_cache(maxsize=100)
def find_zone(name: str) -> tzinfo:
    """A time zone by name. Raises InputError: there is none."""
    return read_zone(name)

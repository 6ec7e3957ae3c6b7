"""The value of a property within some words of a document, whatever stands around it there."""

from __future__ import annotations

import re

from onevice_assets.operations.extraction.extracted import Distance, Money
from onevice_assets.operations.extraction.page import Page
from onevice_assets.operations.extraction.values.read_money import read_money
from onevice_assets.operations.extraction.values.read_numbers import (
    read_distance,
    read_number,
    read_phone,
    read_plate,
    read_vin,
)

_KIND = re.compile(
    r"(?i)\b(?:(?P<truck>truck|tractor|trk|bobtail)|(?P<trailer>trailer|trl|reefer))"
)
_MONEY, _DAYS = ("total", "rate", "repair_cost"), ("issued_on", "due_on", "serviced_on")


def read_value(
    page: Page, name: str, start: int, end: int
) -> tuple[str | Money | Distance, int, int] | None:
    """The value with its place; None where the words hold none of its kind.

    Args:
        page: the document.
        name: of an attribute, as in `ATTRIBUTES`.
        start: of the words.
        end: of the words.
    """
    if name in _DAYS or name.endswith(("_at", "_place")):
        return _read_marked(page, name, start, end)
    text = page.text
    if name in _MONEY:
        return read_money(text, start, end, page.currency)
    if name == "kind":
        kind = _KIND.search(text, start, end)
        return (kind.lastgroup or "", *kind.span()) if kind else None
    if name == "odometer":
        return read_distance(text, start, end, "km" if page.currency not in ("", "USD") else "mi")
    read = {"vin": read_vin, "plate": read_plate, "phone": read_phone}.get(name, read_number)
    return read(text, start, end)


def _read_marked(page: Page, name: str, start: int, end: int) -> tuple[str, int, int] | None:
    """A day, moment or town of the document that begins within the words."""
    if name.endswith("_place"):
        place = next((one for one in page.places if start <= one.start < end), None)
        return (place.name, place.start, place.end) if place else None
    moment = page.times.within(start, end)
    if moment is None:
        return None
    return moment.day if name in _DAYS else moment.value, moment.start, moment.end

"""How an address, a number or a range is written, and what a value of its kind may be.

Kinds and choices come from the declared model; the rest is here, by the name of the property.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from onevice_assets.entertainment.entities.quality.issues import Issue, set_aside
from onevice_assets.entertainment.graph.model.every import NODES, RELATIONSHIPS
from onevice_assets.entertainment.graph.model.kinds import Kind, Property
from onevice_assets.entertainment.graph.model.values import to_value

_AMOUNT = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?[kKmMbB]?|\d+(?:\.\d+)?[kKmMbB]?"
_BUDGET_RANGE = re.compile(rf"\$({_AMOUNT})(?:\+|-\$?({_AMOUNT}))")
_TIMES = {"k": 1_000, "m": 1_000_000, "b": 1_000_000_000}
_EARLIEST, _LATEST = 1880, 2100  # before there was film; later than any plan

_PAGE = re.compile(r"(?:https?://)?[\w-]+(?:\.[\w-]+)+(?:[/?#]\S*)?")
_PHONE = re.compile(r"\+?[\d(][\d\s().\-/]{5,20}\d(?:\s*(?:x|ext\.?)\s*\d{1,6})?")
_PATTERNS = {
    "email": (re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]{2,}"), "name@example.com"),
    "phone": (_PHONE, "+1-555-0123"),
    "website": (_PAGE, "https://example.com"),
    "portfolioUrl": (_PAGE, "https://example.com"),
    "currency": (re.compile(r"[A-Z]{3}"), "ISO 4217: USD"),
    "language": (re.compile(r"[a-z]{2}"), "ISO 639-1: en"),
}
_LEVELS = ("visibilityLevel", "sensitivityLevel", "accessLevel")
_SHARES = (
    "conceptOwnership", "commissionRate", "successRate", "completionRate", "engagement",
    "popularityScore", "relevanceScore", "executionScore", "strength", "extractionQuality",
)  # fmt: skip
_BOUNDS = {
    **dict.fromkeys(_LEVELS, (1, 6)),
    **dict.fromkeys(_SHARES, (0, 1)),
    "ownershipPercentage": (0, 100),
    "profitParticipation": (0, 100),
    "royaltyPercentage": (0, 100),
    "performanceRating": (1, 5),
    "clientSatisfaction": (1, 5),
    "clientSatisfactionScore": (1, 5),
    "technicalComplexity": (1, 10),
    "founded": (1500, _LATEST),
}


def check_formats(label: str, row: dict[str, Any]) -> Iterator[Issue]:
    """Issues of properties one by one: kind, choice, pattern, range.

    Args:
        label: of a node or type of a relationship.
        row: its properties; names that the model does not know are errors too.
    """
    declared = {one.name: one for one in (NODES | RELATIONSHIPS)[label].properties}
    for name, value in row.items():
        if value is None or value in ("", []):
            continue
        if name not in declared:
            yield set_aside([name], f"{label} has no property {name}", "Leave it out")
        else:
            yield from _check_value(declared[name], value)


def read_budget_range(text: str) -> tuple[float, float | None] | None:
    """Ends of a range in the seed's form, `$X-Y` or `$X+`; None where it has another form.

    A lower end without unit takes that of the upper one: `$50-250k` is 50,000 to 250,000.
    """
    found = _BUDGET_RANGE.fullmatch(text.strip())
    if not found:
        return None
    low, high = found[1], found[2]
    if high is None:
        return _read_amount(low, ""), None
    unit = high[-1] if not high[-1].isdigit() else ""
    return _read_amount(low, unit), _read_amount(high, "")


def _read_amount(text: str, unit: str) -> float:
    digits = text.rstrip("kKmMbB")
    own = text[len(digits) :] or unit
    return float(digits.replace(",", "")) * _TIMES.get(own.lower(), 1)


def _check_value(one: Property, value: Any) -> Iterator[Issue]:
    try:
        to_value(one, value)
    except ValueError as error:
        choices = f": {', '.join(one.values)}" if one.values else ""
        yield set_aside(
            [one.name], f"{one.name} {str(value)[:80]!r} {error}", f"Give a {one.kind}{choices}"
        )
        return
    yield from _check_range(one, value)
    if one.name in _PATTERNS and one.kind == Kind.TEXT:
        pattern, example = _PATTERNS[one.name]
        if not pattern.fullmatch(value.strip()):
            message = f"Invalid {one.name} format: {value[:80]}"
            yield set_aside([one.name], message, f"Use format: {example}")


def _check_range(one: Property, value: Any) -> Iterator[Issue]:
    low, high = _BOUNDS.get(one.name, (0, None) if _counts(one) else (None, None))
    if low is not None and value < low:
        told = "is negative" if low == 0 else f"is below {low}"
        yield set_aside([one.name], f"{one.name} {value} {told}", f"Give {low} or more")
    if high is not None and value > high:
        yield set_aside([one.name], f"{one.name} {value} is above {high}", f"Give at most {high}")
    if isinstance(value, (date, datetime)) and not _EARLIEST <= value.year <= _LATEST:
        message = f"{one.name} {value.isoformat()} is in no year of film"
        yield set_aside([one.name], message, "Look at the date in the document")


def _counts(one: Property) -> bool:
    """Whether a property is an amount or a count: none of the model's is ever negative."""
    return one.kind in (Kind.WHOLE, Kind.NUMBER)

"""Sums of results and the rates that follow from them; null where nothing divides (seed 001)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
_ADDED = ("days", "impressions", "clicks", "conversions", "spend", "spend_with_revenue")


@dataclass(frozen=True)
class Totals:
    """Results of some days.

    Attributes:
        days: rows of results, one a campaign and day.
        impressions: how many.
        clicks, conversions: how many; none where they are not told (of a creative).
        spend: US dollars.
        revenue: US dollars; none where no row reports one.
        ctr: clicks over impressions.
        cpm: US dollars for a thousand impressions.
        cpc: US dollars for a click.
        roas: revenue over the spend of the rows that report a revenue.
        conversion_rate: conversions over clicks.
        cost_per_conversion: US dollars for a conversion.
    """

    days: int
    impressions: int
    clicks: int | None
    conversions: float | None
    spend: float
    revenue: float | None
    ctr: float | None
    cpm: float | None
    cpc: float | None
    roas: float | None
    conversion_rate: float | None
    cost_per_conversion: float | None


def add_up(rows: Iterable[Row]) -> Totals:
    """Totals of rows as the statements of `memory/questions.py` return their sums."""
    added = dict.fromkeys(_ADDED, 0.0)
    revenue = 0.0
    for row in rows:
        for name in _ADDED:
            added[name] += row[name] or 0
        revenue += row["revenue"] or 0.0
    # a sum is 0 also of nothing but nulls: spend beside a revenue tells whether there was one
    spent_with = added["spend_with_revenue"]
    known = revenue if spent_with or revenue else None
    return Totals(
        days=int(added["days"]),
        impressions=int(added["impressions"]),
        clicks=int(added["clicks"]),
        conversions=added["conversions"],
        spend=added["spend"],
        revenue=known,
        ctr=divide(added["clicks"], added["impressions"]),
        cpm=divide(added["spend"] * 1000, added["impressions"]),
        cpc=divide(added["spend"], added["clicks"]),
        roas=None if known is None else divide(known, spent_with),
        conversion_rate=divide(added["conversions"], added["clicks"]),
        cost_per_conversion=divide(added["spend"], added["conversions"]),
    )


def divide(over: float, under: float) -> float | None:
    """A quotient; none where the divisor is 0."""
    return over / under if under else None

"""How numbers stand on the page: with their interval, thin ones marked, unknown ones as a dash."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dash import html

DASH = "–"
_NARROW = 0.05
REASONS = {
    "no_responses": "one side was not asked",
    "basket_changed": "the questions changed",
    "reading_changed": "answers are read by other rules",
    "model_changed": "a provider serves another model",
    "thin": "fewer than 10 topics",
}
VERDICTS = {
    "up": "▲ up",
    "down": "▼ down",
    "no_change": "no change beyond noise",
    "no_verdict": "no verdict",
}


def percent(value: float | None, digits: int = 0) -> str:
    """A fraction as people read it; a dash where there is none."""
    return DASH if value is None else f"{100 * value:.{digits}f} %"


def points(value: float | None) -> str:
    """A difference of fractions in percentage points, with its sign."""
    return DASH if value is None else f"{100 * value:+.1f} points"


def bounds(low: float | None, high: float | None) -> str:
    """An interval of fractions, such as `38–49 %`; with a decimal where it is narrow."""
    if low is None or high is None:
        return ""
    digits = digits_for(low, high)
    return f"{100 * low:.{digits}f}–{100 * high:.{digits}f} %"


def digits_for(low: float | None, high: float | None) -> int:
    """Decimals of a percentage: one where whole numbers would hide the interval."""
    return int(low is not None and high is not None and high - low < _NARROW)


def rate(row: Mapping[str, Any] | None, measure: str, missing: str = "nobody was asked") -> Any:
    """A measure of a row of `rank_brands` with its interval; the reason where there is none.

    Args:
        row: the row; none where nothing was asked.
        measure: its column.
        missing: why there is no row.
    """
    if row is None:
        return unknown(missing)
    if row[measure] is None:
        return unknown("no answer names any brand of the set")
    ends = row[f"{measure}_low"], row[f"{measure}_high"]
    span, shown = bounds(*ends), percent(row[measure], digits_for(*ends))
    parts = [
        html.Span(shown, className="value"),
        html.Span(f" {span}" if span else " no interval: one topic", className="interval"),
    ]
    return html.Span([*parts, thin_mark(row)], className="number")


def lift(row: Mapping[str, Any]) -> Any:
    """A lift with its interval, such as `2.1× 1.4–3.2`."""
    if row["lift"] is None:
        return unknown("never recommended beside it, or one side never happens")
    span = DASH if row["lift_low"] is None else f"{row['lift_low']:.1f}–{row['lift_high']:.1f}"
    return html.Span(
        [
            html.Span(f"{row['lift']:.1f}×", className="value"),
            html.Span(f" {span}", className="interval"),
            thin_mark(row),
        ],
        className="number",
    )


def thin_mark(row: Mapping[str, Any]) -> Any:
    """A mark where a number rests on too few topics."""
    if not row["is_thin"]:
        return None
    count = row["topic_count"]
    topics = "1 topic" if count == 1 else f"{count} topics"
    return html.Abbr("thin", title=f"{topics}: fewer than 10", className="thin")


def unknown(reason: str) -> Any:
    """A dash that says why."""
    return html.Span([DASH, html.Span(f" {reason}", className="reason")], className="unknown")

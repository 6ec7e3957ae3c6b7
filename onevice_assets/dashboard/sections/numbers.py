"""How numbers stand on the page: with their interval, thin ones marked, unknown ones as a dash.

A number is one text of two lines, the second its interval or the reason it is unknown; the style
sheet draws them apart. Components would say the same, and Dash draws thousands of them slowly.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onevice_assets.measures.tell_percent import UNKNOWN, percent

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
AGAINST_OWN = {
    "up": "ahead of yours",
    "down": "behind yours",
    "no_change": "level within noise",
    "no_verdict": "no verdict",
}


def points(value: float | None) -> str:
    """A difference of fractions in percentage points, with its sign."""
    return UNKNOWN if value is None else f"{100 * value:+.1f} points"


def bounds(low: float | None, high: float | None) -> str:
    """An interval of fractions, such as `38–49 %`; with a decimal where it is narrow."""
    if low is None or high is None:
        return ""
    digits = digits_for(low, high)
    return f"{100 * low:.{digits}f}–{100 * high:.{digits}f} %"


def digits_for(low: float | None, high: float | None) -> int:
    """Decimals of a percentage: one where whole numbers would hide the interval."""
    return int(low is not None and high is not None and high - low < _NARROW)


def rate(row: Mapping[str, Any] | None, measure: str, missing: str = "nobody was asked") -> str:
    """A measure of a row of `rank_brands` above its interval; the reason where there is none.

    Args:
        row: the row; none where nothing was asked.
        measure: its column.
        missing: why there is no row.
    """
    if row is None:
        return f"{UNKNOWN}\n{missing}"
    if row[measure] is None:
        return f"{UNKNOWN}\nno answer names any brand of the set"
    ends = row[f"{measure}_low"], row[f"{measure}_high"]
    span = bounds(*ends) or "no interval: one topic"
    return f"{percent(row[measure], digits_for(*ends))}\n{span}{_thin(row)}"


def lift(row: Mapping[str, Any]) -> str:
    """A lift above its interval, such as `2.1×` above `1.4–3.2`."""
    if row["lift"] is None:
        return f"{UNKNOWN}\nnever recommended beside it, or one side never happens"
    low, high = row["lift_low"], row["lift_high"]
    span = "no interval: one topic" if low is None else f"{low:.2f}–{high:.2f}"
    return f"{row['lift']:.2f}×\n{span}{_thin(row)}"


def _thin(row: Mapping[str, Any]) -> str:
    """The mark of a number that rests on too few topics."""
    return " · thin" if row["is_thin"] else ""

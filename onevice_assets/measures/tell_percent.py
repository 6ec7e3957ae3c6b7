"""A fraction in words: the same on the command line, the dashboard and in notices."""

from __future__ import annotations

UNKNOWN = "–"


def percent(value: float | None, digits: int = 0) -> str:
    """A fraction as a percentage people read; a dash where there is none.

    Args:
        value: 0 to 1.
        digits: decimals.
    """
    return UNKNOWN if value is None else f"{100 * value:.{digits}f} %"

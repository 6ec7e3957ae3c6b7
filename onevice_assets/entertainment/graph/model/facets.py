"""What of a project decides whether it is counted, as one number: so counting reads no project.

`20240517` (completed on, 0: not known) · `2` (budget tier from 1, 0: not known) · `6` (level)
stand together as 2024051726. Newer projects have greater numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from onevice_assets.entertainment.graph.model.projects import BUDGET_TIERS

SEPARATOR: Final = "\u241f"
"""Between the names of access groups in one text."""


def pack_facet(completed: date | None, tier: str | None, level: int) -> int:
    """The number of a project.

    Args:
        completed: day; none where it is not known.
        tier: one of `BUDGET_TIERS`, or none.
        level: 1 to 6.
    """
    return (number_day(completed) * 10 + number_tier(tier)) * 10 + level


def number_day(day: date | None) -> int:
    """A day as it stands in a facet: 20240517; 0 where it is not known."""
    return day.year * 10_000 + day.month * 100 + day.day if day else 0


def number_tier(tier: str | None) -> int:
    """A budget tier as it stands in a facet: 1 is the least; 0 where it is not known."""
    return BUDGET_TIERS.index(tier) + 1 if tier in BUDGET_TIERS else 0


def join_groups(groups: Iterable[str] | None) -> str:
    """Access groups as one text; empty where everybody of the clearance may see it.

    A name with the separator in it can be nobody's group here: it hides, and never shows.
    """
    return SEPARATOR.join(one.replace(SEPARATOR, "\ufffd") for one in groups or ())

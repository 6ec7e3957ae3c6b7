"""What of a project decides whether it is counted, as one number: so counting reads no project.

`20240517` (completed on, 0: not known) · `2` (budget tier from 1, 0: not known) · `1` (level of
the tier) · `3` (level of the day) · `6` (level of both project and credit) stand together as
202405172136. Newer projects have greater numbers.
"""

from __future__ import annotations

from datetime import date

from onevice_assets.entertainment.graph.model.projects import BUDGET_TIERS


def pack_facet(
    completed: date | None, tier: str | None, level: int, *, of_day: int = 6, of_tier: int = 6
) -> int:
    """The number of a project.

    Args:
        completed: day; none where it is not known.
        tier: one of `BUDGET_TIERS`, or none.
        level: 1 to 6, of the project and of the credit: the more sensitive one.
        of_day: level of the day, where only more sensitive documents tell it.
        of_tier: the same of the tier.
    """
    known = number_day(completed) * 10 + number_tier(tier)
    return ((known * 10 + of_tier) * 10 + of_day) * 10 + level


def number_day(day: date | None) -> int:
    """A day as it stands in a facet: 20240517; 0 where it is not known."""
    return day.year * 10_000 + day.month * 100 + day.day if day else 0


def number_tier(tier: str | None) -> int:
    """A budget tier as it stands in a facet: 1 is the least; 0 where it is not known."""
    return BUDGET_TIERS.index(tier) + 1 if tier in BUDGET_TIERS else 0

"""When a project was, how it ended, and how large its budget is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from onevice_assets.entertainment.graph.model.rows import Row

COMPLETED, CANCELLED = "Completed", "Cancelled"
_ENDED = (COMPLETED, CANCELLED)
DATES = (
    "completionDate",
    "deliveryDate",
    "shootEndDate",
    "shootStartDate",
    "prepStartDate",
    "awardDate",
    "pitchDate",
)
_CURRENCY = "USD"


def day_of(project: Row) -> date | None:
    """The last day that is known of a project: completion, else delivery, shooting, …, pitch."""
    found = (project.get(name) for name in DATES)
    return next((one for one in found if one is not None), None)


def last_day_together(project: Row) -> date | None:
    """The last day its people surely worked together: of shooting, else `day_of`.

    A delivery is due after most of them have gone.
    """
    return project.get("shootEndDate") or project.get("shootStartDate") or day_of(project)


def rate_success(projects: Iterable[Row]) -> float | None:
    """Completed projects of those that were completed or cancelled; None where none ended."""
    ended = [one.get("status") for one in projects if one.get("status") in _ENDED]
    return ended.count(COMPLETED) / len(ended) if ended else None


def is_active(project: Row) -> bool:
    """Whether a project is neither completed nor cancelled."""
    return project.get("status") not in _ENDED


def usd_budgets(projects: Iterable[Row]) -> list[float]:
    """Budgets in USD, ascending; those in other currencies are left out, never converted."""
    return sorted(
        one["totalBudget"]
        for one in projects
        if one.get("currency") == _CURRENCY and (one.get("totalBudget") or -1) >= 0
    )


def tell_range(budgets: Sequence[float]) -> str | None:
    """Ascending budgets as the seed's `$50k-250k`, rounded outwards to thousands; None for none."""
    if not budgets:
        return None
    return f"${budgets[0] // 1000:.0f}k-{-(-budgets[-1] // 1000):.0f}k"

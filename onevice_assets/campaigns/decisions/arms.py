"""Arms that have a budget, campaigns or platforms with their audience, with the sums of weeks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from onevice_assets.campaigns.decisions.portfolio import Campaign

By = Literal["campaign", "audience"]
Measure = Literal["revenue", "conversions"]
Row = Mapping[str, Any]
LEAST_WEEKS: Final = 4
LEAST_CONVERSIONS: Final = 30


@dataclass(frozen=True)
class Weeks:
    """An arm's weeks: its name, and sums of each week as the graph returns them."""

    name: str
    rows: tuple[Row, ...]

    def pairs(self, measure: Measure) -> list[tuple[float, float]]:
        """(spend, result) of each week with spend."""
        spend = "spend_with_revenue" if measure == "revenue" else "spend"
        by_week: dict[int, list[float]] = {}
        for row in self.rows:
            both = by_week.setdefault(row["week"], [0.0, 0.0])
            both[0] += row[spend] or 0.0
            both[1] += row[measure] or 0.0
        return [
            (by_week[week][0], by_week[week][1]) for week in sorted(by_week) if by_week[week][0]
        ]

    def is_enough(self, measure: Measure) -> bool:
        """Whether there are 4 weeks with spend and 30 conversions."""
        conversions = sum(row["conversions"] or 0.0 for row in self.rows)
        return len(self.pairs(measure)) >= LEAST_WEEKS and conversions >= LEAST_CONVERSIONS


def gather_arms(
    by: By,
    campaigns: Mapping[str, Campaign],
    audiences: Mapping[str, str],
    rows: Sequence[Row],
) -> dict[str, Weeks]:
    """Weeks of each arm by its id.

    Args:
        by: what an arm is.
        campaigns: by id.
        audiences: names by id.
        rows: sums by campaign and week.
    """
    found: dict[str, list[Row]] = {}
    names: dict[str, str] = {}
    for row in rows:
        one = campaigns[row["id"]]
        who = " + ".join(sorted(audiences[each] for each in one.audiences)) or "no known audience"
        arm, name = (one.id, one.name) if by == "campaign" else (f"{one.platform} × {who}",) * 2
        found.setdefault(arm, []).append(row)
        names[arm] = name
    return {arm: Weeks(names[arm], tuple(found[arm])) for arm in sorted(found)}


def measure_of(arms: Iterable[Weeks]) -> Measure:
    """Revenue where half of all spend reports one, else conversions."""
    rows = [row for one in arms for row in one.rows]
    spend = sum(row["spend"] or 0.0 for row in rows)
    told = sum(row["spend_with_revenue"] or 0.0 for row in rows)
    return "revenue" if spend and told >= spend / 2 else "conversions"

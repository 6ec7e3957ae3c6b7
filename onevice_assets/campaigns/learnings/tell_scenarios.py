"""Situations and what came of them, in words: a creative in a campaign, month by month.

By template, of figures alone: a sentence that no figure stands behind is not written.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

import pandas as pd

from resources.identity import derived_id

Row = dict[str, Any]
_SUMS: Final = ("impressions", "clicks", "conversions", "spend")


def tell_scenarios(
    owner: Mapping[str, str],
    ad_performance: pd.DataFrame,
    content: Iterable[Mapping[str, Any]],
    campaigns: Iterable[Mapping[str, Any]],
    demographics: Iterable[Mapping[str, Any]],
) -> list[Row]:
    """Rows of `scenarios`: one per campaign, creative and calendar month that spent anything.

    Args:
        owner: `organization_id` and `brand_id`.
        ad_performance: of the client.
        content: rows of the table, of the client.
        campaigns: the same.
        demographics: the same.
    """
    rows = ad_performance[ad_performance["content_id"].notna()]
    if rows.empty:
        return []
    month = pd.to_datetime(rows["date"]).dt.strftime("%Y-%m")
    creatives = {str(row["id"]): row for row in content}
    runs = {str(row["id"]): row for row in campaigns}
    names = {str(row["id"]): str(row["name"]) for row in demographics}
    told = []
    for key, part in rows.groupby([rows["campaign_id"], rows["content_id"], month], sort=True):
        campaign_id, content_id, of = (str(one) for one in key)
        if part["spend"].sum() > 0 and content_id in creatives:
            audiences = sorted({names[str(one)] for one in part["demographic_id"].dropna()
                                if str(one) in names})  # fmt: skip
            situation = _Situation(
                creatives[content_id], runs.get(campaign_id, {}), audiences, of, part
            )
            told.append(situation.to_row(owner, campaign_id, content_id))
    return told


class _Situation:
    """One month of a creative in a campaign."""

    def __init__(
        self,
        creative: Mapping[str, Any],
        campaign: Mapping[str, Any],
        audiences: list[str],
        month: str,
        rows: pd.DataFrame,
    ) -> None:
        self.creative, self.campaign, self.audiences, self.month = (
            creative, campaign, audiences, month,
        )  # fmt: skip
        self.platform = ", ".join(sorted(set(rows["platform"])))
        self.sums = {name: float(rows[name].astype(float).sum()) for name in _SUMS}
        told = rows[rows["revenue"].notna()]
        self.roas = None
        if len(told) and told["spend"].sum() > 0:
            self.roas = float(told["revenue"].sum() / told["spend"].sum())
        days = pd.to_datetime(rows["date"]).dt.date
        self.days = int(days.nunique())
        self.window = (days.min(), days.max())

    def to_row(self, owner: Mapping[str, str], campaign_id: str, content_id: str) -> Row:
        first = date.fromisoformat(f"{self.month}-01")
        identity = derived_id(first, "scenarios", owner["brand_id"], campaign_id, content_id)
        metadata = {
            "campaign_id": campaign_id,
            "content_id": content_id,
            "platform": self.platform,
            "month": self.month,
            "sort": self.creative.get("sort") or "",
            "tones": ", ".join(_names(self.creative, "tones")),
            "audiences": ", ".join(self.audiences),
            "spend": round(self.sums["spend"], 2),
            "conversions": self.sums["conversions"],
            **({"roas": round(self.roas, 4)} if self.roas is not None else {}),
        }
        return {
            "id": identity,
            **owner,
            "text": self._tell(),
            "metadata": json.dumps(metadata, sort_keys=True),
            "window_from": self.window[0],
            "window_to": self.window[1],
        }

    def _tell(self) -> str:
        tones, looks = _names(self.creative, "tones"), _names(self.creative, "aesthetics")
        kind = (self.creative.get("sort") or "creative").lower()
        budget = self.campaign.get("budget_per_day")
        parts = [
            f"A {' and '.join(tones)} {kind}" if tones else f"A {kind} whose tone nobody judged",
            f"in a {' and '.join(looks)} look" if looks else "",
            f"on {self.platform} in {self.month}",
            f"for {', '.join(self.audiences)}" if self.audiences else "for an audience not told",
            f"with the objective {self.campaign['objective']}"
            if self.campaign.get("objective")
            else "",
        ]
        money = f"It spent {self.sums['spend']:,.0f} US dollars over {self.days} days"
        money += f" of a budget of {budget:,.0f} a day." if budget else "."
        return f"{' '.join(one for one in parts if one)}. {money} {self._tell_outcome()}"

    def _tell_outcome(self) -> str:
        sums = self.sums
        told = f"{sums['impressions']:,.0f} impressions and {sums['clicks']:,.0f} clicks"
        if not sums["conversions"]:
            return f"It brought {told}, and no conversion."
        cost = sums["spend"] / sums["conversions"]
        told += f" brought {sums['conversions']:,.1f} conversions at {cost:,.2f} dollars each"
        return f"{told}, and {self.roas:.2f} dollars of revenue per dollar." if self.roas else (
            f"{told}."
        )  # fmt: skip


def _names(creative: Mapping[str, Any], column: str) -> list[str]:
    return [str(one["name"]) for one in json.loads(creative.get(column) or "[]")]

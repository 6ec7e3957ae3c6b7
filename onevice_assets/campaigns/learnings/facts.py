"""Daily ad facts as cells: what is compared is never a row of a report.

A cell is a week of one creative in one campaign for one audience, and one time slot of it where
that is asked. Rows of one day, of parts of a day or of several files of it add up to the same cell.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

REVENUE: Final = "revenue"
LEADS: Final = "conversions"
ENGAGEMENT: Final = "engagements"
OUTCOMES: Final = (REVENUE, LEADS, ENGAGEMENT)
_KEYS: Final = ("platform", "campaign_id", "content_id", "demographic_id")
_AMOUNTS: Final = ("impressions", "clicks", "conversions", "spend")
READ: Final = (*_KEYS, *_AMOUNTS, "date", "time_slot", "engagements", "revenue")
"""Columns of `ad_performance` that learnings read."""


@dataclass(frozen=True)
class Facts:
    """What a client's ads came to, in days, and what may be said of it.

    Attributes:
        rows: a row per source cell, with `exposure`, `outcome` and `week`.
        outcome: `revenue` or `conversions`, per US dollar spent.
        left_out: rows that no learning can use, by reason.
    """

    rows: pd.DataFrame
    outcome: str
    left_out: Mapping[str, int]


def read_facts(ad_performance: pd.DataFrame) -> Facts:
    """Rows of `ad_performance` as facts; the outcome is revenue where the ads report any.

    Args:
        ad_performance: a row per source cell, with at least the columns of `READ`; money in US
            dollars, `revenue` null where it is not reported.

    Returns:
        Facts by revenue where rows with at least half of the spend report it and it is not 0
        throughout, else by conversions (leads): a client without a shop has no revenue.
    """
    rows = ad_performance[list(READ)].copy()
    for name in (*_AMOUNTS, "engagements", "revenue"):
        rows[name] = rows[name].astype(float)
    for name in (*_KEYS, "time_slot"):
        rows[name] = rows[name].astype(object).where(rows[name].notna(), None)
    outcome = _choose_outcome(rows)
    days = pd.to_datetime(rows["date"])
    rows["week"] = (days - pd.Timestamp("1970-01-05")).dt.days // 7
    rows["outcome"] = rows[outcome]
    left_out = {
        "no creative known": rows["content_id"].isna(),
        "no audience known": rows["demographic_id"].isna(),
        "no revenue reported": rows["outcome"].isna(),
        "no spend": ~(rows["spend"] > 0),
    }
    return Facts(rows, outcome, {why: int(which.sum()) for why, which in left_out.items()})


def make_cells(facts: Facts) -> pd.DataFrame:
    """Cells with spend and outcome: a week of a creative in a campaign for an audience.

    Returns:
        `platform`, `campaign_id`, `content_id`, `demographic_id`, `week`, `exposure` (spend),
        `outcome`, `age` (weeks since the creative first ran in the campaign, as log1p).
    """
    rows = facts.rows
    rows = rows[rows["outcome"].notna() & (rows["spend"] > 0)]
    return _sum_up(rows.assign(exposure=rows["spend"]), [*_KEYS, "week"])


def make_slot_cells(facts: Facts) -> pd.DataFrame:
    """The same for engagement per impression, by time slot too; clicks where none is reported."""
    rows = facts.rows
    rows = rows[rows["time_slot"].notna() & (rows["impressions"] > 0)]
    engaged = rows["engagements"].fillna(rows["clicks"])
    rows = rows.assign(exposure=rows["impressions"], outcome=engaged)
    return _sum_up(rows, [*_KEYS, "week", "time_slot"])


def read_attributes(content: Iterable[Mapping[str, Any]], column: str) -> dict[str, dict[str, Any]]:
    """Creative → name of an attribute → confidence; creatives nobody looked at are not there.

    Args:
        content: rows of `content`.
        column: `tones` or `aesthetics`, JSON lists of names with confidence.
    """
    found = {}
    for row in content:
        names = json.loads(row[column]) if isinstance(row[column], str) else row[column]
        if names:
            found[str(row["id"])] = {one["name"]: float(one["confidence"]) for one in names}
    return found


def _choose_outcome(rows: pd.DataFrame) -> str:
    reported = rows["revenue"].notna()
    is_most = rows.loc[reported, "spend"].sum() >= 0.5 * rows["spend"].sum()
    return REVENUE if is_most and rows["revenue"].sum() > 0 else LEADS


def _sum_up(rows: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    rows = rows[rows["content_id"].notna() & rows["demographic_id"].notna()]
    cells = rows.groupby(keys, as_index=False, sort=True)[["exposure", "outcome"]].sum()
    first = cells.groupby(["campaign_id", "content_id"])["week"].transform("min")
    cells["age"] = np.log1p((cells["week"] - first).astype(float))
    return cells

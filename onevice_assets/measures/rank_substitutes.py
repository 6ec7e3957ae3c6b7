"""Who takes a brand's place over some days: the numbers of `substitution_patterns`, for any cut.

    lift = P(s recommended | m ignored) / P(s recommended | m named)

With r answers of topic t that recommend s, x that name m, b that do both, and n all; A, B, M, X the
sums of r - b, b, n - x, x over topics, the variance of log lift over T topics is the linearised one
of the mart (dbt/models/marts/brand_monitor/substitution_patterns.sql; Woodruff 1971):

    z = r/A - b(1/A + 1/B) - n/M + x(1/M + 1/X)
    Var = max(T / (T - 1) * sum z², 1/A - 1/M + 1/B - 1/X)
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from onevice_assets.measures.read_states import Named
from onevice_assets.statistics.intervals import THIN_BELOW_TOPICS, Floats

if TYPE_CHECKING:
    import pandas as pd


def rank_substitutes(named: Named, missing: str) -> list[dict[str, Any]]:
    """Rank the brands that are recommended where one is ignored.

    Args:
        named: the answers that count.
        missing: id of the brand whose place is taken.

    Returns:
        Rows of `brand_id`, `brand_name`, `role`, `occurrence_count` (answers that ignore one and
        recommend the other), `missing_count`, `present_count`,
        `recommended_when_present_count`, `avg_position`, `lift`, `lift_low`, `lift_high` (null
        where it cannot be said), `total_responses`, `topic_count`, `is_thin`; the commonest
        first. None where no answer counts or the brand is not in the set.
    """
    members = named.cells.members
    days = members.loc[members["brand_id"] == missing, "day"].unique()
    answers = named.answers[named.answers["day"].isin(days)]
    states = named.states[named.states["day"].isin(days)]
    if not len(answers):
        return []
    topics = sorted(answers["topic"].unique())
    of_missing = states[states["brand_id"] == missing]
    present = set(of_missing["id"])
    states = states.assign(is_beside=states["id"].isin(present))
    asked = _per_topic(answers, topics)
    beside = _per_topic(answers[answers["id"].isin(present)], topics)
    rows = []
    for brand, of_brand in states[states["brand_id"] != missing].groupby("brand_id"):
        if not _may_pair(named, of_brand, of_missing):
            continue
        advised = of_brand[of_brand["presence"] == "recommended"]
        both = _per_topic(advised[advised["is_beside"]], topics)
        instead = advised[~advised["is_beside"]]
        if len(instead):
            row = _measure(_per_topic(advised, topics), both, asked, beside)
            rows.append({**_name(named, str(brand)), **row, "avg_position": _mean_rank(instead)})
    return sorted(rows, key=lambda row: (-row["occurrence_count"], row["brand_name"]))


def _may_pair(named: Named, of_brand: pd.DataFrame, of_missing: pd.DataFrame) -> bool:
    """Found brands may come from several markets: they pair where a topic names both."""
    if "tracked" in set(named.cells.members["brand_set"]):
        return True
    return bool(set(of_brand["topic"]) & set(of_missing["topic"]))


def _measure(r: Floats, b: Floats, n: Floats, x: Floats) -> dict[str, Any]:
    a_sum, b_sum, m_sum, x_sum = ((r - b).sum(), b.sum(), (n - x).sum(), x.sum())
    lift: float | None = None
    low: float | None = None
    high: float | None = None
    topics = int(np.count_nonzero(n))
    if min(a_sum, b_sum, m_sum, x_sum) > 0:
        lift = float((a_sum / m_sum) / (b_sum / x_sum))
        if topics > 1:
            z = r / a_sum - b * (1 / a_sum + 1 / b_sum) - n / m_sum + x * (1 / m_sum + 1 / x_sum)
            least = 1 / a_sum - 1 / m_sum + 1 / b_sum - 1 / x_sum
            spread = math.sqrt(max(topics / (topics - 1) * float((z * z).sum()), least, 0.0))
            half = _t_quantile(topics - 1) * spread
            low, high = lift * math.exp(-half), lift * math.exp(half)
    return {
        "occurrence_count": int(a_sum),
        "missing_count": int(m_sum),
        "present_count": int(x_sum),
        "recommended_when_present_count": int(b_sum),
        "lift": lift,
        "lift_low": low,
        "lift_high": high,
        "total_responses": int(n.sum()),
        "topic_count": topics,
        "is_thin": topics < THIN_BELOW_TOPICS,
    }


def _per_topic(rows: pd.DataFrame, topics: list[str]) -> Floats:
    counts = rows["topic"].value_counts().reindex(topics).fillna(0)
    return np.asarray(counts, dtype=np.float64)


def _name(named: Named, brand: str) -> dict[str, Any]:
    name, role = named.cells.roles[brand]
    return {"brand_id": brand, "brand_name": name, "role": role}


def _mean_rank(rows: pd.DataFrame) -> float | None:
    ranks = rows["position_rank"].dropna()
    return float(ranks.mean()) if len(ranks) else None


def _t_quantile(degrees: int) -> float:
    from scipy.stats import t

    return float(t.ppf(0.975, degrees))

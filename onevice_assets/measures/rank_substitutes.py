"""Who takes a brand's place over some days: the numbers of `substitution_patterns`, for any cut.

    lift = P(s recommended | m ignored) / P(s recommended | m named)

Its interval is that of `onevice_assets.statistics.lift_interval`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from onevice_assets.measures.read_states import Named
from onevice_assets.statistics.intervals import Floats
from onevice_assets.statistics.lift_interval import measure_lifts

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
    found: list[tuple[Floats, Floats]] = []
    rows = []
    for brand, of_brand in states[states["brand_id"] != missing].groupby("brand_id"):
        advised = of_brand[of_brand["presence"] == "recommended"]
        instead = advised[~advised["is_beside"]]
        if len(instead) and _may_pair(named, of_brand, of_missing):
            parts = (instead, advised[advised["is_beside"]])
            found.append((_per_topic(parts[0], topics), _per_topic(parts[1], topics)))
            rows.append({**_name(named, str(brand)), "avg_position": _mean_rank(instead)})
    measured = _measure(found, asked - beside, beside)
    rows = [{**row, **of_pair} for row, of_pair in zip(rows, measured, strict=True)]
    return sorted(rows, key=lambda row: (-row["occurrence_count"], row["brand_name"]))


def _may_pair(named: Named, of_brand: pd.DataFrame, of_missing: pd.DataFrame) -> bool:
    """Found brands may come from several markets: they pair where a topic names both."""
    if "tracked" in set(named.cells.members["brand_set"]):
        return True
    return bool(set(of_brand["topic"]) & set(of_missing["topic"]))


def _measure(
    found: list[tuple[Floats, Floats]], ignoring: Floats, naming: Floats
) -> list[dict[str, Any]]:
    """Counts and lift of each pair.

    Args:
        found: per pair, answers per topic that recommend the brand: instead, and beside.
        ignoring: answers per topic that ignore the missing brand.
        naming: answers per topic that name it.
    """
    if not found:
        return []
    instead, beside = (np.stack(parts, axis=1) for parts in zip(*found, strict=True))
    lifts = measure_lifts(instead, ignoring, beside, naming)
    return [
        {
            "occurrence_count": int(instead[:, at].sum()),
            "missing_count": int(ignoring.sum()),
            "present_count": int(naming.sum()),
            "recommended_when_present_count": int(beside[:, at].sum()),
            "lift": _known(lifts.estimate[at]),
            "lift_low": _known(lifts.low[at]),
            "lift_high": _known(lifts.high[at]),
            "total_responses": int((ignoring + naming).sum()),
            "topic_count": int(lifts.cluster_count[at]),
            "is_thin": bool(lifts.is_thin[at]),
        }
        for at in range(len(found))
    ]


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _per_topic(rows: pd.DataFrame, topics: list[str]) -> Floats:
    counts = rows["topic"].value_counts().reindex(topics).fillna(0)
    return np.asarray(counts, dtype=np.float64)


def _name(named: Named, brand: str) -> dict[str, Any]:
    name, role = named.cells.roles[brand]
    return {"brand_id": brand, "brand_name": name, "role": role}


def _mean_rank(rows: pd.DataFrame) -> float | None:
    ranks = rows["position_rank"].dropna()
    return float(ranks.mean()) if len(ranks) else None

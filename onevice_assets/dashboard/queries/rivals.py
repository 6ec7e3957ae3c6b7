"""Who takes a brand's place, and who stands beside it."""

from __future__ import annotations

from typing import Any

from onevice_assets.brand_monitor.graph.measure_lift import measure_lift
from onevice_assets.dashboard.queries.recall import recall, stamp
from onevice_assets.dashboard.queries.scope import Scope
from onevice_assets.measures.rank_substitutes import rank_substitutes
from onevice_assets.measures.read_states import Named, read_states
from onevice_assets.statistics.intervals import THIN_BELOW_TOPICS

Row = dict[str, Any]


def recall_states(scope: Scope) -> Named:
    """The answers that count, one by one."""
    mark = stamp(scope.lake, scope.key, tuple(scope.days))
    return recall(
        ("states", scope.key, mark, scope.filters),
        lambda: read_states(scope.lake, scope.key, scope.cells()),
    )


def list_substitutes(scope: Scope, brand_id: str) -> list[Row]:
    """Brands recommended where one is ignored (`rank_substitutes`), of those chosen."""
    mark = stamp(scope.lake, scope.key, tuple(scope.days))
    return recall(
        ("substitutes", scope.key, mark, scope.filters, brand_id),
        lambda: rank_substitutes(recall_states(scope), brand_id),
    )


def list_neighbours(scope: Scope, brand_id: str) -> list[Row]:
    """Brands that answers name together with one, the commonest first.

    Returns:
        Rows of `brand_id`, `brand_name`, `role`, `mention_count` (answers that name both),
        `brand_count` (answers that name the other), `total_responses`, `topic_count`, `lift`
        with `lift_low` and `lift_high` as on the graph's edges, and `is_thin`.
    """
    named = recall_states(scope)
    states, roles = named.states, named.cells.roles
    of_brand = states[states["brand_id"] == brand_id]
    both = states[states["id"].isin(set(of_brand["id"])) & (states["brand_id"] != brand_id)]
    rows = []
    for other, beside in both.groupby("brand_id"):
        of_other = states[states["brand_id"] == other]
        name, role = roles[str(other)]
        rows.append(
            {
                "brand_id": str(other),
                "brand_name": name,
                "role": role,
                "mention_count": len(beside),
                "brand_count": len(of_other),
                **_lift(named, beside["topic"], of_brand["topic"], of_other["topic"]),
            }
        )
    return sorted(rows, key=lambda row: (-row["mention_count"], row["brand_name"]))


def _lift(named: Named, both: Any, one: Any, other: Any) -> Row:
    asked = named.answers["topic"].value_counts()
    x_ab, x_a, x_b, n = len(both), len(one), len(other), int(asked.sum())
    counts = [
        topics.value_counts().reindex(asked.index).fillna(0) / total
        for topics, total in ((both, x_ab), (one, x_a), (other, x_b))
    ]
    influence = counts[0] - counts[1] - counts[2] + asked / n
    topics = len(asked)
    lift, low, high = measure_lift(x_ab, x_a, x_b, n, topics, float((influence**2).sum()))
    return {
        "total_responses": n,
        "topic_count": topics,
        "lift": lift,
        "lift_low": low,
        "lift_high": high,
        "is_thin": topics < THIN_BELOW_TOPICS,
    }

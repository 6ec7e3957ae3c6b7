"""How often each node was found, folded into its row once a day.

Queries count in Redis, `times_found` of the lake has the totals (`read_times_found`), so that a
graph that is built anew has them too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from onevice_assets.entertainment.graph.model.rows import GraphRows
from onevice_assets.tables.entertainment_finds import times_found

if TYPE_CHECKING:
    from resources.lake import Lake


@dataclass(frozen=True)
class TimesFound:
    """How often a node was part of an answer, ever, and when it last was."""

    count: int
    last: datetime


_COUNT, _LAST, _RANK = range(3)
_NAMES = {
    "Person": ("queryFrequency", "lastQueried", "popularityScore"),
    "Project": ("searchFrequency", "lastAccessed", None),
    "Organization": ("searchFrequency", None, None),
    "Document": ("queryFrequency", "lastAccessed", "relevanceScore"),
}
"""Label → the seed's names of count, last time and rank; None where it has none."""


def read_times_found(lake: Lake, organization: str) -> dict[str, TimesFound]:
    """Totals by node's id of an organization (slug), as far as they are folded; else none."""
    rows = lake.read_rows_if_there(times_found, organization)
    return {one["node_id"]: TimesFound(one["times"], one["last_at"]) for one in rows}


def fold_in(rows: GraphRows, found: Mapping[str, TimesFound]) -> GraphRows:
    """The same rows with what was found counted.

    Args:
        rows: of one organization.
        found: node's id → totals; ids of nodes that are gone are ignored.

    Returns:
        Rows whose rank is the share of different counts of their label that are not higher: 1
        for the node found most, 0 for one that was never found.
    """
    nodes = {
        label: [one | _tell(names, found.get(one["id"]), ranks) for one in rows.nodes[label]]
        for label, names in _NAMES.items()
        if label in rows.nodes
        for ranks in [_rank(rows, label, found)]
    }
    return GraphRows(rows.organization_id, {**rows.nodes, **nodes}, rows.edges)


def _rank(rows: GraphRows, label: str, found: Mapping[str, TimesFound]) -> dict[int, float]:
    counts = {found[one["id"]].count for one in rows.nodes[label] if one["id"] in found} - {0}
    return {one: place / len(counts) for place, one in enumerate(sorted(counts), start=1)}


def _tell(
    names: tuple[str | None, ...], found: TimesFound | None, ranks: Mapping[int, float]
) -> dict[str, Any]:
    count = found.count if found else 0
    told = {
        names[_COUNT]: count,
        names[_LAST]: found.last if found else None,
        names[_RANK]: ranks.get(count, 0.0),
    }
    return {name: value for name, value in told.items() if name is not None}

"""Rows of `learnings` as relationships of the graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from onevice_assets.campaigns.model.learnings import EDGES

Row = dict[str, Any]


def make_learning_rows(learnings: Iterable[Mapping[str, Any]]) -> dict[str, list[Row]]:
    """Relationships by type; those that are not believed are there too, and say so.

    Args:
        learnings: rows of the table, of one client.
    """
    found: dict[str, list[Row]] = {one.type: [] for one in EDGES}
    declared = {one.type: [two.name for two in one.properties] for one in EDGES}
    for row in learnings:
        told = {
            **row,
            "believed": "yes" if row["believed"] else "no",
            "window_from": row["window_from"].isoformat(),
            "window_to": row["window_to"].isoformat(),
        }
        found[row["kind"]].append(
            {
                "start": row["start_id"],
                "end": row["end_id"],
                **{name: told[name] for name in declared[row["kind"]]},
            }
        )
    return found

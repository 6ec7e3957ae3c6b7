"""Compares a website's part of the graph with what the lake would publish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from onevice_assets.brand_monitor.graph.build_graph import count_rows
from onevice_assets.brand_monitor.graph.tell_graph import prepare
from onevice_assets.brand_monitor.graph.write_graph import count_published, read_period_end
from onevice_assets.partitions import split_key
from resources.control_plane.resource import ControlPlane
from resources.graph_store import GraphStore
from resources.lake import Lake


@dataclass(frozen=True)
class Comparison:
    """What differs, by label or type: `[in the graph, in the lake]`.

    Attributes:
        replaced_by: last day of the period that the graph holds instead, if another one.
    """

    differences: dict[str, list[int]]
    replaced_by: str | None


def compare_graph(
    lake: Lake, control: ControlPlane, graph: GraphStore, partition: str
) -> Comparison:
    """Count both sides of a partition.

    Raises:
        OneviceError: see `prepare` and `GraphSession`.
    """
    rows, _, _ = prepare(lake, control, partition)
    with graph.session() as session:
        holds = read_period_end(session, rows.website_id)
        found = count_published(session, rows)
    if holds is not None and holds != date.fromisoformat(split_key(partition)[0]):
        return Comparison({}, holds.isoformat())
    wanted = {**count_rows(rows.nodes), **count_rows(rows.edges)}
    return Comparison(
        {name: [found[name], n] for name, n in wanted.items() if found[name] != n}, None
    )

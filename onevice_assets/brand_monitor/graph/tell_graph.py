"""Publishes one partition and tells what is in the graph now: names and counts, no answer text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from onevice_assets.brand_monitor.graph import queries
from onevice_assets.brand_monitor.graph.aggregate_window import aggregate_window
from onevice_assets.brand_monitor.graph.build_graph import (
    Decisions,
    GraphRows,
    build_graph,
    count_rows,
)
from onevice_assets.brand_monitor.graph.draw_network import draw_network, embed_picture
from onevice_assets.brand_monitor.graph.read_decisions import read_decisions
from onevice_assets.brand_monitor.graph.read_window import read_audience, read_window
from onevice_assets.brand_monitor.graph.write_graph import publish, read_period_end
from onevice_assets.lake_assets import markdown_table
from onevice_assets.partitions import split_key
from resources.control_plane.resource import ControlPlane
from resources.graph_store import GraphSession, GraphStore
from resources.lake import Lake

_ROWS = 8


def prepare(lake: Lake, control: ControlPlane, partition: str) -> tuple[GraphRows, Decisions, int]:
    """Build what a partition publishes: its rows, the decisions, and the days counted.

    Raises:
        MissingDataError: when the partition's answers, states or pairs are not there yet.
        InputError: when there is no such website.
    """
    day, website = split_key(partition)
    with control.begin() as db:
        decisions = read_decisions(db, website, date.fromisoformat(day))
    window = read_window(lake, website, date.fromisoformat(day))
    rows = build_graph(window, read_audience(lake, website), decisions, aggregate_window(window))
    return rows, decisions, len(window.days)


def publish_and_tell(
    lake: Lake, control: ControlPlane, graph: GraphStore, partition: str
) -> dict[str, Any]:
    """Publish a partition's 28 days and return what the asset shows of it.

    Raises:
        OneviceError: see `prepare` and `GraphSession`.
    """
    rows, decisions, days = prepare(lake, control, partition)
    with graph.session() as session:
        before = read_period_end(session, rows.website_id)
        changed = publish(session, rows)
        answers = _answer(session, rows, decisions)
        address = session.address
    nodes, edges = count_rows(rows.nodes), count_rows(rows.edges)
    picture = draw_network(rows, decisions.own)
    return {
        "dagster/row_count": sum(nodes.values()) + sum(edges.values()),
        "nodes": _table([{"label": name, "count": n} for name, n in sorted(nodes.items())]),
        "edges": _table([{"type": name, "count": n} for name, n in sorted(edges.items())]),
        "days counted": days,
        "changed": changed,
        "replaced the period that ended": before.isoformat() if before else "none",
        "graph": address,
        **answers,
        "network": embed_picture(picture, "Co-mention network") + "\n" if picture else "",
    }


def _answer(session: GraphSession, rows: GraphRows, decisions: Decisions) -> dict[str, str]:
    """The seed's four questions, about the own brand or else the one named beside most others."""
    website_id, brand = rows.website_id, _subject(rows, decisions)
    paths: list[queries.ConcernPath] = []
    for icp in queries.list_icps(session, website_id):
        paths += queries.trace_concerns(session, website_id, icp.id)[:_ROWS]
    found: dict[str, Sequence[object]] = {
        f"named beside {brand}": queries.find_co_mentioned(session, website_id, brand),
        f"beliefs about {brand}": queries.map_beliefs(session, website_id, brand),
        f"recommended where {brand} is ignored": queries.find_substitutes(
            session, website_id, brand
        ),
        "from concerns to brands": paths,
    }
    return {title: _table([vars(one) for one in some]) for title, some in found.items()}


def _subject(rows: GraphRows, decisions: Decisions) -> str:
    counts: dict[str, int] = dict.fromkeys(sorted(decisions.own), 0)
    for edge in [] if counts else rows.edges["RANKS_FOR"]:
        counts[edge["start"]] = counts.get(edge["start"], 0) + edge["properties"]["count"]
    chosen = max(sorted(counts), key=lambda one: counts[one], default="")
    return next((row["name"] for row in rows.nodes["Brand"] if row["id"] == chosen), "")


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    return markdown_table(rows[:_ROWS]) if rows else "none"

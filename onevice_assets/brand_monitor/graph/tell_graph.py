"""Publishes one partition and tells what is in the graph now: names and counts, no answer text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from onevice_assets.brand_monitor.graph import queries
from onevice_assets.brand_monitor.graph.build_graph import Decisions, GraphRows, count_rows
from onevice_assets.brand_monitor.graph.draw_network import draw_network, embed_picture
from onevice_assets.brand_monitor.graph.graph_tables import to_tables
from onevice_assets.brand_monitor.graph.prepare_graph import prepare_graph
from onevice_assets.brand_monitor.graph.read_graph import read_graph
from onevice_assets.brand_monitor.graph.write_graph import publish
from onevice_assets.lake_assets import markdown_table
from onevice_assets.publishing.digest import digest_rows
from resources.control_plane.resource import ControlPlane
from resources.graph_store import GraphSession, GraphStore
from resources.lake import Lake

_ROWS = 8
_WIDTH = 100


def publish_and_tell(
    lake: Lake, control: ControlPlane, graph: GraphStore, partition: str
) -> dict[str, Any]:
    """Publish a partition's 28 days and return what the asset shows of it.

    Raises:
        OneviceError: see `prepare_graph` and `GraphSession`.
    """
    prepared = prepare_graph(lake, control, partition)
    rows = prepared.rows
    with graph.session() as session:
        before = read_graph(session, rows.website_id)
        changed = digest_rows(to_tables(before)) != digest_rows(to_tables(rows))
        if changed:
            publish(session, rows)
        answers = _answer(session, rows, prepared.decisions)
        address = session.address
    nodes, edges = count_rows(rows.nodes), count_rows(rows.edges)
    picture = draw_network(rows, prepared.decisions.own)
    return {
        "dagster/row_count": sum(nodes.values()) + sum(edges.values()),
        "nodes": _table([{"label": name, "count": n} for name, n in sorted(nodes.items())]),
        "edges": _table([{"type": name, "count": n} for name, n in sorted(edges.items())]),
        "days counted": prepared.day_count,
        "changed": changed,
        "replaced the period that ended": before.period[1].isoformat() if before.period else "none",
        "graph": address,
        **answers,
        "communities": _table(_tell_communities(rows)),
        "network": embed_picture(picture, "Co-mention network") + "\n" if picture else "",
    }


def _tell_communities(rows: GraphRows) -> list[dict[str, Any]]:
    """Largest communities of brands named together, each with its most central brands."""
    names = {row["id"]: row["name"] for row in rows.nodes["Brand"]}
    places = [(edge["properties"], names[edge["end"]]) for edge in rows.edges["PLACES"]]
    places.sort(key=lambda one: (one[0]["community"], -one[0]["pagerank"], one[1]))
    sizes = Counter(place["community"] for place, _ in places)
    return [
        {
            "community": number,
            "brands": size,
            "most central": ", ".join(n for p, n in places if p["community"] == number)[:_WIDTH],
        }
        for number, size in sorted(sizes.items())
    ]


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

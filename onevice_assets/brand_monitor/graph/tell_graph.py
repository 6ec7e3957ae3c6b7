"""Tells what is in the graph now, in Markdown: names and counts, no answer text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from onevice_assets.brand_monitor.graph import queries
from onevice_assets.brand_monitor.graph.build_graph import Decisions, GraphRows
from onevice_assets.brand_monitor.graph.draw_network import draw_network, embed_picture
from onevice_assets.brand_monitor.graph.prepare_graph import prepare_graph
from onevice_assets.brand_monitor.graph.read_graph import read_period_end
from onevice_assets.lake_assets import markdown_table
from onevice_assets.publishing.projection import Scope
from resources.control_plane.resource import ControlPlane
from resources.graph_store import GraphSession, GraphStore
from resources.lake import Lake

_ROWS = 8
_WIDTH = 100


def tell_graph(
    lake: Lake, control: ControlPlane, graph: GraphStore, scope: Scope
) -> dict[str, str | int]:
    """What the graph says of a scope's website now: the seed's questions, communities, a picture.

    Raises:
        OneviceError: see `prepare_graph` and `GraphSession`.
    """
    with graph.session() as session:
        shown = read_period_end(session, scope.website_id) or scope.day
        prepared = prepare_graph(lake, control, replace(scope, day=shown).partition)
        answers = _answer(session, prepared.rows, prepared.decisions)
        address = session.address
    picture = draw_network(prepared.rows, prepared.decisions.own)
    texts = {**answers, "communities": _table(_tell_communities(prepared.rows))}
    if picture:
        texts["network"] = embed_picture(picture, "Co-mention network")
    return {
        "graph": address,
        "days counted": prepared.day_count,
        "period ends": str(shown),
        **texts,
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

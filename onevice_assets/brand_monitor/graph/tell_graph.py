"""Tells what is in the graph now, in Markdown: names and counts, no answer text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from onevice_assets.brand_monitor.graph import queries
from onevice_assets.brand_monitor.graph.build_graph import GraphRows
from onevice_assets.brand_monitor.graph.draw_network import draw_network, embed_picture
from onevice_assets.brand_monitor.graph.read_decisions import read_decisions
from onevice_assets.brand_monitor.graph.read_graph import read_graph
from onevice_assets.brand_monitor.graph.read_window import list_days
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
        OneviceError: see `read_decisions` and `GraphSession`.
    """
    with graph.session() as session:
        rows = read_graph(session, scope.website_id)
        if rows.period is None:
            return {"graph": session.address, "days counted": 0}
        shown = rows.period[1]
        own = _list_own(control, scope.website, shown)
        answers = _answer(session, rows, own)
        address = session.address
    picture = draw_network(rows, own)
    texts = {**answers, "communities": _table(_tell_communities(rows))}
    if picture:
        texts["network"] = embed_picture(picture, "Co-mention network")
    return {
        "graph": address,
        "days counted": len(list_days(lake, scope.website, shown)),
        "period ends": str(shown),
        **texts,
    }


def _list_own(control: ControlPlane, website: str, day: date) -> tuple[str, ...]:
    with control.begin() as db:
        return read_decisions(db, website, day).own


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


def _answer(session: GraphSession, rows: GraphRows, own: Sequence[str]) -> dict[str, str]:
    """The seed's four questions, about the own brand or else the one named beside most others."""
    website_id, brand = rows.website_id, _subject(rows, own)
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


def _subject(rows: GraphRows, own: Sequence[str]) -> str:
    counts: dict[str, int] = dict.fromkeys(sorted(own), 0)
    for edge in [] if counts else rows.edges["RANKS_FOR"]:
        counts[edge["start"]] = counts.get(edge["start"], 0) + edge["properties"]["count"]
    chosen = max(sorted(counts), key=lambda one: counts[one], default="")
    return next((row["name"] for row in rows.nodes["Brand"] if row["id"] == chosen), "")


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    return markdown_table(rows[:_ROWS]) if rows else "none"

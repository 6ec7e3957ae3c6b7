"""The co-mention network as a picture: brands as circles, answers that name both as lines."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

_SIZE = 480
_RADIUS = 150
_MOST_EDGES = 60


def draw_network(
    co_mentions: Sequence[Mapping[str, Any]], ranking: Sequence[Mapping[str, Any]]
) -> str:
    """Draw the network as SVG text; empty where no two brands share an answer.

    Args:
        co_mentions: rows of provider `all` with a positive `mention_count`, most first.
        ranking: the brands to place, with `mention_count` and `role`.
    """
    shown = {row["brand_id"]: row for row in ranking if row["mention_count"]}
    edges = [
        row for row in co_mentions if row["brand_a_id"] in shown and row["brand_b_id"] in shown
    ][:_MOST_EDGES]
    if not edges:
        return ""
    linked = {row[end] for row in edges for end in ("brand_a_id", "brand_b_id")}
    places = _layout(sorted(linked), edges)
    most = max(row["mention_count"] for row in edges)
    lines = [_line(row, places, most) for row in edges]
    biggest = max(shown[brand]["mention_count"] for brand in linked)
    circles = [_circle(shown[brand], places[brand], biggest) for brand in sorted(linked)]
    return (
        f'<svg viewBox="0 0 {_SIZE} {_SIZE}" role="img" aria-label="Co-mention network" '
        f'style="width:100%;max-width:{_SIZE}px;height:auto">{"".join(lines + circles)}</svg>'
    )


def _layout(
    brands: Sequence[str], edges: Sequence[Mapping[str, Any]]
) -> dict[str, tuple[float, float]]:
    """Places on a circle, brands that share many answers next to each other."""
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(brands)
    for row in edges:
        graph.add_edge(row["brand_a_id"], row["brand_b_id"], weight=row["mention_count"])
    groups = nx.community.greedy_modularity_communities(graph, weight="weight")
    order = [brand for group in groups for brand in sorted(group)]
    step = 2 * math.pi / len(order)
    return {
        brand: (
            _SIZE / 2 + _RADIUS * math.sin(at * step),
            _SIZE / 2 - _RADIUS * math.cos(at * step),
        )
        for at, brand in enumerate(order)
    }


def _line(row: Mapping[str, Any], places: Mapping[str, tuple[float, float]], most: int) -> str:
    (x1, y1), (x2, y2) = places[row["brand_a_id"]], places[row["brand_b_id"]]
    weight = row["mention_count"] / most
    told = f"{row['brand_a_name']} and {row['brand_b_name']}: {row['mention_count']} answers"
    return (
        f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="currentColor" '
        f'stroke-width="{1 + 5 * weight:.1f}" stroke-opacity="{0.12 + 0.4 * weight:.2f}">'
        f"<title>{escape(told)}</title></line>"
    )


def _circle(row: Mapping[str, Any], place: tuple[float, float], biggest: int) -> str:
    x, y = place
    radius = 6 + 16 * (row["mention_count"] / biggest) ** 0.5
    colour = "#d9480f" if row["role"] == "own" else "#748ffc"
    told = f"{row['brand_name']}: named in {row['mention_count']} answers"
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colour}">'
        f"<title>{escape(told)}</title></circle>{_label(row['brand_name'], x, y, radius)}"
    )


def _label(name: str, x: float, y: float, radius: float) -> str:
    """A name outside the circle, turned away from its middle, never upside down."""
    angle = math.degrees(math.atan2(y - _SIZE / 2, x - _SIZE / 2))
    is_left = not -90 <= angle <= 90
    turn = angle + 180 if is_left else angle
    away = -(radius + 6) if is_left else radius + 6
    return (
        f'<text x="{x + away:.1f}" y="{y:.1f}" dy=".35em" font-size="12" fill="currentColor" '
        f'text-anchor="{"end" if is_left else "start"}" '
        f'transform="rotate({turn:.1f} {x:.1f} {y:.1f})">{escape(name)}</text>'
    )

"""The co-mention network as a small SVG for the asset's metadata: no font, script or address.

Circles are brands (size: answers that name them beside another brand), lines are CO_MENTIONED
edges of provider `all` (width: answers). A line is solid where the brands stand together more or
less often than chance would have it, dashed where the interval of the lift holds 1 or is thin.
"""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from onevice_assets.brand_monitor.graph.build_graph import GraphRows

MAX_BYTES = 30_000
_WIDTH, _HEIGHT, _MARGIN = 640, 440, 60
_MOST_EDGES = 60
_SEED = 7
_NAME_LENGTH = 24
_OWN, _OTHER, _LINE = "#d9480f", "#4c6ef5", "#868e96"

Row = Mapping[str, Any]
Places = Mapping[str, tuple[float, float]]


def draw_network(rows: GraphRows, own: Sequence[str]) -> str:
    """Draw the strongest pairs of a website's graph.

    Args:
        rows: what was published.
        own: ids of the own brands, drawn in another colour.

    Returns:
        SVG text below 30 kB; empty where no answer names two brands.
    """
    pairs = [e for e in rows.edges["CO_MENTIONED"] if e["properties"]["llm_provider"] == "all"]
    pairs.sort(key=lambda edge: (-edge["properties"]["count"], edge["id"]))
    if not pairs:
        return ""
    names = {row["id"]: row["name"] for row in rows.nodes["Brand"]}
    kept = pairs[:_MOST_EDGES]
    picture = _draw(kept, names, set(own))
    while len(picture.encode()) > MAX_BYTES:
        kept = kept[: len(kept) // 2]
        picture = _draw(kept, names, set(own))
    return picture


def embed_picture(svg: str, alternative: str) -> str:
    """Markdown that shows an SVG from a data URI."""
    return f"![{alternative}](data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()})"


def _draw(pairs: Sequence[Row], names: Mapping[str, str], own: set[str]) -> str:
    weights: Counter[str] = Counter()
    for edge in pairs:
        weights.update(dict.fromkeys((edge["start"], edge["end"]), edge["properties"]["count"]))
    places = _place(pairs)
    most = max(edge["properties"]["count"] for edge in pairs)
    lines = [_line(edge, places, most) for edge in pairs]
    biggest = max(weights.values())
    circles = [
        _circle(names[one], places[one], weights[one] / biggest, one in own)
        for one in sorted(weights)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'width="{_WIDTH}" height="{_HEIGHT}" font-family="sans-serif" font-size="12">'
        f'<rect width="100%" height="100%" fill="#fff"/>{"".join(lines + circles)}</svg>'
    )


def _place(pairs: Sequence[Row]) -> dict[str, tuple[float, float]]:
    import networkx as nx

    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted({edge[end] for edge in pairs for end in ("start", "end")}))
    for edge in pairs:
        graph.add_edge(edge["start"], edge["end"], weight=edge["properties"]["count"])
    start = nx.circular_layout(graph)
    spread = nx.spring_layout(graph, pos=start, seed=_SEED, k=1.6, iterations=80)
    return {
        one: (
            _MARGIN + (_WIDTH - 2 * _MARGIN) * (float(x) + 1) / 2,
            _MARGIN + (_HEIGHT - 2 * _MARGIN) * (float(y) + 1) / 2,
        )
        for one, (x, y) in spread.items()
    }


def _line(edge: Row, places: Places, most: int) -> str:
    (x1, y1), (x2, y2) = places[edge["start"]], places[edge["end"]]
    found = edge["properties"]
    dash = "" if _is_sure(found) else ' stroke-dasharray="4 4"'
    return (
        f'<line x1="{x1:.0f}" y1="{y1:.0f}" x2="{x2:.0f}" y2="{y2:.0f}" stroke="{_LINE}" '
        f'stroke-opacity=".6" stroke-width="{1 + 5 * found["count"] / most:.1f}"{dash}/>'
    )


def _is_sure(found: Row) -> bool:
    low, high = found.get("lift_low"), found.get("lift_high")
    return low is not None and high is not None and not found["is_thin"] and not low <= 1 <= high


def _circle(name: str, place: tuple[float, float], weight: float, is_own: bool) -> str:
    radius = 5 + 13 * weight**0.5
    short = name if len(name) <= _NAME_LENGTH else f"{name[: _NAME_LENGTH - 1]}…"
    x, y = place
    return (
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius:.1f}" fill="{_OWN if is_own else _OTHER}"/>'
        f'<text x="{x:.0f}" y="{y - radius - 4:.0f}" text-anchor="middle">{escape(short)}</text>'
    )

"""The small picture of the network."""

from __future__ import annotations

import base64
from itertools import combinations
from xml.etree import ElementTree

from onevice_assets.brand_monitor.graph.build_graph import GraphRows
from onevice_assets.brand_monitor.graph.draw_network import (
    MAX_BYTES,
    draw_network,
    embed_picture,
)
from resources.lake import Lake
from tests.onevice_assets.brand_monitor.graph.build import DAY, build, new_world
from tests.onevice_assets.brand_monitor.graph.world import World


def crowd(world: World, names: list[str]) -> GraphRows:
    """Brands that all stand beside each other."""
    rows = build(world)
    brands = [{"id": str(n), "name": name} for n, name in enumerate(names)]
    pairs = [
        {
            "id": f"{a}-{b}",
            "start": a,
            "end": b,
            "properties": {"llm_provider": "all", "count": 1 + n % 7, "is_thin": False},
        }
        for n, (a, b) in enumerate(combinations([one["id"] for one in brands], 2))
    ]
    nodes, edges = {**rows.nodes, "Brand": brands}, {**rows.edges, "CO_MENTIONED": pairs}
    return GraphRows(rows.website_id, rows.period, nodes, edges)


def test_the_picture_is_well_formed_and_the_same_each_time(lake: Lake) -> None:
    rows = build(new_world(lake))
    picture = draw_network(rows, [])
    assert picture == draw_network(rows, [])
    texts = [one.text for one in ElementTree.fromstring(picture).iter() if one.text]
    assert sorted(texts) == ["Brave", "Chrome", "Edge", "Firefox"]


def test_hostile_and_endless_names_stay_text_and_small(lake: Lake) -> None:
    hostile = ['<script>alert("1")</script>', "]]>&\"'", "x" * 5000, "👩‍💻" * 400]
    names = [f"{hostile[n % 4]}{n}" if n > 3 else hostile[n] for n in range(60)]
    picture = draw_network(crowd(new_world(lake), names), [])
    ElementTree.fromstring(picture)
    assert "<script" not in picture
    assert len(picture.encode()) <= MAX_BYTES


def test_nobody_beside_anybody_is_no_picture(lake: Lake) -> None:
    world = new_world(lake)
    world.write_day(DAY, [])
    assert draw_network(build(world), []) == ""


def test_markdown_carries_the_picture_as_data() -> None:
    shown = embed_picture("<svg/>", "Network")
    assert shown.startswith("![Network](data:image/svg+xml;base64,")
    assert base64.b64decode(shown.split("base64,")[1].rstrip(")")) == b"<svg/>"

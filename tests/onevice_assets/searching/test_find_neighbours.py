"""Who stands beside the brands that a text names; nobody else's answers say it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from onevice_assets.brand_monitor.graph import statements as cypher
from onevice_assets.brand_monitor.graph.build_graph import GraphRows
from onevice_assets.brand_monitor.graph.write_graph import publish
from onevice_assets.searching.find_neighbours import find_neighbours, list_words
from resources.graph_store import GraphSession, GraphStore
from resources.identity import brand_id, derived_id

Rows = dict[str, list[dict[str, Any]]]
DAY = date(2026, 1, 5)
MINE, THEIRS = (derived_id(DAY, "websites", name) for name in ("mine", "theirs"))


def put(
    session: GraphSession, website: str, pairs: dict[tuple[str, str], tuple[int, float]]
) -> None:
    """Publish a website whose answers name these pairs: count and lift."""
    names = sorted({name for pair in pairs for name in pair})
    brands = [
        {"id": brand_id(name), "name": name, "normalized_name": name.lower(), "is_known": False}
        for name in names
    ]
    edges = [
        {
            "id": derived_id(DAY, website, *pair),
            "start": min(map(brand_id, pair)),
            "end": max(map(brand_id, pair)),
            "properties": {"count": count, "lift": lift, "llm_provider": "all"},
        }
        for pair, (count, lift) in pairs.items()
    ]
    nodes: Rows = {label: [] for label in cypher.NODE_KEYS} | {"Brand": brands}
    kinds: Rows = {kind: [] for kind in cypher.EDGE_ENDS} | {"CO_MENTIONED": edges}
    publish(session, GraphRows(website, (DAY, DAY), nodes, kinds))


@pytest.fixture
def filled(graph: GraphStore) -> GraphStore:
    mine = {
        ("Shop", "Rival"): (12, 1.8),
        ("Shop", "Blue River"): (30, 1.1),
        ("Shop", "Avoided"): (50, 0.4),
        ("Rival", "Far Away"): (9, 2.0),
    }
    with graph.session() as session:
        put(session, MINE, mine)
        put(session, THEIRS, {("Shop", "Secret"): (99, 3.0)})
    return graph


@pytest.mark.parametrize(
    ("text", "neighbours", "rest"),
    [
        ("shop", ["Blue River", "Rival"], ""),
        ("SHOP  delivery", ["Blue River", "Rival"], "delivery"),
        ('"blue river" or tents', ["Shop"], "tents"),
        ("shop and rival", ["Blue River", "Far Away"], "and"),
        ("tents", [], "tents"),
        ("tents -shop", [], "tents"),
        ("", [], ""),
    ],
)
def test_brands_named_together_more_often_than_by_chance_are_found_commonest_first(
    filled: GraphStore, text: str, neighbours: list[str], rest: str
) -> None:
    with filled.session() as session:
        found = find_neighbours(session, [MINE], text)
    assert [one.name for one in found.neighbours] == neighbours
    assert found.rest == rest


def test_no_website_sees_another_ones_network(filled: GraphStore) -> None:
    with filled.session() as session:
        assert not find_neighbours(session, [], "shop").neighbours
        theirs = find_neighbours(session, [THEIRS], "shop").neighbours
    assert [(one.name, one.named, one.count, one.lift) for one in theirs] == [
        ("Secret", "Shop", 99, 3.0)
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('Best "Blue  River" tent', ["best", "blue", "river", "tent"]),
        ('a or b OR c -d -"e f"', ["a", "b", "c"]),
        ("wort " * 100, ["wort"] * 30),
        ('"', []),
    ],
)
def test_what_is_excluded_is_no_name(text: str, words: list[str]) -> None:
    assert list_words(text) == words

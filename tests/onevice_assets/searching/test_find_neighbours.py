"""Who stands beside the brands that a text names; nobody else's answers say it."""

from __future__ import annotations

from datetime import date

import pytest

from onevice_assets.brand_monitor.graph.measuring.bench_graph import publish_pairs
from onevice_assets.searching.find_neighbours import find_neighbours, list_words
from resources.graph_store import GraphStore
from resources.identity import derived_id

DAY = date(2026, 1, 5)
MINE, THEIRS = (derived_id(DAY, "websites", name) for name in ("mine", "theirs"))


@pytest.fixture
def filled(graph: GraphStore) -> GraphStore:
    mine = {
        ("Shop", "Rival"): (12, 1.8),
        ("Shop", "Blue River"): (30, 1.1),
        ("Shop", "Avoided"): (50, 0.4),
        ("Rival", "Far Away"): (9, 2.0),
    }
    with graph.session() as session:
        publish_pairs(session, MINE, mine)
        publish_pairs(session, THEIRS, {("Shop", "Secret"): (99, 3.0)})
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

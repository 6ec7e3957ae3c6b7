"""Communities and centrality: two obvious camps, a bridge, and brands that stand alone."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevice_assets.brand_monitor.graph.place_brands import place_brands

CAMPS = ("abcd", "vwxyz")
PAIRS = [
    *({"a": a, "b": b, "count": 9} for camp in CAMPS for a, b in combinations(camp, 2)),
    {"a": "d", "b": "v", "count": 1},
]
NETWORKS = st.dictionaries(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from("abcdefgh")).filter(
        lambda pair: pair[0] < pair[1]
    ),
    st.integers(1, 50),
)


def placed(pairs: list[dict[str, object]] | None = None, brands: str = "abcdvwxyz") -> dict:
    rows = place_brands(brands, PAIRS if pairs is None else pairs)
    return {row["brand_id"]: row for row in rows}


def test_brands_that_are_named_together_are_one_community_the_larger_first() -> None:
    found = placed()
    assert {found[one]["community"] for one in CAMPS[1]} == {1}
    assert {found[one]["community"] for one in CAMPS[0]} == {2}


def test_the_bridge_between_two_camps_lies_on_the_paths_between_them() -> None:
    found = placed()
    through = {one: row["betweenness"] for one, row in found.items()}
    # from a, b, c over d to 5 others, of 28 pairs without d
    assert through["d"] == pytest.approx(15 / 28)
    assert through["v"] == pytest.approx(16 / 28)
    assert through["a"] == 0


def test_a_brand_named_with_no_other_stands_alone() -> None:
    found = placed(brands="abcdvwxyzq")
    assert found["q"]["neighbor_count"] == 0
    assert [one for one in found if found[one]["community"] == found["q"]["community"]] == ["q"]


@pytest.mark.parametrize("brands", ["", "a", "ab"])
def test_few_brands_and_no_pair_have_places_too(brands: str) -> None:
    rows = place_brands(brands, [])
    assert [row["brand_id"] for row in rows] == list(brands)
    assert sum(row["pagerank"] for row in rows) == pytest.approx(1 if brands else 0)


@settings(deadline=None)
@given(NETWORKS, st.randoms())
def test_the_order_of_the_pairs_does_not_count(network, random) -> None:
    pairs = [{"a": a, "b": b, "count": n} for (a, b), n in network.items()]
    shuffled = random.sample(pairs, len(pairs))
    found = place_brands("abcdefgh", pairs)
    assert place_brands("hgfedcba", shuffled) == found
    assert sum(row["pagerank"] for row in found) == pytest.approx(1)
    assert all(0 <= row["betweenness"] <= 1 for row in found)
    assert {row["community"] for row in found} == set(
        range(1, max(row["community"] for row in found) + 1)
    )

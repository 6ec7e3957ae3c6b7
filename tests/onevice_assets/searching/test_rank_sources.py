"""Rankings of several sources become one, and every result says who found it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.searching.find_neighbours import Neighbour
from onevice_assets.searching.rank_sources import SOURCES, Rankings, Sighting
from resources.search_index.search_query import Segment

NEAR = Neighbour("b", "Rival", "Shop", 12, 1.8)


def seen(name: str, by: str, neighbour: Neighbour | None = None, **about: str) -> Sighting:
    return Sighting(("answer", name), "w", None, (Segment(by),), about, neighbour)


def test_what_several_sources_find_comes_first_and_says_which() -> None:
    rankings = Rankings()
    rankings.add("words", [seen("a", "words"), seen("b", "words", brand_name="Rival")])
    rankings.add("meaning", [seen("c", "meaning"), seen("b", "meaning", topic="tents")])
    rankings.add("network", [seen("d", "network", NEAR), seen("b", "network", NEAR)])
    found = rankings.fuse(10)
    assert [one.id for one in found] == ["b", "a", "c", "d"]
    assert found[0].ranks == {"words": 2, "meaning": 2, "network": 2}
    assert found[0].about == {"brand_name": "Rival", "topic": "tents"}
    assert found[0].excerpt == (Segment("words"),)
    assert [one.neighbour for one in found] == [NEAR, None, None, NEAR]


def test_an_answer_with_several_mentions_is_one_result_at_its_best_place() -> None:
    rankings = Rankings()
    rankings.add("words", [seen("a", "first"), seen("a", "second"), seen("b", "third")])
    assert [(one.id, one.ranks) for one in rankings.fuse(10)] == [
        ("a", {"words": 1}),
        ("b", {"words": 2}),
    ]


@given(
    st.dictionaries(
        st.sampled_from(SOURCES), st.lists(st.lists(st.sampled_from("abcde"))), max_size=3
    ),
    st.integers(1, 6),
)
def test_nothing_is_lost_or_made_up(found: dict[str, list[list[str]]], limit: int) -> None:
    rankings = Rankings()
    for source, lists in found.items():
        for names in lists:
            rankings.add(source, [seen(name, source) for name in names])
    results = rankings.fuse(limit)
    every = {name for lists in found.values() for names in lists for name in names}
    assert len(results) == min(limit, len(every))
    assert len({one.id for one in results}) == len(results)
    assert all(one.ranks and one.ranks.keys() <= found.keys() for one in results)
    scores = [one.score for one in results]
    assert scores == sorted(scores, reverse=True)

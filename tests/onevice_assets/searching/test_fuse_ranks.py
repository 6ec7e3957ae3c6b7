"""Fused ranks keep what the paper's formula says, whatever the rankings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onevice_assets.searching.fuse_ranks import fuse_ranks

RANKINGS = st.lists(st.lists(st.sampled_from("abcdefgh"), unique=True), max_size=4)


@pytest.mark.parametrize(
    ("rankings", "fused"),
    [
        ([], []),
        ([[], []], []),
        ([["a", "b"]], [("a", 1 / 61), ("b", 1 / 62)]),
        ([["a", "b"], ["b", "a"]], [("a", 1 / 61 + 1 / 62), ("b", 1 / 62 + 1 / 61)]),
        ([["a", "b", "c"], ["c"]], [("c", 1 / 63 + 1 / 61), ("a", 1 / 61), ("b", 1 / 62)]),
        ([["a", "a", "b"]], [("a", 1 / 61), ("b", 1 / 62)]),
    ],
)
def test_the_formula_of_the_paper(
    rankings: list[list[str]], fused: list[tuple[str, float]]
) -> None:
    assert fuse_ranks(rankings) == [(one, pytest.approx(score)) for one, score in fused]


@given(RANKINGS)
def test_every_id_comes_once_and_scores_never_rise(rankings: list[list[str]]) -> None:
    fused = fuse_ranks(rankings)
    assert sorted(one for one, _score in fused) == sorted(
        {x for ranking in rankings for x in ranking}
    )
    scores = [score for _one, score in fused]
    assert scores == sorted(scores, reverse=True)


@given(RANKINGS, st.randoms())
def test_the_order_of_the_searches_does_not_count(rankings: list[list[str]], random) -> None:
    shuffled = random.sample(rankings, len(rankings))
    again, fused = dict(fuse_ranks(shuffled)), dict(fuse_ranks(rankings))
    assert again == pytest.approx(fused)


@given(st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1))
def test_one_search_keeps_its_order(ranking: list[str]) -> None:
    assert [one for one, _score in fuse_ranks([ranking, ranking])] == ranking

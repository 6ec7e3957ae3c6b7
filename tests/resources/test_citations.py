"""A source of an answer, whatever the age of the row that holds it."""

from __future__ import annotations

import json
from itertools import permutations

import pytest

from resources.citations import Citation, load_citations, merge_citations


def cite(url: str, is_cited: bool | None, title: str | None = None) -> Citation:
    return {"url": url, "title": title, "is_cited": is_cited}


@pytest.mark.parametrize(
    ("said", "merged"),
    [
        ((True, False, None), True),
        ((True, None), True),
        ((False, None), False),
        ((None, None), None),
        ((False, False), False),
    ],
)
def test_cited_wins_and_knowing_beats_not_knowing(
    said: tuple[bool | None, ...], merged: bool | None
) -> None:
    for order in permutations(said):
        assert merge_citations(cite("a", one) for one in order) == (cite("a", merged),)


def test_sources_keep_their_first_place_and_first_title() -> None:
    found = [cite("b", None), cite("a", None, "A"), cite("b", None, "B"), cite("a", None, "late")]
    assert merge_citations(found) == (cite("b", None, "B"), cite("a", None, "A"))


def test_a_row_from_before_cited_and_found_were_kept_says_neither() -> None:
    old = json.dumps([{"url": "https://a.test", "title": "A"}])
    assert load_citations(old) == [cite("https://a.test", None, "A")]


@pytest.mark.parametrize(
    "column", [None, "", "{", "null", "{}", "[1, null, []]", '[{"title": "A"}]', '[{"url": 5}]']
)
def test_what_is_no_source_is_left_out(column: str | None) -> None:
    assert load_citations(column) == []


def test_a_flag_that_is_none_is_unknown() -> None:
    assert load_citations('[{"url": "a", "title": 1, "is_cited": "yes"}]') == [cite("a", None)]

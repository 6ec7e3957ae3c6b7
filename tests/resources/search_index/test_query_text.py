"""Whatever somebody types becomes words, phrases and exclusions, or one clear refusal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.errors import InputError
from resources.search_index.highlights import FRAGMENT_CHARACTERS, cut_fragments, split_marked
from resources.search_index.query_text import Alternative, fold, parse_query, word_spans
from resources.search_index.search_query import Segment


@pytest.mark.parametrize(
    ("text", "alternatives"),
    [
        ("hotel spa", [Alternative(("hotel", "spa"))]),
        ('"hotel spa" sea', [Alternative(("sea",), (("hotel", "spa"),))]),
        ('"hotel', [Alternative(("hotel",))]),
        ('"""', []),
        ('""hotel""', [Alternative(("hotel",))]),
        ("hotel -spa", [Alternative(("hotel",), without=(("spa",),))]),
        ('hotel -"by the sea"', [Alternative(("hotel",), without=(("by", "the", "sea"),))]),
        ("hotel - spa", [Alternative(("hotel", "spa"))]),
        ("hotel --spa", [Alternative(("hotel",), without=(("spa",),))]),
        ("a or b c", [Alternative(("a",)), Alternative(("b", "c"))]),
        ("or a or or b or", [Alternative(("a",)), Alternative(("b",))]),
        ("hotel -or", [Alternative(("hotel",), without=(("or",),))]),
        ('"or" a', [Alternative(("or", "a"))]),
        ("booking.com", [Alternative((), (("booking", "com"),))]),
        ("C++ & R&D", [Alternative(("c",), (("r", "d"),))]),
        ("東京都", [Alternative((), (("東", "京", "都"),))]),
        ("Cafe\u0301", [Alternative(("café",))]),
        ("हिन्दी", [Alternative(("हिन्दी",))]),
        ("ﷺ", [Alternative(("ﷺ",))]),
        ("<b>spa</b>", [Alternative((), (("b", "spa", "b"),))]),
        ("spa\x00\x1b[31m'); DROP", [Alternative(("drop",), (("spa", "31m"),))]),
    ],
)
def test_a_text_is_read(text: str, alternatives: list[Alternative]) -> None:
    if alternatives:
        assert list(parse_query(text)) == alternatives
    else:
        with pytest.raises(InputError):
            parse_query(text)


@given(st.text(max_size=200))
def test_every_text_is_read_or_refused(text: str) -> None:
    try:
        found = parse_query(text)
    except InputError as error:
        assert str(error).isprintable()
        return
    assert all(one.words or one.phrases for one in found)
    again = parse_query(" or ".join(str(one) for one in found))
    assert [set(one.words) | set(one.phrases) for one in again] == [
        set(one.words) | set(one.phrases) for one in found
    ]


@given(st.text(max_size=200))
def test_folding_keeps_one_word_for_each_place(text: str) -> None:
    spans = word_spans(text)
    assert len(fold(text).split()) == len(spans)
    assert all(fold(text[start:end]) == word for (start, end), word in zip(
        spans, fold(text).split(), strict=True
    ))  # fmt: skip


@given(st.text(max_size=600), st.data())
def test_fragments_are_cut_out_of_the_text_and_mark_what_was_found(
    text: str, data: st.DataObject
) -> None:
    spans = word_spans(text)
    is_match = data.draw(st.lists(st.booleans(), min_size=len(spans), max_size=len(spans)))
    words = [text[start:end] for start, end in spans]
    fragments = cut_fragments(text, is_match)
    assert len(fragments) <= 2
    assert bool(fragments) == any(is_match)
    for fragment in fragments:
        whole = "".join(one.text for one in fragment)
        assert whole in text
        longest = max((len(one) for one in words), default=0)
        assert len(whole) <= FRAGMENT_CHARACTERS + longest
        assert any(one.is_match for one in fragment)
        assert {one.text for one in fragment if one.is_match} <= set(words)


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", []),
        ("plain", [Segment("plain")]),
        ("a [b] c", [Segment("a "), Segment("b", is_match=True), Segment(" c")]),
        ("[b][c]", [Segment("b", is_match=True), Segment("c", is_match=True)]),
        ("[b", [Segment("b", is_match=True)]),
        ("b]", [Segment("b]")]),
    ],
)
def test_marks_become_segments(text: str, segments: list[Segment]) -> None:
    assert list(split_marked(text, "[", "]")) == segments

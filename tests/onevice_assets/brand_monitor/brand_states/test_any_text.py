"""Whatever a provider sends is read, in linear time, with offsets that hold."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevice_assets.brand_monitor.brand_states.catalogue import catalogue_from_names
from onevice_assets.brand_monitor.brand_states.discovering.discover_brands import discover
from onevice_assets.brand_monitor.brand_states.extract import Extractor
from onevice_assets.brand_monitor.brand_states.reading.fold_text import fold
from onevice_assets.brand_monitor.brand_states.reading.read_blocks import read_blocks
from onevice_assets.tables.answers import BELIEFS, POLARITIES, PRESENCES

NAMES = ["Sony", "Target", "Made In", "C++", "腾讯", "Éterne", "LG", "Yahoo!", "Arc'teryx", "삼성"]
EXTRACTOR = Extractor(catalogue_from_names(NAMES))
PIECES = [
    *NAMES, "\n", "\n\n", "* ", "1. ", "  - ", "### ", "**", ": ", " – ", "|", "](", "[", ")",
    "https://x.co/", "$9.994.5(9k+)", ".", "> ", "```", "e\u0301", "\u200d", "İ", "ß", "\ud800",
    "\x00", "שלום", "🙂", "\u00a0", "AI responses may include mistakes. Learn more", "word ",
]  # fmt: skip
ANY_TEXT = st.one_of(
    st.text(st.characters(codec=None), max_size=300),
    st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
)


@settings(max_examples=400, deadline=None)
@given(ANY_TEXT)
def test_states_hold_together(text: str) -> None:
    states = EXTRACTOR.read(text)
    assert len({one.brand_id for one in states}) == len(states)
    for one in states:
        assert text[one.start : one.end] == one.surface
        assert 0 <= one.start < one.end <= len(text)
        assert 0 <= one.evidence_start <= one.evidence_end <= len(text)
        assert one.evidence_start < one.evidence_end
        assert one.presence in PRESENCES
        assert one.belief in (*BELIEFS, None)
        assert one.polarity in (*POLARITIES, None)
    ranks = {one.rank for one in states if one.rank is not None}
    assert ranks == set(range(1, len(ranks) + 1))


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_folding_keeps_offsets(text: str) -> None:
    folded = fold(text)
    if folded.offsets is None:
        assert len(folded.text) == len(text)
    else:
        assert len(folded.offsets) == len(folded.text) + 1
        assert folded.offsets == sorted(folded.offsets)
        assert folded.offsets[-1] == len(text)


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_blocks_lie_in_order_inside_the_text(text: str) -> None:
    document = read_blocks(text)
    starts = [block.start for block in document.blocks]
    assert starts == sorted(starts)
    for block in document.blocks:
        assert 0 <= block.start <= block.body <= block.head_end <= len(text)
        assert block.start <= block.end <= len(text)


@settings(max_examples=100, deadline=None)
@given(st.lists(ANY_TEXT, max_size=5))
def test_discovery_reads_anything(texts: list[str]) -> None:
    for candidate in discover((str(number), text) for number, text in enumerate(texts)):
        assert 0 <= candidate.confidence <= 1
        for place in candidate.evidence:
            assert 0 <= place.start < place.end <= len(texts[int(place.response_id)])


_SHAPES = {
    "prose": "Sony is better than LG, and Target sells both. ",
    "one line": "x",
    "names": "Sony LG ",
    "unsure names": "Target, ",
    "nested quotes": ">" * 1000 + " Sony\n",
    "nested items": "* Sony\n  * LG\n",
    "brackets": "](",
    "colons": "A: ",
    "titles": "Sony X1: It is good.LG B2: It is bad.",
    "pipes": "|1",
    "spaces": " ",
    "rules": "- - ",
    "stars": "**",
    "dots": "a.b.",
    "mails": "a@b.",
    "emojis": "🙂",
    "right to left": "שלום Sony ",
    "marks": "e\u0301\u0301 ",
    "no spaces": "腾讯推荐",
    "surrogates": "\ud800Sony ",
    "prices": "Sony$9.99",
    "capitals": "Aa ",
}


@pytest.mark.parametrize("shape", _SHAPES)
def test_a_long_text_of_one_shape_is_read(shape: str) -> None:
    text = "Sony " + _SHAPES[shape] * (20_000 // len(_SHAPES[shape]))
    assert all(text[one.start : one.end] == one.surface for one in EXTRACTOR.read(text))


@pytest.mark.timed
@pytest.mark.parametrize("shape", _SHAPES)
def test_time_grows_with_length_alone(shape: str) -> None:
    unit = _SHAPES[shape]
    small, large = ("Sony " + unit * (size // len(unit)) for size in (25_000, 200_000))
    allowed = 8 * 3 * max(_seconds(small), 0.03)
    assert min(_seconds(large) for _ in range(2)) < allowed  # a busy machine may slow down one


@pytest.mark.timed
def test_a_line_of_a_million_characters_is_read() -> None:
    assert _seconds("Sony is fine, said the man who knew. " * 27_000) < 30


def _seconds(text: str) -> float:
    started = time.process_time()
    EXTRACTOR.read(text)
    return time.process_time() - started

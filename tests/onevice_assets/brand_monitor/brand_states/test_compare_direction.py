"""Who is better by a sentence: whoever is named, whichever is asked first, whatever is sent."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onevice_assets.brand_monitor.brand_states.comparing.compare_direction import (
    LABELS,
    Direction,
    compare,
)
from onevice_assets.brand_monitor.brand_states.comparing.comparison_features import (
    flip,
    make_features,
)
from onevice_assets.brand_monitor.brand_states.comparing.comparison_words import KINDS
from onevice_assets.brand_monitor.brand_states.comparing.tag_comparison import read_comparison

NAMES = [
    "Bose",
    "Sonos",
    "Dyson",
    "HubSpot",
    "Peak Design",
    "Rothy's",
    "LG",
    "ÉTERNE",
    "C++",
    "索尼",
]
PHRASES = [
    "{a} is better than {b}.",
    "{a} costs less than {b}, but is louder.",
    "Compared with {a}, {b} is far more reliable.",
    "While {a} is affordable, {b} lasts longer.",
    "I prefer {a} over {b}.",
    "{a}, {b} and others sell headphones.",
    "Is {a} better than {b}?",
    "Unlike {a}, {b} offers a warranty, and {a} is heavier.",
]


def told(sentence: str, a: str, b: str) -> Direction:
    """Direction between the first places of two names."""
    spans = [(sentence.index(name), sentence.index(name) + len(name)) for name in (a, b)]
    return compare(sentence, *spans)


@pytest.mark.parametrize(
    ("sentence", "label"),
    [
        ("Aaa is better than Bbb.", "better"),
        ("Aaa is cheaper than Bbb.", "better"),
        ("Aaa is slower than Bbb.", "worse"),
        ("Aaa is more expensive than Bbb.", "worse"),
        ("Aaa is more reliable than Bbb.", "better"),
        ("Aaa is less reliable than Bbb.", "worse"),
        ("Aaa costs more than Bbb.", "worse"),
        ("Aaa has fewer problems than Bbb.", "better"),
        ("Aaa is not as good as Bbb.", "worse"),
        ("Aaa isn’t as comfortable as Bbb.", "worse"),
        ("Aaa is just as good as Bbb.", "none"),
        ("Aaa is superior to Bbb.", "better"),
        ("Aaa is inferior to Bbb.", "worse"),
        ("Aaa outperforms Bbb.", "better"),
        ("Aaa is outperformed by Bbb.", "worse"),
        ("Aaa falls short of Bbb.", "worse"),
        ("Most people prefer Aaa to Bbb.", "better"),
        ("We recommend Aaa over Bbb.", "better"),
        ("Go with Aaa instead of Bbb.", "better"),
        ("Skip Aaa and get Bbb instead.", "worse"),
        ("Unlike Aaa, Bbb offers a five-year warranty.", "worse"),
        ("Unlike Aaa, Bbb lacks a warranty.", "better"),
        ("Compared to Aaa, Bbb feels limited.", "better"),
        ("Instead of Aaa, I'd get a Bbb.", "worse"),
        ("Aaa is bright, but it is outperformed by Bbb.", "worse"),
        ("While Aaa is cheaper, Bbb is faster.", "none"),
        ("Aaa blocks more noise than Bbb.", "better"),
        ("Aaa makes more noise than Bbb.", "worse"),
        ("Aaa is twice as fast as Bbb.", "better"),
        ("Compared with Aaa, Bbb is much cheaper.", "worse"),
        ("While Aaa is fine, Bbb is far more reliable.", "worse"),
        ("Aaa and Bbb are both excellent.", "none"),
        ("You can buy Aaa at Bbb.", "none"),
        ("Is Aaa better than Bbb?", "none"),
        ("Aaa vs. Bbb", "none"),
    ],
)
def test_a_plain_sentence_is_understood(sentence: str, label: str) -> None:
    assert told(sentence, "Aaa", "Bbb").label == label


@pytest.mark.parametrize("word", ["better", "cheaper", "faster", "more reliable", "easier to use"])
def test_not_better_is_not_better(word: str) -> None:
    for frame in ("Aaa is not {} than Bbb.", "Aaa isn't {} than Bbb.", "Aaa is no {} than Bbb."):
        assert told(frame.format(word), "Aaa", "Bbb").label != "better"


@given(st.sampled_from(PHRASES), st.permutations(NAMES))
def test_names_make_no_difference(phrase: str, names: list[str]) -> None:
    ours = told(phrase.format(a=names[0], b=names[1]), names[0], names[1])
    assert ours == told(phrase.format(a="Aaa", b="Bbb"), "Aaa", "Bbb")


@given(st.sampled_from(PHRASES), st.permutations(NAMES))
def test_the_other_way_round_is_the_mirrored_label(phrase: str, names: list[str]) -> None:
    sentence = phrase.format(a=names[0], b=names[1])
    assert told(sentence, names[1], names[0]) == told(sentence, names[0], names[1]).mirrored()
    assert told(sentence, names[0], names[1]).mirrored().mirrored() == told(sentence, *names[:2])


PIECES = [*NAMES, *(words.split()[0] for words in KINDS.values()), "as", "more", "not", "\n", "**",
          "\ud800", "\x00", "\ue000", "שלום", "🙂", "İ", "n’t", "then", "brighter"]  # fmt: skip
ANY_TEXT = st.one_of(
    st.text(st.characters(codec=None), max_size=80),
    st.lists(st.sampled_from(PIECES), max_size=40).map(" ".join),
)
PLACES = st.tuples(st.integers(-3, 90), st.integers(-3, 90))


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT, PLACES, PLACES)
def test_any_text_and_any_places_do_no_harm(
    text: str, a: tuple[int, int], b: tuple[int, int]
) -> None:
    direction = compare(text, a, b)
    assert direction.label in LABELS
    assert 0 <= direction.probability <= 1
    if a != b:
        assert compare(text, b, a) == direction.mirrored()


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_a_sentence_is_read_word_by_word(before: str, between: str, behind: str) -> None:
    text = f"{before} Aaa {between} Bbb {behind}"
    at, other = len(before) + 1, len(before) + len(between) + 6
    reading = read_comparison(text, (at, at + 3), (other, other + 3))
    assert reading is not None
    assert len(reading.words) == len(reading.kinds)
    assert all(len(kind) <= 1 for kind in reading.kinds)
    assert (reading.kinds[reading.first], reading.kinds[reading.second]) == ("X", "Y")
    assert set(make_features(reading).values()) == {1.0}


def test_empty_or_overlapping_places_hold_no_comparison() -> None:
    assert compare("", (0, 0), (0, 0)).label == "none"
    assert compare("Windows 8", (0, 7), (0, 9)).label == "none"
    assert compare("Bose", (0, 4), (2, 60)).label == "none"


def test_names_far_apart_are_not_compared() -> None:
    sentence = f"Bose is better {'and so on ' * 60}than Sony."
    assert told(sentence, "Bose", "Sony") == Direction("none", 1.0)


def test_a_turned_sentence_reads_as_its_opposite() -> None:
    good, bad = (
        read_comparison(f"Aaa is {word} than Bbb.", (0, 3), (len(word) + 12, len(word) + 15))
        for word in ("faster", "slower")
    )
    assert good is not None
    assert bad is not None
    assert flip(good).kinds == bad.kinds


def test_every_word_has_one_kind() -> None:
    words = [word for listed in KINDS.values() for word in listed.split()]
    assert len(words) == len(set(words))
    assert all(len(kind) == 1 and kind not in "XYxyOeG^$" for kind in KINDS)


def test_a_long_text_takes_no_longer_than_what_is_near_the_names() -> None:
    filler = "better than worse, " * 20_000
    sentence = f"{filler} Aaa is better than Bbb. {filler}"
    place = len(filler) + 1
    started = time.process_time()
    for _ in range(20):
        compare(sentence, (place, place + 3), (place + 19, place + 22))
    assert time.process_time() - started < 1

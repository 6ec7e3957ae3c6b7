"""Made-up texts about topics, the same in every run: words of the embedded model's vocabulary."""

from __future__ import annotations

from functools import cache
from typing import Final

_TOPICS: Final = 200
_WORDS_PER_TOPIC: Final = 150
_LENGTH: Final = 60
_SHARE_OF_TOPIC: Final = 0.6  # of a text's words; the rest is from anywhere


def make_texts(count: int, seed: int = 0) -> list[str]:
    """Make texts of 60 words, most of them of one of 200 topics."""
    import numpy as np

    words = np.array(_words())
    chooser = np.random.default_rng(seed)
    topics = np.random.default_rng(1).integers(0, len(words), (_TOPICS, _WORDS_PER_TOPIC))
    own = topics[chooser.integers(0, _TOPICS, count)]
    places = chooser.integers(0, _WORDS_PER_TOPIC, (count, _LENGTH))
    chosen = np.take_along_axis(own, places, axis=1)
    anything = chooser.integers(0, len(words), (count, _LENGTH))
    is_own = chooser.random((count, _LENGTH)) < _SHARE_OF_TOPIC
    return [" ".join(words[row]) for row in np.where(is_own, chosen, anything)]


@cache
def _words() -> tuple[str, ...]:
    """Whole words of four letters or more."""
    from resources.embedding.static_vectors import list_words

    return tuple(
        sorted(word for word in list_words() if len(word) > 3 and word.isascii() and word.isalpha())
    )

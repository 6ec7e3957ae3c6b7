"""Cut a title after the brand: "Breville Barista" after one word, "New Balance 880" after two.

One word is a brand unless the titles say otherwise: a first word that never stands alone and is
always followed by the same second ("New", "Made", "Old"), a particle (La, Le, The), an ampersand,
a possessive ("Tom's Guide"), or a title of a few words that is the same wherever it stands.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from onevice_assets.brand_monitor.brand_states.count_words import WordCounts
from onevice_assets.brand_monitor.brand_states.fold_text import fold_name
from onevice_assets.brand_monitor.brand_states.ordinary_words import is_ordinary
from onevice_assets.brand_monitor.brand_states.read_titles import Title

_PARTICLES = frozenset(
    "la le les el de di da van von the st dr mr mrs san los las al big old new".split()  # noqa: SIM905
)
_JOINTS = frozenset({"&", "+", "and", "of", "the", "to", "a", "de", "la", "in"})
_DOMINANT = 0.8
_SHORT_TITLE = 4
_ENOUGH = 3


class NameCutter:
    """Knows from all titles together how many words of each are the name."""

    def __init__(self, titles: Sequence[Title], counts: WordCounts) -> None:
        """Count which words follow which openings."""
        self._next: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        self._whole: Counter[tuple[str, ...]] = Counter()
        self._counts = counts
        for title in titles:
            words = tuple(fold_name(word) for word in title.words)
            if title.is_whole:
                self._whole[words] += 1
            for length in range(1, len(words) + 1):
                after = words[length] if length < len(words) else ""
                self._next[words[:length]][after] += 1

    def cut(self, title: Title) -> int:
        """How many words of the title are the brand's name; at least one."""
        if title.kind == "citation":
            return len(title.words)
        words = tuple(fold_name(word) for word in title.words)
        length = 1
        while length < len(words) and self._goes_on(title, words, length):
            length += 1
        return length

    def _goes_on(self, title: Title, words: tuple[str, ...], length: int) -> bool:
        last, after = title.words[length - 1], title.words[length]
        if after in _JOINTS or last in _JOINTS or last.endswith(("'s", "’s", "'", "’")):
            return not words[length].isdigit()
        if words[0] in _PARTICLES and length == 1:
            return True
        follow = self._next[words[:length]]
        if follow[""] or follow[words[length]] < _DOMINANT * follow.total():
            return False
        if all(is_ordinary(word) for word in words[:length]):
            if not is_ordinary(words[length]) and not title.is_whole:
                return False  # a coined word behind an everyday one is a product: "Polar Pacer"
            alone = self._stands_alone(title, length)
            return self._is_repeated_title(title, words) or not alone
        return length == 1 and self._is_bound(title, words)

    def _stands_alone(self, title: Title, length: int) -> bool:
        """Whether a text uses the opening as a name without the next word."""
        opening = " ".join(title.words[:length])
        longer = " ".join(title.words[: length + 1])
        return self._counts.named(opening) > self._counts.named(longer)

    def _is_bound(self, title: Title, words: tuple[str, ...]) -> bool:
        """Whether two words are one name ("Brooklyn Bedding"): neither ever stands alone."""
        second = title.words[1]
        return (
            self._next[words[:1]].total() >= _ENOUGH
            and words[1].isalpha()
            and not self._counts.named(second)
            and words[1:2] not in self._next
            and not self._stands_alone(title, 1)
        )

    def _is_repeated_title(self, title: Title, words: tuple[str, ...]) -> bool:
        """A short title of everyday words that is always whole: a name like "Just One"."""
        return (
            title.is_whole
            and len(words) <= _SHORT_TITLE
            and self._whole[words] >= _DOMINANT * self._next[words].total()
        )

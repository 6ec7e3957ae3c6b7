"""Find the brands of a catalogue in a text: one automaton over all spellings, longest match.

Patterns begin with a space, because in folded text (`fold_text`) every word begins after one; so
"li" is never even looked at inside "tile". Texts in scripts without spaces go through a second
automaton that tries every position. What a match must show besides its letters (capitals, symbols)
was decided per spelling when the matcher was built; ordinary words are judged by `weigh_names`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import ahocorasick_rs

from onevice_assets.brand_monitor.brand_states.fold_text import (
    UNSPACED,
    UNSPACED_OR_HANGUL,
    Folded,
    fold,
)
from onevice_assets.brand_monitor.brand_states.spell_names import Spelling, spellings
from onevice_assets.brand_monitor.brand_states.weigh_names import CasePolicy, case_policy

_BREAK = re.compile(r"[.!?:;,|()\[\]{}<>\t*_#\"“”…]|\n\s*\n")

_COMPOUND = re.compile(r"(?:\w[-‑]|\d\.\d+ )$")
_SHORT_REACH = 8
_DOMAIN = re.compile(r"\.(?:com|org|net|ca|de|fr|co\.uk|io|ai|app)\b(?!\.)")


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a text names a brand: offsets into the original text.

    `is_sure` is False where the name is an ordinary word and the place has to decide; `is_small`
    where the text writes a capitalised name without any capital.
    """

    brand: int
    start: int
    end: int
    is_sure: bool
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class _Pattern:
    brand: int
    name: str
    spelling: Spelling
    policy: CasePolicy
    is_phrase: bool


class BrandFinder:
    """Finds every mention of a catalogue's brands; build it once, use it on many texts."""

    def __init__(self, names: Iterable[tuple[int, str]]) -> None:
        """Build the automaton.

        Args:
            names: (number of the brand, name or alias) as owners write them; where two brands
                share a spelling, the first keeps it.
        """
        made_up: list[_Pattern] = []
        patterns: dict[tuple[str, str, str], _Pattern] = {}
        for brand, name in names:
            for one in spellings(name):
                pattern = _Pattern(brand, name, one, case_policy(name, one), " " in one.key)
                if one.is_exact:
                    patterns.setdefault((one.key, one.before, one.after), pattern)
                else:
                    made_up.append(pattern)
        for pattern in made_up:
            patterns.setdefault((pattern.spelling.key, "", ""), pattern)
        self._by_key: dict[str, list[_Pattern]] = {}
        for (key, _, _), pattern in patterns.items():
            self._by_key.setdefault(key, []).append(pattern)
        self._keys = list(self._by_key)
        self._patterns = [self._by_key[key] for key in self._keys]
        self._spaced = _automaton([f" {key}" for key in self._keys])

    @cached_property
    def _unspaced(self) -> ahocorasick_rs.AhoCorasick:
        return _automaton(self._keys)

    def find(self, text: str) -> list[Mention]:
        """Find all mentions in reading order; none overlaps another."""
        folded = fold(text)
        if not folded.text.isascii() and UNSPACED.search(folded.text):
            hits = self._unspaced_hits(folded.text)
        else:
            hits = self._spaced_hits(folded.text)
        found = []
        end_of_last = -1
        for start, length, index in sorted(hits, key=_leftmost_longest):
            if start < end_of_last:
                continue
            mention = self._mention(text, folded, index, start, start + length)
            if mention is not None:
                found.append(mention)
                end_of_last = start + length
        return found

    def _spaced_hits(self, text: str) -> list[tuple[int, int, int]]:
        padded = f" {text} "
        hits = []
        for index, start, end in self._spaced.find_matches_as_indexes(padded, overlapping=True):
            after = padded[end]
            if after == " " or (after > "\x7f" and not after.isalnum()) or _is_hangul(after):
                hits.append((start, end - start - 1, index))
        return hits

    def _unspaced_hits(self, text: str) -> list[tuple[int, int, int]]:
        padded = f" {text} "
        hits = []
        for index, start, end in self._unspaced.find_matches_as_indexes(padded, overlapping=True):
            if _divides(padded[start - 1], padded[start]) and _divides(
                padded[end - 1], padded[end]
            ):
                hits.append((start - 1, end - start, index))
        return hits

    def _mention(
        self, text: str, folded: Folded, index: int, start: int, end: int
    ) -> Mention | None:
        first, last = folded.original(start), folded.original_end(end)
        surface = text[first:last]
        for pattern in self._patterns[index]:
            spelling = pattern.spelling
            if spelling.before and not text.endswith(spelling.before, 0, first):
                continue
            if spelling.after and not text.startswith(spelling.after, last):
                continue
            if pattern.policy.exact and _is_compound(text, first):
                continue
            if pattern.is_phrase and _is_torn(surface, pattern.name):
                continue
            if pattern.policy.admits(surface) or _DOMAIN.match(text, last):
                last += len(spelling.after)
                first -= len(spelling.before)
                domain = _DOMAIN.match(text, last)
                small = surface.islower() and not (domain or pattern.name.islower())
                small = small and not pattern.is_phrase
                return Mention(pattern.brand, first, last, not pattern.policy.is_ordinary, small)
        return None


def _automaton(keys: list[str]) -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(keys, matchkind=ahocorasick_rs.MatchKind.Standard)


def _leftmost_longest(hit: tuple[int, int, int]) -> tuple[int, int]:
    return hit[0], -hit[1]


def _is_compound(text: str, start: int) -> bool:
    """Whether a short name is the tail of a compound or a unit: the Fi of Wi-Fi, 3.8 HP."""
    return bool(_COMPOUND.search(text, max(0, start - _SHORT_REACH), start))


def _is_torn(surface: str, name: str) -> bool:
    """Whether punctuation that the name does not have runs through a phrase."""
    return any(match.group()[0] not in name for match in _BREAK.finditer(surface))


def _is_hangul(char: str) -> bool:
    """Korean particles follow a name without a space."""
    return "\uac00" <= char <= "\ud7af"


def _divides(left: str, right: str) -> bool:
    """Whether a word may end and another begin between two folded characters."""
    if not (left.isalnum() and right.isalnum()):
        return True
    return bool(UNSPACED.match(left) or UNSPACED_OR_HANGUL.match(right))

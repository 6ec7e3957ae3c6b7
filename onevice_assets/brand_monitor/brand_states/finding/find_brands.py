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
from typing import NamedTuple

import ahocorasick_rs

from onevice_assets.brand_monitor.brand_states.catalogue import Alias
from onevice_assets.brand_monitor.brand_states.finding.spell_names import Spelling, spellings
from onevice_assets.brand_monitor.brand_states.finding.weigh_names import (
    CasePolicy,
    case_policy,
    ruled_policy,
)
from onevice_assets.brand_monitor.brand_states.reading.fold_text import (
    UNSPACED,
    UNSPACED_OR_HANGUL,
    Folded,
    fold,
)

_BREAK = re.compile(r"[.!?:;,|()\[\]{}<>\t*_#\"“”…]|\n\s*\n")

_COMPOUND = re.compile(r"(?:\w[-‑]|(?<!\w)(?<![Tt][Oo][Pp] )\d{1,3}\+? |\d\.\d+ )$")
_SHORT_REACH = 8
_DOMAIN = re.compile(r"\.(?:com|org|net|ca|de|fr|co\.uk|io|ai|app)\b(?!\.)")


class Mention(NamedTuple):
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
    is_lower: bool
    context: re.Pattern[str] | None = None

    @property
    def is_plain(self) -> bool:
        """Whether the letters alone decide, in any case: no symbol, no capital, no second word."""
        tests = (self.spelling.before, self.spelling.after, self.policy.exact, self.policy.capital)
        return not any(tests) and not self.is_phrase and self.context is None


class BrandFinder:
    """Finds every mention of a catalogue's brands; build it once, use it on many texts."""

    def __init__(self, names: Iterable[tuple[int, Alias]]) -> None:
        """Build the automaton.

        Args:
            names: (number of the brand, name or alias) as owners write them, with what a person
                said about how they are written; where two brands share a spelling, the first
                keeps it.
        """
        by_key = _patterns_by_key(names)
        self._keys = list(by_key)
        self._patterns = list(by_key.values())
        self._plain = [
            found[0].brand if len(found) == 1 and found[0].is_plain else -1
            for found in self._patterns
        ]
        self._words = _automaton([f" {key} " for key in self._keys])

    @cached_property
    def _spaced(self) -> ahocorasick_rs.AhoCorasick:
        return _automaton([f" {key}" for key in self._keys])

    @cached_property
    def _unspaced(self) -> ahocorasick_rs.AhoCorasick:
        return _automaton(self._keys)

    def find(self, text: str) -> list[Mention]:
        """Find all mentions in reading order; none overlaps another."""
        return self.find_folded(text, fold(text))

    def find_folded(self, text: str, folded: Folded) -> list[Mention]:
        """Find all mentions in a text that is folded already."""
        found: list[Mention] = []
        end_of_last = -1
        for start, back, index in sorted(self._hits(folded.text)):
            if start < end_of_last:
                continue
            mention = self._mention(text, folded, index, start, start - back)
            if mention is not None:
                found.append(mention)
                end_of_last = start - back
        return found

    def _hits(self, text: str) -> list[tuple[int, int, int]]:
        """Hits as (start, minus length, key), so that sorting puts the longest first."""
        if text.isascii():
            hits = self._words.find_matches_as_indexes(f" {text} ", overlapping=True)
            return [(start, start - end + 2, index) for index, start, end in hits]
        if UNSPACED.search(text):
            return self._unspaced_hits(text)
        return self._spaced_hits(text)

    def _spaced_hits(self, text: str) -> list[tuple[int, int, int]]:
        padded = f" {text} "
        hits = []
        for index, start, end in self._spaced.find_matches_as_indexes(padded, overlapping=True):
            after = padded[end]
            if after == " " or (after > "\x7f" and not after.isalnum()) or _is_hangul(after):
                hits.append((start, start - end + 1, index))
        return hits

    def _unspaced_hits(self, text: str) -> list[tuple[int, int, int]]:
        padded = f" {text} "
        hits = []
        for index, start, end in self._unspaced.find_matches_as_indexes(padded, overlapping=True):
            if _divides(padded[start - 1], padded[start]) and _divides(
                padded[end - 1], padded[end]
            ):
                hits.append((start - 1, start - end, index))
        return hits

    def _mention(
        self, text: str, folded: Folded, index: int, start: int, end: int
    ) -> Mention | None:
        first, last = folded.original(start), folded.original_end(end)
        surface = text[first:last]
        brand = self._plain[index]
        if brand >= 0 and not surface.islower():
            return Mention(brand, first, last, True)
        for pattern in self._patterns[index]:
            if _admits(pattern, text, first, last):
                return _mention_of(pattern, text, first, last)
        return None


def _patterns_by_key(names: Iterable[tuple[int, Alias]]) -> dict[str, list[_Pattern]]:
    """Every spelling with the brands it may stand for: as owners write them before made-up ones."""
    made_up: list[_Pattern] = []
    patterns: dict[tuple[str, str, str], _Pattern] = {}
    for brand, alias in names:
        name = alias.name
        for one in spellings(name):
            policy = ruled_policy(case_policy(name, one), alias.policy)
            context = _context(alias.context) if alias.policy == "context" else None
            pattern = _Pattern(brand, name, one, policy, " " in one.key, name.islower(), context)
            if one.is_exact:
                patterns.setdefault((one.key, one.before, one.after), pattern)
            else:
                made_up.append(pattern)
    for pattern in made_up:
        patterns.setdefault((pattern.spelling.key, "", ""), pattern)
    by_key: dict[str, list[_Pattern]] = {}
    for (key, _, _), pattern in patterns.items():
        by_key.setdefault(key, []).append(pattern)
    return by_key


def _admits(pattern: _Pattern, text: str, first: int, last: int) -> bool:
    """Whether symbols, capitals and punctuation of a place fit a pattern."""
    spelling, policy = pattern.spelling, pattern.policy
    if spelling.before and not text.endswith(spelling.before, 0, first):
        return False
    if spelling.after and not text.startswith(spelling.after, last):
        return False
    if policy.exact and _is_compound(text, first):
        return False
    surface = text[first:last]
    if pattern.is_phrase and _is_torn(surface, pattern.name):
        return False
    if pattern.context is not None and not _is_in_context(pattern.context, text, first, last):
        return False
    return policy.admits(surface) or _DOMAIN.match(text, last) is not None


def _context(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b", re.IGNORECASE)


def _is_in_context(context: re.Pattern[str], text: str, first: int, last: int) -> bool:
    """Whether one of the words stands in the same paragraph or list item."""
    end = text.find("\n", last)
    return (
        context.search(text, text.rfind("\n", 0, first) + 1, len(text) if end < 0 else end)
        is not None
    )


def _mention_of(pattern: _Pattern, text: str, first: int, last: int) -> Mention:
    surface = text[first:last]
    last += len(pattern.spelling.after)
    first -= len(pattern.spelling.before)
    small = surface.islower() and not pattern.is_phrase and not pattern.is_lower
    small = small and not pattern.policy.is_ruled and not _DOMAIN.match(text, last)
    return Mention(pattern.brand, first, last, not pattern.policy.is_ordinary, small)


def _automaton(keys: list[str]) -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(keys, matchkind=ahocorasick_rs.MatchKind.Standard)


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

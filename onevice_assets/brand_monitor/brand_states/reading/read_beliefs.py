"""Read which belief every clause of an answer is spent on; once per answer, for all its brands.

A clause is what stands between punctuation or joining words. The words of each belief are in
`beliefs.toml`. Adding up the clauses that are about one brand is `sell_belief`'s work.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import ahocorasick_rs

from onevice_assets.brand_monitor.brand_states.reading.fold_text import Folded

BELIEFS = ("superiority", "outcome", "transaction", "identity", "social_proof")
TRUTH = len(BELIEFS)

_BREAK = re.compile(
    r"[.;:!?\n•|(),\s](?:(?<=[.;:!?\n•|()])[.;:!?\n•|()]*|(?<=,)\s|(?<=\s)(?:[–—-]\s|"
    r"(?:and|but|while|making|although|though|yet|plus)(?=\s)))"
)
_MONEY = re.compile(r"[$€£¥]\s?\d")
_MONEY_BEHIND = re.compile(r"\d\s?[€元円]")
_RATING = re.compile(r"\d\.\d(?: ?/ ?5| stars?| out of)|★")
_RATED = ("/5", "/ 5", " star", " out of", "★")
_TRANSACTION, _SOCIAL_PROOF = BELIEFS.index("transaction"), BELIEFS.index("social_proof")
_MONEY_CUE, _RATING_CUE, _OWN_CUES = 0, 1, 2  # cues that are not words come first
_PLAIN = (TRUTH,)
_NO_COUNTS = (0,) * TRUTH
_KINDS = tuple(
    tuple(belief for belief in range(TRUTH) if mask >> belief & 1) or (TRUTH,)
    for mask in range(1 << TRUTH)
)


class Clause(NamedTuple):
    """A clause: where it begins and ends, how many words it has, and what they are spent on.

    Attributes:
        spent: the beliefs it is spent on, by number; (`TRUTH`,) for none.
        counted: number of belief words, per belief.
        has_money: an amount of money stands in it.
    """

    start: int
    end: int
    words: int
    spent: tuple[int, ...]
    counted: tuple[int, ...]
    has_money: bool


def read_clauses(
    text: str, folded: Folded, end: int, hidden: Sequence[tuple[int, int]]
) -> list[Clause]:
    """Read the clauses of `text[:end]` in order; what stands in `hidden` spans is left out."""
    hits = _find_cues(text, folded)
    clauses: list[Clause] = []
    start = at = 0
    for stop, following in _breaks(text, end):
        first = at
        while at < len(hits) and hits[at][0] < stop:
            at += 1
        words = len(text[start:stop].split())
        if words:
            clauses.append(_read_clause(start, stop, words, hits[first:at]))
        start = following
    return _leave_out(clauses, hidden) if hidden else clauses


def _breaks(text: str, end: int) -> Iterator[tuple[int, int]]:
    """Where a clause ends and the next begins."""
    for match in _BREAK.finditer(text, 0, end):
        yield match.span()
    yield end, end


def _leave_out(clauses: Sequence[Clause], hidden: Sequence[tuple[int, int]]) -> list[Clause]:
    starts = [start for start, _ in hidden]
    shown = []
    for clause in clauses:
        at = bisect_right(starts, clause.start) - 1
        if at < 0 or clause.start >= hidden[at][1]:
            shown.append(clause)
    return shown


def _read_clause(start: int, end: int, words: int, hits: Sequence[tuple[int, int]]) -> Clause:
    if not hits:
        return Clause(start, end, words, _PLAIN, _NO_COUNTS, False)
    spent, counts, meanings = 0, [0] * TRUTH, _cues().meanings
    for _, cue in hits:
        belief, is_spent, is_counted = meanings[cue]
        counts[belief] += is_counted
        spent |= is_spent << belief
    return Clause(
        start, end, words, _KINDS[spent], tuple(counts), _MONEY_CUE in [cue for _, cue in hits]
    )


class _Cues(NamedTuple):
    """An automaton of all cues, and for each (belief, is its clause spent on it, does it count)."""

    automaton: ahocorasick_rs.AhoCorasick
    meanings: tuple[tuple[int, bool, bool], ...]


def _find_cues(text: str, folded: Folded) -> list[tuple[int, int]]:
    """(offset, number of the cue) of all cues, in order."""
    found = _cues().automaton.find_matches_as_indexes(f" {folded.text} ", overlapping=True)
    if folded.offsets is None:
        hits = [(start, cue + _OWN_CUES) for cue, start, _ in found]
    else:
        hits = [(folded.original(start), cue + _OWN_CUES) for cue, start, _ in found]
    hits += [(match.start(), _MONEY_CUE) for match in _MONEY.finditer(text)]
    if any(sign in text for sign in "€元円"):
        hits += [(match.start(), _MONEY_CUE) for match in _MONEY_BEHIND.finditer(text)]
    if any(words in text for words in _RATED):
        hits += [(match.start(), _RATING_CUE) for match in _RATING.finditer(text)]
    hits.sort()
    return hits


@cache
def _cues() -> _Cues:
    source = files(__package__).joinpath("beliefs.toml")
    told = tomllib.loads(source.read_text(encoding="utf-8"))
    patterns, meanings = [], [(_TRANSACTION, True, True), (_SOCIAL_PROOF, True, False)]
    for is_counted in (True, False):
        for number, belief in enumerate(BELIEFS):
            for cue in told["counted" if is_counted else "clauses"][belief]:
                patterns.append(f" {cue[:-1]}" if cue.endswith("*") else f" {cue} ")
                meanings.append((number, not is_counted, is_counted))
    return _Cues(ahocorasick_rs.AhoCorasick(patterns), tuple(meanings))

"""Read which belief every clause of an answer is spent on; once per answer, for all its brands.

A clause is what stands between punctuation or joining words. The words of each belief are in
`cues/beliefs.toml`. Adding up the clauses that are about one brand is `sell_belief`'s work.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from onevice_assets.brand_monitor.brand_states.fold_text import fold

BELIEFS = ("superiority", "outcome", "transaction", "identity", "social_proof")
TRUTH = len(BELIEFS)

_BREAK = re.compile(
    r"[.;:!?\n•|()]+|,\s|\s[–—-]\s|\s(?:and|but|while|making|although|though|yet|plus)(?=\s)"
)
_MONEY = re.compile(r"[$€£¥]\s?\d|\d\s?[€元円]")
_RATING = re.compile(r"\d\.\d(?: ?/ ?5| stars?| out of)|★")
_TRANSACTION, _SOCIAL_PROOF = BELIEFS.index("transaction"), BELIEFS.index("social_proof")
_LONGEST_PHRASE = 3


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


def read_clauses(text: str, end: int, hidden: Sequence[tuple[int, int]]) -> list[Clause]:
    """Read the clauses of `text[:end]` in order; what stands in `hidden` spans is left out."""
    clauses: list[Clause] = []
    start = 0
    for brk in _BREAK.finditer(text, 0, end):
        if brk.start() > start:
            _add(clauses, text, start, brk.start())
        start = brk.end()
    if end > start:
        _add(clauses, text, start, end)
    if not hidden:
        return clauses
    spans = iter([*hidden, (end, end + 1)])
    span = next(spans)
    shown = []
    for clause in clauses:
        while clause.start >= span[1] and span[0] < end:
            span = next(spans)
        if clause.start < span[0]:
            shown.append(clause)
    return shown


def _add(clauses: list[Clause], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    words = fold(piece).text.split()
    if not words:
        return
    spent, counted = set[int](), [0] * len(BELIEFS)
    for at, word in enumerate(words):
        for length, belief, is_counted in _meanings(word):
            if length > 1 and not _goes_on(words, at, length, belief, is_counted=is_counted):
                continue
            if is_counted:
                counted[belief] += 1
            else:
                spent.add(belief)
    amounts = len(_MONEY.findall(piece))
    if amounts:
        spent.add(_TRANSACTION)
        counted[_TRANSACTION] += amounts
    if _RATING.search(piece):
        spent.add(_SOCIAL_PROOF)
    kinds = tuple(sorted(spent)) or (TRUTH,)
    clauses.append(Clause(start, end, len(words), kinds, tuple(counted), amounts > 0))


def _goes_on(words: Sequence[str], at: int, length: int, belief: int, *, is_counted: bool) -> bool:
    """Whether the words from one on are one of the phrases of a belief."""
    phrases = _phrases()["counted" if is_counted else "clauses"][belief]
    return any(
        len(phrase) == length and _is_phrase(words[at : at + length], phrase) for phrase in phrases
    )


def _is_phrase(words: Sequence[str], phrase: tuple[str, ...]) -> bool:
    return len(words) == len(phrase) and all(
        word.startswith(part[:-1]) if part.endswith("*") else word == part
        for word, part in zip(words, phrase, strict=True)
    )


@lru_cache(maxsize=65536)
def _meanings(word: str) -> tuple[tuple[int, int, bool], ...]:
    """(length of the phrase, belief, counted) for each cue that begins with a word."""
    found = {
        (len(phrase), belief, kind == "counted")
        for kind, beliefs in _phrases().items()
        for belief, phrases in enumerate(beliefs)
        for phrase in phrases
        if _is_phrase([word], phrase[:1])
    }
    return tuple(sorted(found))


@cache
def _phrases() -> Mapping[str, tuple[tuple[tuple[str, ...], ...], ...]]:
    """The cues as words: by kind, then belief."""
    source = files(__package__).joinpath("cues", "beliefs.toml")
    told = tomllib.loads(source.read_text(encoding="utf-8"))
    return {
        kind: tuple(tuple(tuple(cue.split()) for cue in told[kind][belief]) for belief in BELIEFS)
        for kind in ("counted", "clauses")
    }

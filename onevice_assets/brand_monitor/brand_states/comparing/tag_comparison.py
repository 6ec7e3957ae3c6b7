"""Read a sentence about two things as kinds of words (`comparison_words`), names left out.

The two names, other capitalised names and numbers each become one kind, so that what is read does
not depend on who is compared. Set phrases are brought to one form: "not as firm as" reads like
"less firm than", "costs more" like "worse", "more reliable" like "better".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onevice_assets.brand_monitor.brand_states.comparing.comparison_words import (
    GAINS,
    KIND_OF,
    NOT_COMPARATIVE,
    PAINS,
    RELIEVING,
    SPENDING,
)

Span = tuple[int, int]

COMPARATIVES = frozenset("+-><e")
_REACH = 300  # characters read before the first name and behind the second
_GAP = 400  # names further apart are not compared with each other
_FIRST_AGAIN, _SECOND_AGAIN = "\ue000", "\ue001"
_TOKEN = re.compile(
    rf"[{_FIRST_AGAIN}{_SECOND_AGAIN}]|\d[\d.,]*|n['’]t\b|\w+(?=n['’]t\b)|['’](?:s|re|d|ll|ve|m)\b"
    r"|\w+(?:-\w+)*|[^\w\s*#|`~]"
)
_STARTS = frozenset('.!?":“”;')  # behind these a capital is no name
_CUT = frozenset(".;?B")
_AS_CUT = frozenset("XYOxy,.;?")
_SEVERAL_NAMES = re.compile(r"O[O,&/]*O")


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence as words and kinds.

    Attributes:
        words: in small letters; the two names stand as any word.
        kinds: one character per word, empty where the word has no kind; `X` and `Y` are the names
            in reading order, `x` and `y` the same names again, `O` another name.
        first: index of `X`.
        second: index of `Y`.
    """

    words: list[str]
    kinds: list[str]
    first: int
    second: int


def read_comparison(sentence: str, first: Span, second: Span) -> Reading | None:
    """Read a sentence around two names.

    Args:
        sentence: the sentence; what is far from both names is not read.
        first: offsets of the name that comes first.
        second: offsets of the other, behind the first.

    Returns:
        The reading; None where the spans are empty, overlap or lie too far apart.
    """
    if not 0 <= first[0] < first[1] <= second[0] < second[1] <= len(sentence):
        return None
    if second[0] - first[1] > _GAP:
        return None
    names = sentence[slice(*first)], sentence[slice(*second)]
    before = _cut(sentence[max(0, first[0] - _REACH) : first[0]], names)
    between = _cut(sentence[first[1] : second[0]], names)
    behind = _cut(sentence[second[1] : second[1] + _REACH], names)
    tokens = [*before, "X", *between, "Y", *behind]
    at, other = len(before), len(before) + 1 + len(between)
    words = [token.lower().replace("’", "'") for token in tokens]
    kinds = _kinds(tokens, words)
    kinds[at], kinds[other] = "X", "Y"
    _weigh_quantities(words, kinds)
    _find_unknown(words, kinds)
    _fold_equations(words, kinds)
    return Reading(words, kinds, at, other)


def join_kinds(kinds: Sequence[str]) -> str:
    """Kinds as one string, a list of other names as one name."""
    return _SEVERAL_NAMES.sub("O", "".join(kinds))


def _cut(part: str, names: tuple[str, str]) -> list[str]:
    for name, again in zip(names, (_FIRST_AGAIN, _SECOND_AGAIN), strict=True):
        if name in part:
            part = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", again, part)
    return _TOKEN.findall(part)


def _kinds(tokens: Sequence[str], words: Sequence[str]) -> list[str]:
    """Kind of each word by itself; capitalised words without one are other names."""
    kinds = []
    previous = "."
    for token, word in zip(tokens, words, strict=True):
        kind = KIND_OF.get(word)
        if kind is None:
            head = token[0]
            if head == _FIRST_AGAIN:
                kind = "x"
            elif head == _SECOND_AGAIN:
                kind = "y"
            elif head.isupper() and token != "I" and previous not in _STARTS:
                kind = "O"
            else:
                kind = "0" if head.isdigit() else ""
        kinds.append(kind)
        previous = token
    return kinds


def _weigh_quantities(words: Sequence[str], kinds: list[str]) -> None:
    """More of what is good is better, more of what hurts is worse, and the other way round."""
    for at, kind in enumerate(kinds):
        if kind in (">", "<"):
            sign = _sign_behind(words, at)
            if not sign and words[at] in ("more", "less"):
                sign = -1 if not SPENDING.isdisjoint(words[max(0, at - 3) : at]) else 0
            if sign:
                kinds[at] = "+" if (sign > 0) == (kind == ">") else "-"


def _sign_behind(words: Sequence[str], at: int) -> int:
    """Whether the next words are wanted (1), unwanted (-1) or neither (0)."""
    for word in words[at + 1 : at + 4]:
        if word in GAINS or KIND_OF.get(word) == "p":
            return 1
        if word in PAINS or KIND_OF.get(word) == "N":
            return -1 if RELIEVING.isdisjoint(words[max(0, at - 3) : at]) else 1
        if word in ("than", ",", ".", "and"):
            return 0
    return 0


def _find_unknown(words: Sequence[str], kinds: list[str]) -> None:
    """Words in -er before "than" are comparatives too; "faster then" is "faster than"."""
    for at, word in enumerate(words):
        if word == "then" and at and kinds[at - 1] in COMPARATIVES:
            kinds[at] = "T"
        elif (
            not kinds[at]
            and len(word) > 4
            and word.endswith("er")
            and word not in NOT_COMPARATIVE
            and "than" in words[at + 1 : at + 7]
        ):
            kinds[at] = "e"


def _fold_equations(words: Sequence[str], kinds: list[str]) -> None:
    """Read "as good as" as equal, "not as good as" as worse than, "twice as good as" as better."""
    for at, word in enumerate(words):
        if word in ("as", "so"):
            end = next((k for k in range(at + 2, at + 6) if words[k : k + 1] == ["as"]), None)
            said = words[at + 1 : end]
            if end is None or said in (["well"], ["soon"], ["long"], ["far"]):
                continue
            if not _AS_CUT.isdisjoint(kinds[at + 1 : end]):
                continue
            _fold_equation(words, kinds, at, end)
        elif kinds[at] == "g" and "by" in words[at + 1 : at + 3]:
            kinds[at] = "G"  # passive: outperformed by


def _fold_equation(words: Sequence[str], kinds: list[str], at: int, end: int) -> None:
    bad = any(w in PAINS or KIND_OF.get(w) in ("N", "-") for w in words[at + 1 : end])
    negation = next((k for k in range(at - 1, max(-1, at - 4), -1) if kinds[k] == "!"), None)
    kinds[at:end] = [""] * (end - at)
    kinds[end] = "T"
    if negation is not None:
        kinds[negation] = ""
        kinds[at + 1] = "+" if bad else "-"
    elif at and words[at - 1] in ("twice", "times"):
        kinds[at + 1] = "-" if bad else "+"
    else:
        kinds[at + 1] = "E"

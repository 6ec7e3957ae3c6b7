"""Features of a reading of two names in a sentence, for the model of `compare_direction`.

Runs of kinds (`r`: all kinds, `k`: only those that judge), the whole of what stands before,
between and behind the names, and for each judging word where it stands to the names, to "than"
and to what is compared there. `flip` turns a reading's judgements round, for training.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from onevice_assets.brand_monitor.brand_states.comparing.tag_comparison import (
    COMPARATIVES,
    Reading,
    join_kinds,
)

JUDGING = COMPARATIVES | frozenset("sZpNgGKlPkAmE")
_KEY = JUDGING | frozenset("XYTCULuV!BW?;")
_TAKES_THAN = COMPARATIVES | frozenset("gPkl")
_NAMES = frozenset("XYOxy")
_BREAK = frozenset(",.;BW?_")
_NO_OBJECT = frozenset(".;BW")
_NO_THAN = COMPARATIVES | frozenset(".;?B")
_UNNEGATED = frozenset(",.;BWY")
_LONGEST_RUN = 4
_FLIPPED = str.maketrans("+-><sZpNglPAkGK", "-+<>ZsNplgAPAgl")
_STEPS = "01233555888889"  # distances in words, in classes


def make_features(reading: Reading) -> dict[str, float]:
    """Features of a reading, each 1 where it holds."""
    kinds = reading.kinds
    every = join_kinds(kinds)
    key = "".join(kind for kind in kinds if kind in _KEY)
    names = _runs("r", every) + _runs("k", key)
    at, other = key.index("X"), key.index("Y")
    before, between, behind = key[:at], key[at + 1 : other], key[other + 1 :]
    names += [
        "kb=" + before[-4:],
        "km=" + between[:6],
        "ka=" + behind[:4],
        "kma=" + between[:6] + "Y" + behind[:3],
        "kbm=" + before[-3:] + "X" + between[:6],
        "rm=" + every[every.index("X") + 1 : every.index("Y")][:7],
        f"others={min(kinds.count('O'), 5)}",
        f"length={min(len(kinds) // 8, 8)}",
        "apart=" + _step(reading.second - reading.first),
    ]
    asked = "?" if "?" in kinds[reading.second :] else ""
    if asked:
        names.append("asked=" + (kinds[0] if kinds[0] in ("Q", "=", "h", "M", "I") else ""))
    if reading.second - reading.first <= 2:
        names.append("only=" + " ".join(reading.words[reading.first + 1 : reading.second]))
    for place, kind in enumerate(kinds):
        if kind in JUDGING:
            names += _judge(reading, place, asked)
    return dict.fromkeys(names, 1.0)


def flip(reading: Reading) -> Reading:
    """The same sentence with every judgement turned round: "better than" as "worse than"."""
    return replace(reading, kinds=[kind.translate(_FLIPPED) for kind in reading.kinds])


def _runs(prefix: str, kinds: str) -> list[str]:
    text = f"^{kinds}$"
    return [
        prefix + text[start : start + length]
        for length in range(2, _LONGEST_RUN + 1)
        for start in range(len(text) - length + 1)
    ]


def _judge(reading: Reading, place: int, asked: str) -> list[str]:
    """Features of one judging word: what it is, where it stands, what it is compared with."""
    kinds, first, second = reading.kinds, reading.first, reading.second
    kind = kinds[place]
    side = "B" if place < first else "M" if place < second else "A"
    than, target = _find_than(kinds, place)
    negation = _negation(kinds, place)
    to_first, to_second = _between(kinds, place, first), _between(kinds, place, second)
    breaks = f"x{_holds(to_first, _BREAK)}y{_holds(to_second, _BREAK)}"
    others = f"o{int('O' in to_first)}{int('O' in to_second)}"
    near, far = _step(abs(place - first)), _step(abs(place - second))
    base = f"c:{negation}{kind}{side}{than}"
    aimed = base + target
    word = reading.words[place]
    if word in ("more", "less"):
        word += "_" + "".join(reading.words[place + 1 : place + 2])
    spelt = f"w:{word}{negation}{side}"
    left = next((k for k in reversed(kinds[:place]) if k in _NAMES), "-")
    right = next((k for k in kinds[place + 1 :] if k in _NAMES), "-")
    previous = kinds[place - 1] if place else "^"
    following = kinds[place + 1] if place + 1 < len(kinds) else "$"
    return [
        base, aimed, aimed + asked + "q", base + breaks, aimed + breaks, aimed + others,
        f"{base}dx{near}", f"{base}dy{far}", f"{aimed}dx{near}", f"{base}dd{near}{far}",
        spelt, spelt + than + target[0], spelt + breaks,
        f"c:{negation}{kind}L{left}R{right}{than}",
        f"c:{negation}{kind}{side}p{previous}n{following}",
    ]  # fmt: skip


def _find_than(kinds: Sequence[str], place: int) -> tuple[str, str]:
    """Whether "than" belongs to a word, and the first name behind it with how near it is."""
    if kinds[place] not in _TAKES_THAN:
        return "-", "-"
    for at in range(place + 1, min(len(kinds), place + 10)):
        if kinds[at] == "T":
            return "t", _find_target(kinds, at)
        if kinds[at] in _NO_THAN:
            break
    return "-", "-"


def _find_target(kinds: Sequence[str], than: int) -> str:
    for at in range(than + 1, min(len(kinds), than + 8)):
        if kinds[at] in _NAMES:
            return kinds[at] + ("1" if at <= than + 2 else "2" if at <= than + 4 else "3")
        if kinds[at] in _NO_OBJECT:
            break
    return "o"


def _negation(kinds: Sequence[str], place: int) -> str:
    for at in range(place - 1, max(-1, place - 5), -1):
        if kinds[at] == "!":
            return "!"
        if kinds[at] in _UNNEGATED:
            break
    return ""


def _between(kinds: Sequence[str], place: int, name: int) -> Sequence[str]:
    return kinds[place:name] if place < name else kinds[name:place]


def _holds(kinds: Sequence[str], sought: frozenset[str]) -> int:
    return int(not sought.isdisjoint(kinds))


def _step(distance: int) -> str:
    return _STEPS[min(distance, len(_STEPS) - 1)]

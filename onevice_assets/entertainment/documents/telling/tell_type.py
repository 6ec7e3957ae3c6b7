"""Type, subtype and phase of a document: scored by name, first lines, words and layout.

The score of a type is the sum of its cues' points (`cues.toml`). The confidence of the best is its
share of the points of the best two, times how near it comes to `_SURE` points: a type that barely
shows is not certain even where no other shows. Under `LEAST` it is Unknown.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from onevice_assets.entertainment.documents.telling.measure_layout import measure_layout

UNKNOWN = "Unknown"
LEAST = 0.35
_SURE = 6.0
_NAMED, _HEADED, _SAID = 3.0, 2.5, 1.0
_HEAD_LINES, _HEAD_SIGNS = 12, 800
_MOST_SIGNS = 200_000


@dataclass(frozen=True)
class Told:
    """What a document is.

    Attributes:
        type: one of the seed's six, or `Unknown`.
        confidence: 0 to 1.
        subtype: where a word says which; None else.
        phase: of the project; None where neither words nor type tell.
    """

    type: str
    confidence: float
    subtype: str | None
    phase: str | None


@dataclass(frozen=True)
class _Cues:
    name: str
    phase: str
    named: tuple[re.Pattern[str], ...]
    headed: tuple[re.Pattern[str], ...]
    said: tuple[re.Pattern[str], ...]
    layout: Mapping[str, float]
    subtypes: Mapping[str, re.Pattern[str]]


def tell_type(name: str, text: str, *, is_slides: bool) -> Told:
    """Tell what a document is.

    Args:
        name: its file name and title.
        text: all of it; the first 200,000 signs count.
        is_slides: whether it is a presentation.
    """
    text = text[:_MOST_SIGNS]
    named = re.sub(r"[_\-.]+", " ", name)
    lines = [line for line in text.split("\n") if line.strip()]
    head = "\n".join(lines[:_HEAD_LINES])[:_HEAD_SIGNS]
    layout = measure_layout(lines, is_slides=is_slides)
    scores = [(_score(cues, named, head, text, layout), cues) for cues in _read_cues()[0]]
    (most, best), (second, _) = sorted(scores, key=lambda one: -one[0])[:2]
    confidence = most / (most + second) * min(1.0, most / _SURE) if most else 0.0
    phase = _find_first(_read_cues()[1], f"{named}\n{head}")
    if confidence < LEAST:
        return Told(UNKNOWN, round(confidence, 3), None, phase)
    subtype = _find_first(best.subtypes, f"{named}\n{head}")
    return Told(best.name, round(confidence, 3), subtype, phase or best.phase)


def _score(cues: _Cues, named: str, head: str, text: str, layout: Mapping[str, float]) -> float:
    points = _NAMED * any(cue.search(named) for cue in cues.named)
    points += _HEADED * any(cue.search(head) for cue in cues.headed)
    points += _SAID * sum(1 for cue in cues.said if cue.search(text))
    return points + sum(weight * layout[name] for name, weight in cues.layout.items())


def _find_first(patterns: Mapping[str, re.Pattern[str]], text: str) -> str | None:
    return next((name for name, pattern in patterns.items() if pattern.search(text)), None)


@cache
def _read_cues() -> tuple[tuple[_Cues, ...], Mapping[str, re.Pattern[str]]]:
    source = files(__package__).joinpath("cues.toml").read_text(encoding="utf-8")
    declared: dict[str, Any] = tomllib.loads(source)
    return tuple(_compile_type(one) for one in declared["type"]), _compile_all(declared["phases"])


def _compile_type(one: Mapping[str, Any]) -> _Cues:
    named, headed, said = (_compile(one[kind]) for kind in ("named", "heading", "text"))
    subtypes = _compile_all(one.get("subtypes", {}))
    return _Cues(one["name"], one["phase"], named, headed, said, one["layout"], subtypes)


def _compile(patterns: Sequence[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(one, re.IGNORECASE) for one in patterns)


def _compile_all(patterns: Mapping[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(one, re.IGNORECASE) for name, one in patterns.items()}

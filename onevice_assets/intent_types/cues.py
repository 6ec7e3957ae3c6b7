"""The classifier's cue phrases, read from `cues.toml` and compiled once."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True)
class Cue:
    """A pattern over folded text and what it adds."""

    pattern: re.Pattern[str]
    weight: float


def weigh(kind: str, folded: str) -> float:
    """Sum of the weights of a kind's cues that a folded text shows, each at most once."""
    return sum(cue.weight for cue in _cues()[kind] if cue.pattern.search(folded))


@lru_cache(maxsize=1)
def _cues() -> dict[str, tuple[Cue, ...]]:
    text = (files(__package__) / "cues.toml").read_text(encoding="utf-8")
    return {
        kind: tuple(Cue(_compile(pattern), float(weight)) for pattern, weight in pairs)
        for kind, pairs in tomllib.loads(text).items()
    }


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{pattern})(?!\w)")

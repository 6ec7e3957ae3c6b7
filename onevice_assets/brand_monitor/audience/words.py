"""The word lists of `words.toml`, read once and folded."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True)
class Words:
    """See the comments in `words.toml`."""

    heads: frozenset[str]
    weak_heads: frozenset[str]
    praise: frozenset[str]
    stops: frozenset[str]
    audiences: tuple[str, ...]
    countable: dict[str, str]
    shorter: dict[str, str]
    no_names: frozenset[str]


@lru_cache(maxsize=1)
def words() -> Words:
    """The word lists."""
    text = (files(__package__) / "words.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return Words(
        heads=frozenset(data["heads"]),
        weak_heads=frozenset(data["weak_heads"]),
        praise=frozenset(data["praise"]),
        stops=frozenset(data["stops"]),
        audiences=tuple(data["audiences"]),
        countable=data["countable"],
        shorter=data["shorter"],
        no_names=frozenset(data["no_names"]),
    )

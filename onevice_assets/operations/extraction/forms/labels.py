"""The vocabulary of labels as one pattern: which words before a value say what it is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

_NUMBER = r"(?:[ _.]{0,2}(?:numbers?|numb|nbr|num|no|nr|n[°ºo]|id|#)\.?#?)?"
_WORDS = re.compile(r"[a-z0-9]+|\{n\}|#|[^\sa-z0-9_.-]")
_LOOKS_LIKE = str.maketrans({"0": "o", "1": "i", "l": "i"})


def fold_looks(text: str) -> str:
    """A text of the same length in which case does not matter, nor O for 0, nor l, I and 1.

    A scan confuses these, so that "lnvoice", "1NVOICE" and "Invoice" are one.
    """
    small = text.lower()
    if len(small) != len(text):
        small = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return small.translate(_LOOKS_LIKE)


@cache
def load_labels() -> tuple[re.Pattern[str], Mapping[str, str]]:
    """A pattern with every label as a group, and the meaning of each group, `type.property`."""
    source = files("onevice_assets.operations.extraction").joinpath("labels.toml")
    told: dict[str, dict[str, list[str]]] = tomllib.loads(source.read_text("utf-8"))
    phrases = [
        (phrase, f"{type_}.{name}")
        for type_, names in told.items()
        for name, several in names.items()
        for phrase in several
    ]
    phrases.sort(key=lambda one: (-len(one[0].replace("{n}", "")), one[0]))
    meanings = {f"g{number}": meaning for number, (_, meaning) in enumerate(phrases)}
    shapes = "|".join(f"(?P<g{n}>{_shape(phrase)})" for n, (phrase, _) in enumerate(phrases))
    return re.compile(rf"(?<![\w@-])(?=[a-z0-9])(?:{shapes})(?![a-z@])"), meanings


def _shape(phrase: str) -> str:
    parts = _WORDS.findall(phrase)
    words = [_NUMBER if part == "{n}" else re.escape(fold_looks(part)) for part in parts]
    shape = words[0]
    for word in words[1:]:
        shape += word if word == _NUMBER else rf"[ _./'(-]{{0,2}}{word}"
    return shape

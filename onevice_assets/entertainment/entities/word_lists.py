"""The lists of words in `word_lists.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def word_list(kind: str, name: str) -> frozenset[str]:
    """One list, e.g. `word_list("names", "particles")`."""
    return frozenset(_read()[kind][name].split())


@cache
def letter_of_word() -> Mapping[str, str]:
    """The letter of every word that has one of its own in `chunks`."""
    return {word: letter for letter, said in _read()["letters"].items() for word in said.split()}


@cache
def _read() -> dict[str, Any]:
    source = files(__package__).joinpath("word_lists.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))

"""Lists of words of `words.toml`, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def list_words(group: str, name: str) -> tuple[str, ...]:
    """The words of a list, in order.

    Raises:
        KeyError: there is no such list.
    """
    source = files(__package__).joinpath("words.toml").read_text("utf-8")
    told: dict[str, dict[str, str]] = tomllib.loads(source)
    return tuple(told[group][name].split())

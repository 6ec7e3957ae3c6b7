"""Which words are known to be something else than a brand: places, languages, days, first names.

`places.txt` and `first_names.txt` hold folded words; `scripts/derive_known_words.py` makes them
from Unicode's CLDR, the time zone database and annotated public texts. `given_names.txt` holds the
first names of the United States Census of 1990. A brand may still be called so ("Jordan", "Ryan"):
these are features of a name, never a verdict.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files


def is_place(name: str) -> bool:
    """Whether a folded name is a country, city, language, month or the like."""
    return name in _words("places")


def is_first_name(word: str) -> bool:
    """Whether a folded word is a person's first name."""
    return word in _words("first_names")


def is_given_name(word: str) -> bool:
    """Whether a folded word is a first name of the census or of annotated texts."""
    return word in _words("given_names") or word in _words("first_names")


@cache
def _words(kind: str) -> frozenset[str]:
    source = files(__package__).joinpath(f"{kind}.txt")
    return frozenset(source.read_text(encoding="utf-8").splitlines())

"""How far the letters of a name are evidence: case, length, and whether it is an everyday word.

`ordinary_words.txt` holds English words that are written small more often than capitalised, by the
order in which a byte-pair tokenizer learned both forms (SmolLM2, Apache-2.0); it is a statistic of
the language, not a list of brands. The context of a place is weighed in `judge_context`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from onevice_assets.brand_monitor.brand_states.fold_text import fold_name
from onevice_assets.brand_monitor.brand_states.spell_names import Spelling

_SHORT = 3


@dataclass(frozen=True, slots=True)
class CasePolicy:
    """What capitals a surface must show to be the name.

    Attributes:
        name: the name as its owner writes it.
        exact: only this very spelling counts (short names: GE, HP, Go).
        capital: at least the words that the name capitalises begin with a capital.
        is_ordinary: even so it may be an everyday word; the place has to decide.
    """

    name: str
    exact: bool
    capital: bool
    is_ordinary: bool

    def admits(self, surface: str) -> bool:
        """Whether the surface's capitals fit."""
        if self.exact:
            return surface == self.name or surface.replace("’", "'") == self.name
        if not self.capital or surface == self.name:
            return True
        capitals = sum(word[:1].isupper() for word in surface.replace("-", " ").split())
        wanted = sum(word[:1].isupper() for word in self.name.replace("-", " ").split())
        return capitals >= max(1, min(wanted, len(surface.split())))


def case_policy(name: str, spelling: Spelling) -> CasePolicy:
    """Decide once per spelling how it may be written."""
    words = spelling.key.split()
    has_case = name.lower() != name.upper()
    if not has_case:
        return CasePolicy(name, exact=False, capital=False, is_ordinary=False)
    ordinary = all(is_ordinary(word) for word in words)
    short = len(spelling.key) <= _SHORT
    return CasePolicy(
        name,
        exact=short or (ordinary and name.islower()),
        capital=ordinary or not spelling.is_exact,
        is_ordinary=ordinary and len(words) == 1,
    )


def is_ordinary(word: str) -> bool:
    """Whether a folded word is an everyday English word (or a bare number)."""
    return word in _ordinary_words() or word.isdigit() or len(word) == 1


@cache
def _ordinary_words() -> frozenset[str]:
    source = files(__package__).joinpath("ordinary_words.txt")
    return frozenset(source.read_text(encoding="utf-8").split())


def is_ordinary_phrase(name: str) -> bool:
    """Whether a name is made of everyday words alone."""
    return all(is_ordinary(word) for word in fold_name(name).split())

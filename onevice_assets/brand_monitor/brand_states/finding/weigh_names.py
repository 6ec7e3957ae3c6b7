"""How far the letters of a name are evidence: case, length, and whether it is an everyday word.

Everyday words come from `ordinary_words` and from the catalogue itself. The place where a name
stands is weighed in `judge_context`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from onevice_assets.brand_monitor.brand_states.catalogue import MatchPolicy
from onevice_assets.brand_monitor.brand_states.finding.spell_names import Spelling
from onevice_assets.words.ordinary_words import is_ordinary

_SHORT = 3
_TINY = 2


@dataclass(frozen=True, slots=True)
class CasePolicy:
    """What capitals a surface must show to be the name.

    Attributes:
        name: the name as its owner writes it.
        exact: only this very spelling counts (short names: GE, HP, Go).
        capital: at least the words that the name capitalises begin with a capital.
        is_ordinary: even so it may be an everyday word; the place has to decide.
        literal: its symbols count too: 1&1 is not 1-1.
        is_ruled: a person said how it is written, so how an answer writes it elsewhere is nothing.
    """

    name: str
    exact: bool
    capital: bool
    is_ordinary: bool
    literal: bool = False
    is_ruled: bool = False

    def admits(self, surface: str) -> bool:
        """Whether the surface's capitals fit."""
        if self.literal and surface.replace(" ", "") != self.name.replace(" ", ""):
            return False
        if self.exact:
            return _case_of(surface) == _case_of(self.name)
        if not self.capital or surface == self.name:
            return True
        capitals = sum(word[:1].isupper() for word in surface.replace("-", " ").split())
        wanted = sum(word[:1].isupper() for word in self.name.replace("-", " ").split())
        return capitals >= max(1, min(wanted, len(surface.split())))


def case_policy(name: str, spelling: Spelling) -> CasePolicy:
    """Decide once per spelling how it may be written."""
    core = name[len(spelling.before) : len(name) - len(spelling.after)]
    words = spelling.key.split()
    has_case = name.lower() != name.upper()
    has_digit = any(map(str.isdigit, core))
    ordinary = all(is_ordinary(word) for word in words)
    short = len(spelling.key) <= _SHORT
    tiny = len(spelling.key) <= _TINY or (short and ordinary)
    return CasePolicy(
        core,
        exact=has_case and (tiny or (ordinary and not (_is_capitalised(core) or core.isupper()))),
        capital=has_case and (ordinary or short or not spelling.is_exact),
        is_ordinary=(has_case or has_digit)
        and ((ordinary and len(words) == 1) or (short and has_digit)),
        literal=len(words) > 1 and any(map(str.isdigit, words)),
    )


def ruled_policy(policy: CasePolicy, rule: MatchPolicy) -> CasePolicy:
    """What a person's rule makes of a policy: `auto` leaves it, the others make it sure."""
    if rule == "auto":
        return policy
    if rule == "exact":
        return replace(policy, exact=True, literal=True, is_ordinary=False, is_ruled=True)
    if rule == "any_case":
        policy = replace(policy, exact=False, capital=False)
    return replace(policy, is_ordinary=False, is_ruled=True)


def _case_of(text: str) -> list[bool]:
    """Which letters are capitals, but for those that open a second word: T-fal is T-Fal."""
    return [
        char.isupper()
        for index, char in enumerate(text)
        if char.isalnum() and (text[index - 1].isalnum() if index else text.isalnum())
    ]


def _is_capitalised(name: str) -> bool:
    """Whether every word of a name begins with its only capital; HERE, LaTeX and bat do not."""
    return all(word.capitalize() == word for word in name.replace("-", " ").split())

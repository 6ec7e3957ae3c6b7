"""Words by which an answer advises, compares, trusts, rejects or has never heard of a brand.

They stand in `cues/LANGUAGE.toml`, a list of regular expressions for each kind of cue; adding a
language needs no code. How cues combine with the place of a mention into a state is decided in
`judge_mention`.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files

Pattern = re.Pattern[str]

_ARTICLE = (
    r"\s(?:(?:an?|the|your|its|their|most|both|der|die|das|dem|den|des|de|het|een|eine[rms]?|le|la|"
    r"les|un|une|el|los|las|una|il|lo|i|o|os|as|uma?)\s)?[*_\[\"“]*$"
)
_ARTICLE_UNSPACED = r"[*_“「]*$"
_RIGHT_BEFORE = frozenset({"replaces", "vouches", "uses"})
_WHOLE = frozenset({"orders", "vouches_behind"})
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Cues:
    """The patterns of one language; what a language does not name never applies.

    Attributes:
        advises: words of advice before a name, in its clause.
        orders: an imperative right before a name; ends where the name begins.
        praises: what is said of a name when it is the subject.
        replaces: right before a name: what it is set against.
        vouches: right before a name: who says so.
        vouches_behind: right behind a name: what it says or shows.
        vouched: presents its subjects as proven.
        uses: right before a name: a part, platform, owner or customer.
        sells: before a name: where to buy.
        rejects: advice against, in the clause of a name.
        warns: a title or introduction of options that are none.
        condemns: what is said in an option's item that takes it back.
        compares: comparing words anywhere in a clause.
        unknown: the answer knows nothing of the name.
        not_options: titles and labels below which stand no options.
        announces: labels and introductions in front of options.
    """

    advises: Pattern
    orders: Pattern
    praises: Pattern
    replaces: Pattern
    vouches: Pattern
    vouches_behind: Pattern
    vouched: Pattern
    uses: Pattern
    sells: Pattern
    rejects: Pattern
    warns: Pattern
    condemns: Pattern
    compares: Pattern
    unknown: Pattern
    not_options: Pattern
    announces: Pattern


LABELS = frozenset(
    {
        "note", "notes", "tip", "tips", "pros", "cons", "price", "features", "summary",
        "conclusion", "verdict", "bonus", "warning", "disclaimer", "update", "reminder",
        "important", "key", "highlights", "specs", "overview",
    }
)  # fmt: skip
FUNCTION_WORDS = frozenset(
    {
        "the", "a", "an", "both", "like", "unlike", "with", "and", "or", "for", "from", "by",
        "in", "on", "at", "try", "consider", "if", "while", "its", "your", "my", "our",
        "choose", "get", "buy", "is", "are", "also", "plus", "brands", "brand",
    }
)  # fmt: skip


@cache
def cues_of(language: str) -> Cues:
    """The cues of a language as `tell_language` names it; English where there are none."""
    source = files(__package__).joinpath("cues", f"{language}.toml")
    if not source.is_file():
        return cues_of("en")
    told = tomllib.loads(source.read_text(encoding="utf-8"))
    spaced, parts = told.get("spaced", True), told.get("parts", {})
    compiled = {
        kind.name: _compile(kind.name, told[kind.name], parts, spaced=spaced)
        if kind.name in told
        else _NEVER
        for kind in fields(Cues)
    }
    return Cues(**compiled)


def _compile(kind: str, patterns: list[str], parts: dict[str, str], *, spaced: bool) -> Pattern:
    """One pattern of a kind's alternatives; `<name>` in them stands for a part of the file."""
    either = "|".join(patterns)
    for name, part in parts.items():
        either = either.replace(f"<{name}>", part)
    if kind in _WHOLE:
        return re.compile(either, re.IGNORECASE)
    edge = r"\b" if spaced else ""
    if kind in _RIGHT_BEFORE:
        tail = _ARTICLE if spaced else _ARTICLE_UNSPACED
        return re.compile(rf"{edge}(?:{either}){tail}", re.IGNORECASE)
    return re.compile(rf"{edge}(?:{either}){edge}", re.IGNORECASE)

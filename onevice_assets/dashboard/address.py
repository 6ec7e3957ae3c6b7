"""What the page shows, as its URL says it: shareable, bookmarkable, and never an error.

Reading a URL gives what could be understood and one sentence for each part that could not. Whether
a website or a brand exists is asked later (`queries.choices`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlencode

from onevice_assets.tables.answers import PRESENCES

VIEWS = {
    "ranking": "Ranking",
    "trend": "Trend",
    "where": "Where",
    "rivals": "Who takes our place",
    "sources": "Sources",
    "answers": "Answers",
    "verdicts": "Change or noise",
    "tables": "Tables",
    "people": "People",
}
MEASURES = {
    "mention_rate": "Mention rate",
    "recommendation_rate": "Recommendation rate",
    "share": "Share of voice",
    "prominence": "Prominence",
}
GRAINS = {"day": "Day", "week": "ISO week", "month": "Month"}
CHOICES_OF_PRESENCE = ("named", *PRESENCES)

_CHOICES: Mapping[str, Sequence[str]] = {
    "view": tuple(VIEWS),
    "measure": tuple(MEASURES),
    "grain": tuple(GRAINS),
    "presence": CHOICES_OF_PRESENCE,
}
_LONGEST = 300
_MOST_VALUES = 50


@dataclass(frozen=True)
class Asked:
    """What the page is asked to show; an empty value means all, or the usual.

    Attributes:
        website: key of the website.
        start, end: first and last day, both included.
        provider, intent, icp, topic: which answers count.
        brand: which brands are shown; they change no number.
        view, measure, grain: what is drawn.
        about, presence, instead: the drill-down: answers about a brand, what they do to it, and
            the brand they recommend instead.
        answer: id of the answer shown in full.
        table: the mart shown whole.
        page: which part of a long list, from 1.
    """

    website: str = ""
    start: date | None = None
    end: date | None = None
    provider: tuple[str, ...] = ()
    intent: tuple[str, ...] = ()
    icp: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    brand: tuple[str, ...] = ()
    view: str = "ranking"
    measure: str = "mention_rate"
    grain: str = "day"
    about: str = ""
    presence: str = "named"
    instead: str = ""
    answer: str = ""
    table: str = "share_of_voice"
    page: int = 1

    def but(self, **changes: Any) -> Asked:
        """The same with some parts changed."""
        return replace(self, **changes)

    @property
    def is_cut(self) -> bool:
        """Whether only some kinds of questions count, which no stored table is cut by."""
        return bool(self.intent or self.icp or self.topic)


_USUAL = Asked()
_NAMES = tuple(field.name for field in fields(Asked))


def read_search(search: str) -> tuple[Asked, list[str]]:
    """Read the part of a URL behind its path.

    Args:
        search: with or without its question mark; whatever somebody typed.

    Returns:
        What was understood, and a sentence for each part that was not.
    """
    try:
        found = parse_qs(search.lstrip("?"), max_num_fields=200)
    except ValueError:
        return _USUAL, ["The address has too many parts; all of them are ignored."]
    told = [
        f"The address says {_cut(name)!r}, which means nothing here."
        for name in found
        if name not in _NAMES
    ]
    values: dict[str, Any] = {}
    for name in _NAMES:
        if name in found:
            value, problem = _read(name, [_clean(one) for one in found[name]])
            values[name] = value
            told += [problem] if problem else []
    asked = replace(_USUAL, **values)
    if asked.start and asked.end and asked.start > asked.end:
        told.append(f"{asked.start} lies after {asked.end}: the two are taken the other way round.")
        asked = asked.but(start=asked.end, end=asked.start)
    return asked, told


def write_search(asked: Asked) -> str:
    """The part of the URL that shows this; what is usual is left out."""
    pairs: list[tuple[str, str]] = []
    for name in _NAMES:
        value = getattr(asked, name)
        if value == getattr(_USUAL, name):
            continue
        many = value if isinstance(value, tuple) else (value,)
        pairs += [(name, str(one)) for one in many]
    return f"?{urlencode(pairs)}" if pairs else ""


def _read(name: str, texts: Sequence[str]) -> tuple[Any, str | None]:
    usual = getattr(_USUAL, name)
    if isinstance(usual, tuple):
        return tuple(dict.fromkeys(texts))[:_MOST_VALUES], None
    text = texts[-1]
    if name in ("start", "end"):
        return _read_day(name, text)
    if name == "page":
        if text.isascii() and text.isdecimal() and len(text) < 7 and int(text) >= 1:
            return int(text), None
        return 1, f"{_cut(text)!r} is no page; the first is shown."
    if name in _CHOICES and text not in _CHOICES[name]:
        known = ", ".join(_CHOICES[name])
        return usual, f"{name} may be {known}; {_cut(text)!r} is ignored."
    return text, None


def _read_day(name: str, text: str) -> tuple[date | None, str | None]:
    try:
        return date.fromisoformat(text), None
    except ValueError:
        return None, f"{name}={_cut(text)!r} is no day such as 2026-11-21; it is ignored."


def _clean(text: str) -> str:
    printable = "".join(one for one in text if one.isprintable())
    return printable[:_LONGEST].strip()


def _cut(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"

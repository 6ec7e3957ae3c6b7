"""What a buyer would call the website's offering: "web browser", "embedded SQL database engine".

Sources, by weight: the homepage's title, description and main heading; sentences "NAME is a …"
anywhere; where none can be read, the industry's noun from the gazetteer.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from onevice_assets.brand_monitor.audience.parse_noun_phrase import countable, parse
from onevice_assets.brand_monitor.audience.rank_industries import tokens
from onevice_assets.brand_monitor.audience.read_gazetteer import Industry
from onevice_assets.brand_monitor.audience.read_pages import Page
from onevice_assets.brand_monitor.audience.words import words
from resources.text_folding import fold

_FRONT_WEIGHT, _HOME_WEIGHT, _PAGE_WEIGHT = 4.0, 4.0, 2.0
_INDUSTRY_BONUS = 2.5
_SPECIFIC_SHARE = 0.08  # a longer phrase wins when it holds this share of its head's weight
_LEAST_WEIGHT = 4.0
_MOST_OF_A_SENTENCE = 220
_PROVIDES = re.compile(
    r"\b(?:implements?|provides?|offers?|builds?|makes?|sells?|develops?|runs?)\s+(.*)", re.S
)
_PARTS = re.compile(r"\s*[:|•·»]\s+|\s+[–—-]\s+")


@dataclass(frozen=True)
class Candidate:
    """A phrase that may be the category, and how much speaks for it."""

    phrase: str
    weight: float


def find(pages: Sequence[Page], own_names: Sequence[str], industry: Industry | None) -> str | None:
    """The category as a countable noun phrase in the singular, or None.

    Args:
        pages: usable pages, homepage first.
        own_names: what the website calls itself; never part of the category.
        industry: the best industry, if any: phrases with its keywords count more, and its noun
            stands in where nothing can be read.
    """
    weights: dict[str, float] = defaultdict(float)
    known = _keyword_tokens(industry)
    for candidate in _candidates(pages, own_names):
        related = bool(known & set(tokens(candidate.phrase)))
        weights[candidate.phrase] += candidate.weight * (_INDUSTRY_BONUS if related else 1.0)
    best = _choose(weights)
    if best is not None:
        return countable(best)
    return industry.category if industry else None


def _choose(weights: dict[str, float]) -> str | None:
    heads: dict[str, float] = defaultdict(float)
    for phrase, weight in weights.items():
        heads[phrase.split()[-1]] += weight
    if not heads:
        return None
    head = max(heads, key=lambda one: (heads[one], one))
    if heads[head] < _LEAST_WEIGHT:
        return None
    same = {phrase: weight for phrase, weight in weights.items() if phrase.split()[-1] == head}
    strongest = max(same, key=lambda one: (same[one], len(one), one))
    return _most_specific(strongest, same, heads[head])


def _most_specific(phrase: str, same: dict[str, float], total: float) -> str:
    """Follow the phrase to longer ones that end in it, while enough speaks for them."""
    longer = [
        one
        for one in same
        if one.endswith(" " + phrase) and same[one] >= max(_SPECIFIC_SHARE * total, _LEAST_WEIGHT)
    ]
    if not longer:
        return phrase
    return _most_specific(max(longer, key=lambda one: (same[one], one)), same, total)


def _candidates(pages: Sequence[Page], own_names: Sequence[str]) -> Iterator[Candidate]:
    own = frozenset(word for name in own_names for word in fold(name).split())
    is_a = _is_a_pattern(own_names)
    for page in pages:
        if page.is_home:
            yield from _from_front(page, own)
        weight = _HOME_WEIGHT if page.is_home else _PAGE_WEIGHT
        seen: set[str] = set()
        for text in (page.meta_description, page.text):
            for match in is_a.finditer(text):
                seen.update(_read_clause(match.group("rest"), own))
        for phrase in sorted(seen):
            yield Candidate(phrase, weight)


def _from_front(page: Page, own: frozenset[str]) -> Iterator[Candidate]:
    for text in (*_PARTS.split(page.title), page.meta_description, *page.top_headings()):
        phrase = parse(text, without=own)
        if phrase:
            yield Candidate(phrase, _FRONT_WEIGHT)


def _read_clause(rest: str, own: frozenset[str]) -> Iterator[str]:
    """Phrases of "… a library that implements a database engine": the thing, and what it does."""
    sentence = re.split(r"[.!?](?:\s|$)", rest, maxsplit=1)[0]
    phrase = parse(sentence, without=own)
    if phrase:
        yield phrase
    provides = _PROVIDES.search(sentence)
    inner = parse(provides.group(1), without=own) if provides else None
    if inner:
        yield inner


def _is_a_pattern(own_names: Sequence[str]) -> re.Pattern[str]:
    subjects = "|".join(re.escape(name) for name in (*own_names, "We", "we", "It"))
    return re.compile(
        rf"(?<!\w)(?:{subjects})(?: for [\w ]{{1,20}}?)?\s+(?:is|are)\s+"
        rf"(?:an?|the|one of the|your)\s+(?P<rest>[^\n]{{3,{_MOST_OF_A_SENTENCE}}})"
    )


def _keyword_tokens(industry: Industry | None) -> set[str]:
    if industry is None:
        return set()
    general = words().weak_heads
    texts = (*industry.keywords, industry.category)
    return {one for text in texts for one in tokens(text) if one not in general}

"""Competitors that a website names itself: "vs X", "alternative to X", lists of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from onevice_assets.brand_monitor.audience.analysis import Competitor
from onevice_assets.brand_monitor.audience.read_pages import Page
from onevice_assets.brand_monitor.audience.words import words
from resources.text_folding import fold, names_any

MOST = 20
_NAME = r"[A-Z][\w&+'’.-]*[\w+](?: (?:[A-Z][\w&+'’.-]*[\w+]|\d+))?"
_LIST = rf"(?P<names>{_NAME}(?:, (?:and |or |& )?{_NAME}| (?:and|or|&) {_NAME}){{0,8}})"
_LEAD = (
    r"(?:\bvs\.?|\bversus|\b[Aa]lternatives? to|\b[Cc]ompared? (?:to|with)|\b[Uu]nlike"
    r"|\b[Ss]witch(?:ing)? from|\b[Mm]ov(?:e|ing) from|\b[Mm]igrat(?:e|ing) from"
    r"|\b[Cc]ompetitors (?:such as|like)|\b[Rr]eplac(?:es|ing))"
)
_AFTER = re.compile(rf"{_LEAD}:? {_LIST}")
_BEFORE = re.compile(rf"(?P<names>{_NAME}) (?:vs\.?|versus) ")
_SPLIT = re.compile(r", (?:and |or |& )?| (?:and|or|&) ")


def find(pages: Sequence[Page], own_names: Sequence[str], category: str | None) -> list[Competitor]:
    """Named competitors, most often named first, each with the first page that names it so.

    A name counts when a comparing phrase introduces it on two pages, or on one whose title or
    heading sets it against the website's own name ("Own vs X, Y and Z").
    """
    counts: Counter[str] = Counter()
    first: dict[str, str] = {}
    patterns = [_AFTER, _BEFORE, *_such_as(category)]
    for page in pages:
        headings = [page.title, *(text for _, text in page.headings)]
        for name in _read((*headings, page.meta_description, page.text), patterns):
            counts[name] += 1
            first.setdefault(name, page.id)
        for name in _read([one for one in headings if names_any(one, own_names)], patterns):
            counts[name] += 1
    sure = [name for name in counts if counts[name] >= 2 and _may_be_name(name, own_names)]
    sure.sort(key=lambda name: (-counts[name], name))
    return [Competitor(name=name, page_id=first[name]) for name in sure[:MOST]]


def _read(texts: Sequence[str], patterns: Sequence[re.Pattern[str]]) -> set[str]:
    """Names that comparing phrases introduce in the texts."""
    found = (match for text in texts for one in patterns for match in one.finditer(text))
    return {part.strip(" .'’-") for match in found for part in _SPLIT.split(match.group("names"))}


def _may_be_name(name: str, own_names: Sequence[str]) -> bool:
    is_acronym = name.isupper() or re.fullmatch(r"[A-Z]{2,4}\d+", name) is not None
    return (
        not is_acronym
        and fold(name).split()[0] not in words().no_names
        and not names_any(re.sub(r"['’]s\b", "", name), own_names)
    )


def _such_as(category: str | None) -> list[re.Pattern[str]]:
    """Lists after the category's plural: "database engines such as A, B, or C"."""
    if not category:
        return []
    head = re.escape(category.split()[-1])
    return [re.compile(rf"\b{head}e?s,? (?:such as|like|including) {_LIST}")]

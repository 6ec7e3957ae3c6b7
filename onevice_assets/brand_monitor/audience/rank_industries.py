"""Which industry a website belongs to: keywords of the gazetteer, weighed by where they stand."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from onevice_assets.brand_monitor.audience.read_gazetteer import Industry, industries
from onevice_assets.brand_monitor.audience.read_pages import Page
from resources.text_folding import fold

LEAST_SCORE = 4.0
_TOKEN = re.compile(r"[^\W_]+(?:[-/'&.][^\W_]+)*")
_LONGEST_KEYWORD = 4
_IN_FRONT, _ON_HOME, _OVERALL = 6.0, 3.0, 8.0


def rank(pages: Sequence[Page]) -> list[tuple[Industry, float]]:
    """Industries that the pages speak of, best first.

    A keyword counts by its rarity among industries times where it stands: title, description or
    main heading of the homepage (6), its text (3), and the share of all pages that hold it (8).
    The score is dimensionless; below `LEAST_SCORE` nothing can be said and it is left out.
    """
    home = [page for page in pages if page.is_home] or list(pages[:1])
    front = _phrases(part for page in home for part in _front(page))
    home_text = _phrases(page.everything for page in home)
    shares = _shares(pages)
    scores: dict[str, float] = defaultdict(float)
    by_name = {one.name: one for one in industries()}
    for keyword, owners in _owners().items():
        place = _IN_FRONT * (keyword in front) + _ON_HOME * (keyword in home_text)
        place += _OVERALL * shares.get(keyword, 0.0)
        weight = (1.0 + 0.6 * keyword.count(" ")) / len(owners)
        for owner in owners:
            scores[owner] += place * weight
    found = [(by_name[name], score) for name, score in scores.items() if score >= LEAST_SCORE]
    return sorted(found, key=lambda pair: (-pair[1], pair[0].name))


def stem(token: str) -> str:
    """A token without its plural: `browsers` -> `browser`; crude on purpose."""
    if len(token) > 4 and token.endswith("ies"):
        return token[:-3] + "y"
    if len(token) > 3 and token.endswith("s") and not token.endswith(("ss", "us", "is")):
        return token[:-1]
    return token


def tokens(text: str) -> list[str]:
    """Folded, stemmed words of a text."""
    return [stem(token) for token in _TOKEN.findall(fold(text))]


@lru_cache(maxsize=1)
def _owners() -> dict[str, list[str]]:
    owners: dict[str, list[str]] = defaultdict(list)
    for industry in industries():
        for keyword in {" ".join(tokens(one)) for one in industry.keywords}:
            owners[keyword].append(industry.name)
    return owners


def _front(page: Page) -> tuple[str, ...]:
    return (page.title, page.meta_description, *page.top_headings())


def _phrases(texts: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for text in texts:
        words = tokens(text)
        for length in range(1, _LONGEST_KEYWORD + 1):
            found.update(" ".join(words[i : i + length]) for i in range(len(words) - length + 1))
    return found


def _shares(pages: Sequence[Page]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    keywords = _owners().keys()
    for page in pages:
        counts.update(_phrases([page.everything]) & keywords)
    few = math.sqrt(min(len(pages), 9) / 9)  # three pages say less than thirty
    return {keyword: few * count / len(pages) for keyword, count in counts.items()}

"""What a website calls itself: names found in titles, its own name, its domain."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from onevice_assets.brand_monitor.audience.parse_noun_phrase import is_head
from onevice_assets.brand_monitor.audience.rank_industries import stem, tokens
from onevice_assets.brand_monitor.audience.read_gazetteer import industries
from onevice_assets.brand_monitor.audience.read_pages import Page
from resources.text_folding import fold, names_any

_SPLIT = re.compile(r"\s*[:|•·»]\s+|\s+[–—-]\s+")
_FILLER = re.compile(
    r"\b(?:home\s?page|homepage|home|official (?:web)?site|welcome to|welcome|about(?: us)?)\b",
    re.I,
)
_MOST_WORDS, _LEAST_NAMED = 3, 2
_LOCAL = re.compile(r"[\d.:\[\]]+|localhost(?::\d+)?")


def find(
    pages: Sequence[Page], *, website_name: str, domain: str, own_brands: Iterable[str]
) -> list[str]:
    """Names of the website, surest first.

    Args:
        pages: usable pages.
        website_name: what a person called it; a bare domain is no name.
        domain: its domain, whose first label is a name unless it is an address.
        own_brands: names and aliases that a person tracks as own.
    """
    found = [*own_brands]
    if website_name and website_name != domain:
        found.append(website_name)
    found += _from_titles(pages)
    label = domain.removeprefix("www.").split(".")[0].split(":")[0]
    if not _LOCAL.fullmatch(domain) and not _LOCAL.fullmatch(label):
        found.append(label)
    unique = {fold(name): name for name in reversed(found) if name.strip()}
    return [unique[key] for key in dict.fromkeys(fold(name) for name in found) if key in unique]


def _from_titles(pages: Sequence[Page]) -> list[str]:
    """Title parts that many pages share, or that the homepage has and its text names often."""
    homes = [page for page in pages if page.is_home][:1] or list(pages[:1])
    parts = Counter(part for page in pages for part in set(_parts(page.title)))
    text = "\n".join(page.everything for page in pages[:40])
    found = []
    for home in homes:
        for part in _parts(home.title):
            shared = parts[part] >= max(2, len(pages) // 3)
            named = len(re.findall(rf"(?<!\w){re.escape(part)}(?!\w)", text)) >= _LEAST_NAMED
            if len(part.split()) <= _MOST_WORDS and (shared or named) and _is_name(part):
                found.append(part)
    return found


def _parts(title: str) -> list[str]:
    parts = [_FILLER.sub("", part).strip(" -,.!") for part in _SPLIT.split(title)]
    return [part for part in parts if part]


def _is_name(part: str) -> bool:
    """A name begins with a capital or is one plain word, and does not only say a trade."""
    if all(is_head(word) or stem(fold(word)) in _trade_words() for word in part.split()):
        return False
    return part[0].isupper() or (len(part.split()) == 1 and not names_any(part, ("the", "and")))


@lru_cache(maxsize=1)
def _trade_words() -> frozenset[str]:
    """Words of the gazetteer: a title made of them alone says a trade, not a name."""
    texts = (text for one in industries() for text in (*one.keywords, one.category))
    return frozenset(token for text in texts for token in tokens(text))

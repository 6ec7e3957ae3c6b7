"""What a website offers, says for itself, and whom it is for; all with the page that says so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from onevice_assets.brand_monitor.audience.analysis import Claim, Offering
from onevice_assets.brand_monitor.audience.parse_noun_phrase import countable, parse
from onevice_assets.brand_monitor.audience.read_gazetteer import OfferingKind
from onevice_assets.brand_monitor.audience.read_pages import Page
from onevice_assets.brand_monitor.audience.words import words
from resources.text_folding import fold, names

MOST_OFFERINGS, MOST_CLAIMS, MOST_MARKETS = 12, 8, 6
_LISTING = re.compile(r"\b(?:services?|products?|features?|what we do|shop|menu|range)\b", re.I)
_NAVIGATION = re.compile(
    r"\b(?:contact|news|links?|about|faqs?|blog|login|sign (?:in|up)|search|cookies?|privacy policy"
    r"|terms|menu|home|follow us|newsletter|sitemap|more information|questions?|reviews?|hours"
    r"|who is it for|quick links|common links|sponsors|price|prices|pricing|get in touch)\b",
    re.I,
)
_TOWN = r"[A-Z][a-zà-ÿ’'-]{2,}"
_PLACE = re.compile(rf"\b(?:in|across|serving|around|near|of)\s+({_TOWN}(?:[ -]{_TOWN})?)")
_TITLE_END = re.compile(r"\s*[:|•·»]\s+.*|\s+[–—-]\s+.*")


def find_offerings(
    pages: Sequence[Page], main: Offering, own_names: Sequence[str], kind: OfferingKind
) -> list[Offering]:
    """The main offering, then one per product or service page or heading of a listing."""
    own = frozenset(word for name in own_names for word in fold(name).split())
    found = [main]
    for page in pages:
        for name, about in _named_on(page):
            phrase = parse(about, without=own) or parse(name, without=own)
            category = countable(phrase) if phrase else main.category
            made = "service" if page.page_type == "service" else kind
            found.append(
                Offering(
                    name=name[:120],
                    kind=made,
                    category=category,
                    location=main.location,
                    description=page.meta_description[:300],
                    page_id=page.id,
                )
            )
    unique = {fold(one.name): one for one in reversed(found)}
    return [unique.pop(fold(one.name)) for one in found if fold(one.name) in unique][
        :MOST_OFFERINGS
    ]


def _named_on(page: Page) -> list[tuple[str, str]]:
    if page.page_type not in {"product", "service"}:
        return []
    title = (page.top_headings() or [_TITLE_END.sub("", page.title)])[0]
    if _LISTING.fullmatch(title) or (_LISTING.search(title) and len(title.split()) <= 3):
        below = [text for level, text in page.headings if level in {2, 3}]
        return [(text, text) for text in below if _is_claim(text, most_words=7)]
    return [(title, page.title)] if title else []


def find_claims(pages: Sequence[Page]) -> list[Claim]:
    """What the website says for itself: main headings and description of home and key pages."""
    found: list[Claim] = []
    for page in pages:
        if page.page_type in {"homepage", "product", "service"}:
            texts = [page.meta_description, *page.top_headings(2 if page.is_home else 1)]
            found += [
                Claim(text=text[:300], page_id=page.id)
                for text in texts
                if text and _is_claim(text, most_words=40)
            ]
    if not found and pages:
        sentences = re.split(r"(?<=[.!?])\s+", pages[0].text)[:2]
        found = [Claim(text=one[:300], page_id=pages[0].id) for one in sentences if one.strip()]
    unique = {fold(one.text): one for one in reversed(found)}
    return list(reversed(unique.values()))[:MOST_CLAIMS]


def _is_claim(text: str, *, most_words: int) -> bool:
    count = len(text.split())
    return 1 < count <= most_words and not (_NAVIGATION.search(text) and count < 6)


def find_markets(pages: Sequence[Page]) -> list[str]:
    """Groups of people the pages speak of, those in headings and descriptions first."""
    counts: Counter[str] = Counter()
    for page in pages[:60]:
        front = fold("\n".join((page.title, page.meta_description, *page.top_headings(3))))
        body = fold(page.text)
        for audience in words().audiences:
            counts[audience] += 5 * names(front, audience) + names(body, audience)
    ranked = sorted(counts, key=lambda one: (-counts[one], one))
    return [one for one in ranked if counts[one] >= 2][:MOST_MARKETS]


def find_location(pages: Sequence[Page]) -> str | None:
    """The town a local business names: "in Leeds" on its homepage and once more elsewhere."""
    counts: Counter[str] = Counter()
    for page in pages[:12]:
        front = "\n".join((page.title, page.meta_description, *page.top_headings(2)))
        for weight, text in ((3, front), (1, page.text)):
            counts.update(dict.fromkeys(set(_PLACE.findall(text)), weight))
    known = [(count, name) for name, count in counts.items() if count >= 3]
    return max(known, key=lambda pair: (pair[0], pair[1]))[1] if known else None

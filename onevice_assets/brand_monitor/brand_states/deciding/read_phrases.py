"""Shapes of a sentence or line that present a name, or take it back, whatever its words are.

A bare name answers ("If looks matter, Typeform."), so does one that leads a line ("Tally: free");
"— skip." behind the title of an item takes the option back; "check X for deals" is a place to look.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from onevice_assets.brand_monitor.brand_states.finding.find_brands import Mention
from onevice_assets.brand_monitor.brand_states.finding.locate_mention import Place
from onevice_assets.brand_monitor.brand_states.reading.read_blocks import Document
from onevice_assets.brand_monitor.brand_states.reading.read_cues import Cues

_FILLED = re.compile(
    r"\([^()]*\)|\b(?:and|or|und|oder|et|ou|y|o|of|en|e|the|maybe|perhaps|either|both|probably|by|"
    r"then|also)\b|[^\W\d_]*[A-Z\d][\w'’.+-]*"
)
_LED_LINE = re.compile(r"[*_\]®™]*(?: [\w'’.+-]+){0,3}?[*_]*\s?(?::\s|→|—|\s[–-]\s)")
_DEALS = re.compile(
    r"[*_\])]*(?:,? [\w'’-]+){0,5}? for (?:[\w'’-]+ ){0,3}(?:sales?|deals?|discounts?|coupons?|"
    r"prices?|bargains|stock|availability)\b",
    re.IGNORECASE,
)
_OPENS_NEXT = re.compile(r"[*_]*\s*(?::|comme\b|as\b|als\b|como\b)")
_CONDEMNED_WITHIN = 120
_LONGEST = 240
_SOON = 4


def is_bare(text: str, place: Place, start: int, mentions: Sequence[Mention]) -> bool:
    """Whether a sentence of running text is, from `start` on, names and nothing else."""
    if place.kind != "paragraph" or place.is_feature or place.end - start > _LONGEST:
        return False
    left, at = [], start
    first = bisect_left(mentions, start, key=lambda mention: mention.start)
    for mention in mentions[first:]:
        if mention.start >= place.end:
            break
        left.append(text[at : mention.start])
        at = max(at, mention.end)
    left.append(text[at : place.end])
    return not any(map(str.isalpha, _FILLED.sub("", " ".join(left))))


def leads_line(document: Document, place: Place) -> bool:
    """Whether a name opens a line of running text as its title: "Unleash: open source"."""
    block = document.blocks[place.block]
    before = document.text[block.body : place.mention.start]
    is_first = place.kind == "paragraph" and not before.strip("*_[ ")
    return is_first and _LED_LINE.match(document.text, place.mention.end, place.end) is not None


def is_condemned(document: Document, place: Place, cues: Cues) -> bool:
    """Whether the item that a name heads ends by taking it back: "**X** - slow, skip it."."""
    block = document.blocks[place.block]
    return _takes_back(
        document.text, block.head_end, min(block.end, block.head_end + _CONDEMNED_WITHIN), cues
    )


def is_taken_back(text: str, place: Place, mentions: Sequence[Mention], cues: Cues) -> bool:
    """Whether its sentence takes a name back before it names another: "…, but I'd skip it"."""
    following = mentions[place.index + 1].start if place.index + 1 < len(mentions) else place.end
    return _takes_back(text, place.mention.end, min(place.end, following), cues)


def _takes_back(text: str, start: int, stop: int, cues: Cues) -> bool:
    """Whether words between two offsets take back; "Avoid:" opens what comes next."""
    found = cues.condemns.search(text, start, stop)
    return found is not None and _OPENS_NEXT.match(text, found.end()) is None


def is_place_to_look(text: str, place: Place) -> bool:
    """Whether a name is where to look for prices: "check X and Y for sales"."""
    return _DEALS.match(text, place.mention.end, place.end) is not None


def is_source_title(
    document: Document, place: Place, mentions: Sequence[Mention], cues: Cues
) -> bool:
    """Whether the run-in title "**Gartner.**" opens what a source says, not an option."""
    text, block = document.text, document.blocks[place.block]
    if not text.startswith(".", block.head_end):
        return False
    if cues.vouched.search(text, block.head_end, block.end):
        return True
    following = mentions[place.index :]
    return any(
        cues.vouches_behind.match(text, one.end)
        for one in following[:_SOON]
        if one.brand == place.mention.brand and one.end < block.end
    )

"""Decide whether an everyday word is a brand where it stands ("Target" against "target").

The finder hands over capitalised everyday words as unsure. Each place is weighed: the title of an
option, a product card, an enumeration with sure brands, a capital inside a sentence, the brand's
own web address speak for a name; being the tail of another name ("Barista Express"), a unit behind
a number, a label that every option carries, or the same word written small speak against it. The
word is a brand of the answer when its best place weighs enough; then every place counts that is
not itself the tail of another name.
"""

from __future__ import annotations

from collections.abc import Sequence

from onevice_assets.brand_monitor.brand_states.finding.answer_context import Context
from onevice_assets.brand_monitor.brand_states.finding.find_brands import Mention
from onevice_assets.brand_monitor.brand_states.finding.weigh_place import is_tail, weigh
from onevice_assets.brand_monitor.brand_states.reading.read_blocks import Document

_ENOUGH = 0.5


def judge_context(document: Document, mentions: Sequence[Mention]) -> list[Mention]:
    """Keep the sure mentions, and the unsure ones of brands that some place confirms."""
    context = Context(document, mentions)
    sure = {mention.start for mention in mentions if _is_sure(context, mention)}
    if len(sure) == len(mentions):
        return list(mentions)
    confirmed = {mention.brand for mention in mentions if mention.start in sure}
    best: dict[int, float] = {}
    tails = set()
    for mention in mentions:
        if mention.start in sure:
            continue
        if is_tail(context, mention):
            tails.add(mention.start)
            continue
        if mention.brand not in confirmed:
            weight = weigh(context, mention)
            best[mention.brand] = max(best.get(mention.brand, weight), weight)
    confirmed |= {brand for brand, weight in best.items() if weight >= _ENOUGH}
    return [
        m for m in mentions if m.start in sure or (m.brand in confirmed and m.start not in tails)
    ]


def _is_sure(context: Context, mention: Mention) -> bool:
    """Sure by its letters, and this answer does not use the same word as a word."""
    return mention.is_sure and mention.brand not in context.also_small

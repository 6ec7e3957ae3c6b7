"""Decide what an answer does to one brand: presence, rank, belief and polarity, with evidence.

The states are those of metrics.md, strongest that holds first: recommended, compared, trusted,
mentioned, ignored. Features are the place of each mention (`locate_mention`) and the words around
it (`read_cues`); nothing here is drawn at random or asked of a model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onevice_assets.brand_monitor.brand_states.beliefs.collect_said import (
    near_span,
    title_spans,
    told_spans,
)
from onevice_assets.brand_monitor.brand_states.beliefs.sell_belief import (
    Features,
    describe_belief,
    sell_belief,
)
from onevice_assets.brand_monitor.brand_states.comparing.compare_direction import compare
from onevice_assets.brand_monitor.brand_states.deciding.judge_mention import is_warned, judge
from onevice_assets.brand_monitor.brand_states.finding.find_brands import Mention
from onevice_assets.brand_monitor.brand_states.finding.locate_mention import Place
from onevice_assets.brand_monitor.brand_states.reading.read_blocks import Document
from onevice_assets.brand_monitor.brand_states.reading.read_cues import cues_of

_SURE_DIRECTION = 0.6
_STRENGTH = {"recommended": 4, "compared": 3, "trusted": 2, "mentioned": 1, "ignored": 0}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one brand gets from one answer; `rank` is filled over all brands afterwards."""

    presence: str
    polarity: str | None
    belief: str | None
    evidence: tuple[int, int]
    option: Mention | None
    reason: str | None


def decide(document: Document, places: Sequence[Place], mentions: Sequence[Mention]) -> Verdict:
    """Judge a brand by all its places, at least one; `mentions` are those of all brands."""
    presence, place = find_state(document, places, mentions)
    features = belief_features(document, places, place, presence)
    return Verdict(
        presence=presence,
        polarity=_polarity(document, place, presence, mentions),
        belief=None if place.is_citation or presence == "ignored" else sell_belief(features),
        evidence=(place.start, place.end),
        option=place.mention if presence == "recommended" else None,
        reason="not_known" if presence == "ignored" else None,
    )


def find_state(
    document: Document, places: Sequence[Place], mentions: Sequence[Mention]
) -> tuple[str, Place]:
    """The strongest state that one of a brand's places gives it, and the first such place."""
    presence, place = "", places[0]
    for one in places:
        state = judge(document, one, mentions)
        if _STRENGTH[state] > _STRENGTH.get(presence, -1):
            presence, place = state, one
        if presence == "recommended":  # nothing is stronger
            break
    return presence, place


def belief_features(
    document: Document, places: Sequence[Place], place: Place, presence: str
) -> Features:
    """What the belief of a brand is judged by; `place` decided its `presence`."""
    kind = document.blocks[place.block].kind if place.block >= 0 else "none"
    titles = title_spans(document, place)
    where = "head" if place.is_head else "feature" if place.is_feature else "body"
    return describe_belief(
        document.clauses,
        near_span(document, place),
        told_spans(document, places, place, presence),
        titles,
        presence,
        "cite" if place.is_citation else f"{where},{kind}",
    )


def _polarity(
    document: Document, place: Place, presence: str, mentions: Sequence[Mention]
) -> str | None:
    """Tone of the deciding clause; of two brands compared, the better one gets the good word."""
    if presence == "ignored":
        return None
    if presence == "recommended":
        return "positive"
    if presence == "compared":
        return _compared_polarity(document, place, mentions)
    cues = cues_of(document.language)
    if place.block >= 0 and place.is_head and is_warned(document, place, cues):
        return "negative"
    rejected = cues.rejects.search(document.text, place.start, place.end)
    return "negative" if rejected else "neutral"


def _compared_polarity(document: Document, place: Place, mentions: Sequence[Mention]) -> str:
    near = [
        mentions[index]
        for index in (place.index - 1, place.index + 1)
        if 0 <= index < len(mentions) and place.start <= mentions[index].start < place.end
    ]
    sentence, start = document.text[place.start : place.end], place.start
    name = (place.mention.start - start, place.mention.end - start)
    for other in near:
        direction = compare(sentence, name, (other.start - start, other.end - start))
        if direction.label != "none" and direction.probability >= _SURE_DIRECTION:
            return "positive" if direction.label == "better" else "negative"
    return "neutral"

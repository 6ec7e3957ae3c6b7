"""Cut the clause of a mention out of its sentence: before the list it ends, and behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from onevice_assets.brand_monitor.brand_states.finding.find_brands import Mention
from onevice_assets.brand_monitor.brand_states.finding.locate_mention import Place

_CLAUSE_END = re.compile(
    r"[;:—–→)，。；：！？]| (?:if|when|so) |,? (?:but|while|whereas|although|though|however|"
    r"unless|yet|because|aber|mais|pero|mas|ma|maar|während)\b",
    re.IGNORECASE,
)
_SAME_SUBJECT = re.compile(r",? (?:but|yet) (?:it )?(?:is|are|was|has|lacks|falls|not)\b")
_JOINT = re.compile(
    r"(?:\s?[\w'’®™.-]{1,20}){0,3}[*_\])\s]*(?:\([^()]{1,60}\)[*_]*)?(?:\s?[,/&+]|,?\s(?:and|or|und|oder|et|ou|y|o|e|of|en|"
    r"plus)(?=\s)|、|和|或|や)\s*(?:(?:the|an?)\s)?[*_\[\s]*"
)
_CONDITION = re.compile(
    r"[\W\d]*(?:if|when|for|wenn|falls|si|se|als|para|pour|per)\b", re.IGNORECASE
)
_CONDITION_REACH = 6


@dataclass(frozen=True, slots=True)
class Clause:
    """The words around a mention: `bare` is the sentence before it without a list it ends."""

    bare: str
    before: str
    after: str
    sentence: str


def read_clause(text: str, place: Place, mentions: Sequence[Mention]) -> Clause:
    """Cut the clause of a mention out of its sentence."""
    start = list_start(text, place, mentions)
    bare = text[place.start : start]
    begin = 0
    for end in _CLAUSE_END.finditer(bare):
        begin = end.end()
    stop = _CLAUSE_END.search(text, place.mention.end, place.end)
    if stop and _SAME_SUBJECT.match(text, stop.start(), place.end):
        stop = _CLAUSE_END.search(text, stop.end(), place.end)
    after = text[place.mention.end : stop.start() if stop else place.end]
    before = bare[begin:]
    if _CONDITION.match(bare[max(0, begin - _CONDITION_REACH) :]) or _CONDITION.match(before):
        comma = before.rfind(", ")
        if comma >= 0:
            before = before[comma + 2 :]
        else:
            after = after.partition(", ")[0]
    return Clause(bare, before, after, text[place.start : place.end])


def list_start(text: str, place: Place, mentions: Sequence[Mention]) -> int:
    """Where the enumeration begins that a mention belongs to: "than A, B and C" at A."""
    start = place.mention.start
    for index in range(place.index - 1, -1, -1):
        other = mentions[index]
        if other.start < place.start or not _JOINT.fullmatch(text, other.end, start):
            break
        start = other.start
    return start

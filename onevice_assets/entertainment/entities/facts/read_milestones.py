"""Which of a document's dates are milestones of its project: shoot, delivery, pitch.

A date that can be read in two ways and that nothing decides is no milestone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from onevice_assets.entertainment.entities.facts.node_fact import NodeFact
from onevice_assets.entertainment.entities.people import Span
from onevice_assets.words.read_dates import DateFact

_SHOOT = "shoot"  # several of them are the first and the last day
_LABELS = (
    ("shootStartDate", r"(?:principal photography|shoot(?:ing)?|filming) (?:starts?|begins?)"),
    (
        "shootEndDate",
        r"(?:shoot(?:ing)?|filming) (?:ends?|wraps?)|wrap(?: date| day)?|last shoot day",
    ),
    ("pitchDate", r"pitch(?:ed)?(?: date| day| on)?"),
    ("awardDate", r"award(?:ed)?(?: date| on)|awarded"),
    ("prepStartDate", r"prep(?:roduction)?(?: start(?:s)?| begins)?(?: date)?"),
    ("completionDate", r"complet(?:ed|ion)(?: date| on)?"),
    ("deliveryDate", r"delivery(?: date)?|deliver(?:ed|y due)?|due(?: date)?"),
    (_SHOOT, r"(?:shoot(?:ing)?|filming)(?: dates?| days?)?(?: \d{1,2} of \d{1,2})?"),
)
_MILESTONES = [(name, re.compile(rf"(?i)\b(?:{words})\b")) for name, words in _LABELS]
_REACH = 40  # characters before a date in which its label stands
_CONDITIONAL = re.compile(r"(?i)\b(?:would|could|might|should|may) (?:have|be)\b")


def read_milestones(
    texts: Mapping[int, str], dates: Sequence[tuple[int, DateFact]]
) -> Iterator[NodeFact]:
    """Dates of the document's own project, by what their line or sentence calls them.

    Args:
        texts: of the pages by number.
        dates: of the document, with their pages.
    """
    shooting: list[tuple[DateFact, int]] = []
    for page, fact in dates:
        if fact.day is None or fact.precision != "day":
            continue
        name = _name(texts[page], fact.start)
        if name == _SHOOT:
            shooting.append((fact, page))
        elif name:
            yield _fact(name, fact, page)
    if shooting:
        days = [fact.day for fact, _ in shooting if fact.day]
        first, last = (days.index(one) for one in (min(days), max(days)))
        yield _fact("shootStartDate", *shooting[first])
        if days[first] != days[last]:
            yield _fact("shootEndDate", *shooting[last])


def _name(text: str, start: int) -> str:
    """The milestone whose words stand last in the line or sentence before a date."""
    near = text[max(0, start - _REACH) : start]
    clause = re.split(r"\n|[.;](?=\s)", near)[-1]
    if _CONDITIONAL.search(clause):
        return ""
    found = [
        (match.end(), -rank, name)
        for rank, (name, words) in enumerate(_MILESTONES)
        for match in words.finditer(clause)
    ]
    return max(found)[2] if found else ""


def _fact(name: str, fact: DateFact, page: int) -> NodeFact:
    span = Span(fact.start, fact.end, page)
    return NodeFact("Project", "", name, fact.day, span)

"""A property of a node as one document states it, and what several documents state together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from onevice_assets.entertainment.entities.people import Span


@dataclass(frozen=True, slots=True)
class NodeFact:
    """One property of a person or project with the words that state it.

    Attributes:
        label: of the node: Person or Project.
        name: of the person; "" is the document's own project.
        property: as the declared graph names it.
        value: of the property's kind; one item of a property that is a list.
        span: of the words that say so.
        confidence: between 0 and 1: .95 a field, .85 a sentence.
    """

    label: str
    name: str
    property: str
    value: object
    span: Span
    confidence: float = 0.95


LISTS = frozenset({"shootLocations", "aspectRatios"})
"""Properties whose values are put together."""


def fold_facts(facts: Iterable[NodeFact]) -> dict[str, object]:
    """What facts about one node say together.

    Args:
        facts: those whose document speaks first in front.

    Returns:
        Property → value. A list holds every value once, in order; of another property the value
        that most facts state, of equals the surest, of those the first.
    """
    told: dict[str, list[NodeFact]] = defaultdict(list)
    for fact in facts:
        told[fact.property].append(fact)
    return {name: _fold(name, some) for name, some in told.items()}


def _fold(name: str, facts: list[NodeFact]) -> object:
    values = [fact.value for fact in facts]
    if name in LISTS:
        return list(dict.fromkeys(values))
    times = Counter(values)
    return max(facts, key=lambda fact: (times[fact.value], fact.confidence)).value

"""What a declaration is made of: properties with type, meaning and sensitivity.

A property that the seed nests (`budgetBreakdown: {aboveLine: …}`) is declared flat, with a dot for
an underscore: `budgetBreakdown_aboveLine`. A graph database holds no maps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

PUBLIC = 6
"""The sensitivity of what everybody of the organization may see; 1 is the most sensitive."""
VECTOR_DIMENSIONS = 1536
"""Of the five vector indexes (seed 000, §2.3.1): those of `text-embedding-3-small`."""


EMBEDDED = "embeddedDigest"
"""Property with the SHA-256 of the model and texts that a node's vectors were made of."""


class Kind(StrEnum):
    """Type of a property's values, as the seed writes it."""

    TEXT = "String"
    TEXTS = "[String]"
    WHOLE = "Integer"
    WHOLES = "[Integer]"
    NUMBER = "Float"
    VECTOR = "[Float]"
    FLAG = "Boolean"
    DAY = "Date"
    TIME = "DateTime"


@dataclass(frozen=True)
class Property:
    """One property of a node or relationship.

    Attributes:
        name: as the seed spells it.
        kind: type of its values.
        meaning: what it says, for people; an example where that says more.
        level: who may see it: clearance c sees levels ≥ c; 1 is the most sensitive, 6 the least.
        values: all it may be, where the seed lists them; empty: anything of the kind.
        restriction: word in `accessRestrictions` that hides it (`budget_info`, `contact_info`).
        unknown: value that says that nothing is known: shown where who asks may not see another.
        is_internal: for conditions of questions alone; nobody is shown it, whoever they are.
    """

    name: str
    kind: Kind
    meaning: str
    level: int = PUBLIC
    values: tuple[str, ...] = ()
    restriction: str = ""
    unknown: str = ""
    is_internal: bool = False


@dataclass(frozen=True)
class Node:
    """One label.

    Attributes:
        label: in the graph.
        prefix: of its ids: `proj` gives `proj_{uuid}`.
        short: first word of the names of its constraint and indexes, as the seed has them.
        properties: all of them, in the seed's order.
        level_property: names the property that holds a node's own level; empty: everybody's.
        indexes: name → properties of a plain index, in order.
        walks: the same, of those that questions walk in their order; ours, of migration V005.
        texts: name → properties of a full-text index.
        vectors: name → property of a vector index.
    """

    label: str
    prefix: str
    short: str
    properties: tuple[Property, ...]
    level_property: str = ""
    indexes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    walks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    vectors: Mapping[str, str] = field(default_factory=dict)

    @property
    def published(self) -> tuple[Property, ...]:
        """Those that rows bring; the others are made of them, by a model."""
        return tuple(
            one for one in self.properties if one.kind != Kind.VECTOR and one.name != EMBEDDED
        )

    def find(self, name: str) -> Property:
        """The property of that name.

        Raises:
            KeyError: there is none.
        """
        return _find(self.properties, name)


@dataclass(frozen=True)
class Relationship:
    """One type of relationship.

    Attributes:
        type: in the graph.
        start: label it leads from.
        end: label it leads to.
        properties: all of them, in the seed's order; every one also has `id`, `organization_id`,
            and who may see it (`levels.py`).
        level_property: names the property that holds its own level.
    """

    type: str
    start: str
    end: str
    properties: tuple[Property, ...]
    level_property: str = "sensitivityLevel"

    def find(self, name: str) -> Property:
        """The property of that name.

        Raises:
            KeyError: there is none.
        """
        return _find(self.properties, name)


MADE_OF: tuple[Property, ...] = (
    Property(EMBEDDED, Kind.TEXT, "SHA-256 of the model and the texts the vectors are made of"),
)
IDENTITY: tuple[Property, ...] = (
    Property("id", Kind.TEXT, "`{prefix}_{uuid}` of a node, `{uuid}` of a relationship"),
    Property("organization_id", Kind.TEXT, "whose graph it belongs to"),
)
"""What every node and relationship has; the seed knows one tenant."""


def all_of(*groups: Iterable[Property]) -> tuple[Property, ...]:
    """The properties of several groups in order, each name once.

    Raises:
        ValueError: a name stands twice (the seed declares `Project.duration` twice).
    """
    found = [one for group in groups for one in group]
    names = [one.name for one in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"declared twice: {', '.join(twice)}")
    return tuple(found)


def texts(level: int = PUBLIC, **meanings: str) -> tuple[Property, ...]:
    """Text properties: name = meaning."""
    return _of(Kind.TEXT, level, meanings)


def lists(level: int = PUBLIC, **meanings: str) -> tuple[Property, ...]:
    """Properties with several texts."""
    return _of(Kind.TEXTS, level, meanings)


def wholes(level: int = PUBLIC, **meanings: str) -> tuple[Property, ...]:
    """Properties with a whole number."""
    return _of(Kind.WHOLE, level, meanings)


def numbers(level: int = PUBLIC, **meanings: str) -> tuple[Property, ...]:
    """Properties with a number; amounts of money in the currency beside them."""
    return _of(Kind.NUMBER, level, meanings)


def flags(level: int = PUBLIC, **meanings: str) -> tuple[Property, ...]:
    """Properties that are true or false."""
    return _of(Kind.FLAG, level, meanings)


def days(level: int = PUBLIC, **meanings: str) -> tuple[Property, ...]:
    """Dates without a time."""
    return _of(Kind.DAY, level, meanings)


def times(level: int = PUBLIC, **meanings: str) -> tuple[Property, ...]:
    """Moments, in UTC."""
    return _of(Kind.TIME, level, meanings)


def vectors(**meanings: str) -> tuple[Property, ...]:
    """Embeddings; never part of an answer."""
    return _of(Kind.VECTOR, PUBLIC, meanings)


def choice(
    name: str, *values: str, meaning: str, kind: Kind = Kind.TEXT, level: int = PUBLIC
) -> tuple[Property, ...]:
    """A property that takes one of some values, or several where `kind` is a list."""
    return (Property(name, kind, meaning, level, values),)


def restricted(word: str, *groups: Iterable[Property]) -> tuple[Property, ...]:
    """The same properties, hidden where a node's `accessRestrictions` names the word."""
    return tuple(replace(one, restriction=word) for group in groups for one in group)


def internal(*groups: Iterable[Property]) -> tuple[Property, ...]:
    """The same properties, shown to nobody: they tell of what some may not see."""
    return tuple(replace(one, is_internal=True) for group in groups for one in group)


def _of(kind: Kind, level: int, meanings: Mapping[str, str]) -> tuple[Property, ...]:
    return tuple(Property(name, kind, meaning, level) for name, meaning in meanings.items())


def _find(properties: Iterable[Property], name: str) -> Property:
    for one in properties:
        if one.name == name:
            return one
    raise KeyError(name)


CREATED: tuple[Property, ...] = times(createdAt="logical time of the first source")
CREATED_AND_UPDATED: tuple[Property, ...] = all_of(CREATED, times(updatedAt="of the last one"))

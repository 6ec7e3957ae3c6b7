"""What a declaration is made of: labels, relationships, and properties with type and meaning."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

DROOM = "Droom"
"""The label of every node of ours, and of nobody else's."""


class Kind(StrEnum):
    """Type of a property's values. Moments and days are ISO 8601 texts, as the seed asks."""

    TEXT = "String"
    TEXTS = "[String]"
    WHOLE = "Integer"
    NUMBER = "Float"
    TIME = "String (ISO 8601, UTC)"
    DAY = "String (ISO 8601 date)"


@dataclass(frozen=True)
class Property:
    """One property of a node or relationship.

    Attributes:
        name: as the seed spells it.
        kind: type of its values.
        meaning: what it says, with its unit.
        values: all it may be, where there is a list; empty: anything of the kind.
        low: the least a number may be; none: any.
        high: the most a number may be; none: any.
    """

    name: str
    kind: Kind
    meaning: str
    values: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Node:
    """One label of nodes that belong to a client.

    Attributes:
        label: beside `:Droom`.
        properties: all of them but `IDENTITY`, which every one has.
        sorts: further labels, one of which a node has: `Video`, `Image`; empty: none.
    """

    label: str
    properties: tuple[Property, ...]
    sorts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Relationship:
    """One type of relationship between two labels.

    Attributes:
        type: in the graph.
        start: label that it leads from; a shared one's nodes are named by `name`, others by `id`.
        end: label that it leads to, named in the same way; one of the two is the client's.
        properties: all of them but `brand_id` and `organization_id`, which every one has. Between
            two nodes there is at most one, or, where `SEVERAL` is among them, one for each `id`.
        name: what its rows go by where its type also stands between other labels; empty: `type`.
    """

    type: str
    start: str
    end: str
    properties: tuple[Property, ...] = ()
    name: str = ""

    @property
    def key(self) -> str:
        """What its rows go by, in every mapping of rows."""
        return self.name or self.type

    @property
    def has_several(self) -> bool:
        """Whether there may be more than one between the same two nodes."""
        return SEVERAL in self.properties


IDENTITY: tuple[Property, ...] = (
    Property("droom_key", Kind.TEXT, "`{brand_id}|{label}|{id}`, unique among `:Droom`"),
    Property("id", Kind.TEXT, "UUID, the same in every store"),
    Property("brand_id", Kind.TEXT, "the client it belongs to"),
    Property("organization_id", Kind.TEXT, "the platform's tenant that the client is of"),
)
"""What every node of a client has beside its own properties."""
SEVERAL = Property("id", Kind.TEXT, "which of those between the same two nodes it is")
"""What tells relationships of one type between the same two nodes apart; declare it first."""
OWNERS: tuple[Property, ...] = IDENTITY[2:]
"""What every relationship has."""


def fraction(name: str, meaning: str) -> Property:
    """A number between 0 and 1."""
    return Property(name, Kind.NUMBER, meaning, low=0.0, high=1.0)


def texts(**meanings: str) -> tuple[Property, ...]:
    """Text properties: name = meaning."""
    return tuple(Property(name, Kind.TEXT, meaning) for name, meaning in meanings.items())


def times(**meanings: str) -> tuple[Property, ...]:
    """Moments."""
    return tuple(Property(name, Kind.TIME, meaning) for name, meaning in meanings.items())


def amounts(**meanings: str) -> tuple[Property, ...]:
    """Numbers of 0 or more; money in US dollars."""
    return tuple(
        Property(name, Kind.NUMBER, meaning, low=0.0) for name, meaning in meanings.items()
    )


def counts(**meanings: str) -> tuple[Property, ...]:
    """Whole numbers of 0 or more."""
    return tuple(Property(name, Kind.WHOLE, meaning, low=0.0) for name, meaning in meanings.items())


def choice(name: str, meaning: str, values: tuple[str, ...]) -> Property:
    """A text that is one of some."""
    return Property(name, Kind.TEXT, meaning, values)

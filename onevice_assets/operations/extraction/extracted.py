"""What one document says: entities with their properties, and relations between them.

Plain rows: nothing of them knows the text they were read from, or how.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

Type = Literal["Customer", "Equipment", "Driver", "Invoice", "Load"]
TYPES: Final[tuple[Type, ...]] = ("Customer", "Equipment", "Driver", "Invoice", "Load")
Kind = Literal["invoice", "rate_confirmation", "maintenance_order", "driver_message"]
KINDS: Final[tuple[Kind, ...]] = (
    "invoice",
    "rate_confirmation",
    "maintenance_order",
    "driver_message",
)
RELATIONS: Final[dict[tuple[Type, str], Type]] = {
    ("Invoice", "billed_to"): "Customer",
    ("Invoice", "bills_load"): "Load",
    ("Invoice", "bills_equipment"): "Equipment",
    ("Load", "customer"): "Customer",
    ("Load", "driver"): "Driver",
    ("Load", "equipment"): "Equipment",
    ("Equipment", "driver"): "Driver",
    ("Equipment", "customer"): "Customer",
}
"""Which type may have which relation, and to what."""
ATTRIBUTES: Final[dict[Type, tuple[str, ...]]] = {
    "Customer": ("account",),
    "Equipment": ("kind", "vin", "plate", "odometer", "serviced_on", "repair_cost", "work_order"),
    "Driver": ("phone",),
    "Invoice": ("issued_on", "due_on", "total", "purchase_order"),
    "Load": ("pickup_place", "pickup_at", "delivery_place", "delivery_at", "rate"),
}
"""Which properties a type may have."""

_WORD = {"Equipment": "unit", "Customer": "customer", "Driver": "driver"}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a text: offsets of its first character and after its last one, page from 1.

    Offsets count from the beginning of the whole text; a form feed ends a page.
    """

    start: int
    end: int
    page: int = 1


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in the smallest unit of its currency (ISO 4217), below 0 for a credit."""

    minor: int
    currency: str

    def __str__(self) -> str:
        """As labels write it: `USD 125000` is 1,250 dollars."""
        return f"{self.currency} {self.minor}"


@dataclass(frozen=True, slots=True)
class Distance:
    """What an odometer shows, `mi` or `km`."""

    value: int
    unit: str

    def __str__(self) -> str:
        """As labels write it: `412345 mi`."""
        return f"{self.value} {self.unit}"


@dataclass(frozen=True, slots=True)
class Attribute:
    """One property of an entity with the words that state it.

    Attributes:
        name: one of `ATTRIBUTES` of the entity's type.
        value: text, ISO 8601 date or local time ("2024-03-01T08:00", its zone is that of the
            place), Money or Distance.
        span: of the value.
    """

    name: str
    value: str | Money | Distance
    span: Span


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing that a document names.

    Attributes:
        type: one of `TYPES`.
        key: what tells it apart within its type: the number of an invoice, load or unit (its
            plate, else VIN, where it has no number), the name of a driver or customer.
        name: as the document writes it, in the usual order of names.
        spans: where it is named, in order; at least one.
        attributes: at most one of a name.
    """

    type: Type
    key: str
    name: str
    spans: tuple[Span, ...]
    attributes: tuple[Attribute, ...] = ()

    @property
    def subject(self) -> str:
        """Its name in the timeline: "unit 1234", "invoice INV-7", "driver Ann Lee"."""
        return f"{_WORD.get(self.type, self.type.lower())} {self.key}"


@dataclass(frozen=True, slots=True)
class Relation:
    """What becomes one statement of the timeline.

    Attributes:
        subject: an entity of the same document.
        relation: one of `RELATIONS` for the two types.
        object: another entity of the document.
        valid_from: ISO date or local time from which it holds, "" where the text does not say.
        span: of the words that name the object.
    """

    subject: Entity
    relation: str
    object: Entity
    valid_from: str
    span: Span


@dataclass(frozen=True, slots=True)
class Extracted:
    """Everything that was read of one document.

    Attributes:
        kind: of document.
        entities: in order of type and place.
        relations: in order of their subjects.
        loose: properties of something that the document does not name (the total of an invoice
            without a number): kept for a person to place.
        issues: what could not be read as it stands, where, and what to do.
    """

    kind: Kind
    entities: tuple[Entity, ...] = ()
    relations: tuple[Relation, ...] = ()
    loose: tuple[Attribute, ...] = field(default=())
    issues: tuple[str, ...] = field(default=())


def fold_key(type_: str, key: str) -> str:
    """A key without what people write in different ways: case, spaces, marks.

    Numbers keep letters and digits, names also the space between words.
    """
    if type_ in ("Customer", "Driver"):
        return " ".join(re.findall(r"\w+", key.casefold()))
    return "".join(re.findall(r"[^\W_]", key.casefold()))


def page_of(breaks: Sequence[int], at: int) -> int:
    """The page of an offset, given the offsets of form feeds."""
    return 1 + sum(1 for one in breaks if one < at)

"""What documents and mails state, as relations of the timeline: those that rows state too. Values.

A property and a relation that a row would state has the same name here, so that one question finds
both: the customer an invoice is billed to is its `customer`, whoever said so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from onevice_assets.operations.timeline.statement import Relation

Holds = Literal["one", "many"]


@dataclass(frozen=True)
class Told:
    """How a property or relation stands on the timeline.

    Attributes:
        relation: its name there.
        holds: one object at a time, or many.
        time: `own`: as long as the thing is (an invoice from the day it was issued); `said`: from
            the moment it was said until something else is.
        several: the relation instead, which holds many, where a document names several at once;
            empty: none is stated then, for one cannot be chosen.
    """

    relation: str
    holds: Holds = "one"
    time: Literal["own", "said"] = "own"
    several: str = ""


NAME: Final = Told("name")
"""Of customers and drivers, whom documents know by name alone."""
PROPERTIES: Final = {
    ("Customer", "account"): Told("account"),
    ("Equipment", "kind"): Told("type"),
    ("Equipment", "vin"): Told("vin"),
    ("Equipment", "plate"): Told("plate", time="said"),
    ("Equipment", "odometer"): Told("odometer", time="said"),
    ("Equipment", "serviced_on"): Told("serviced_on", "many"),
    ("Equipment", "repair_cost"): Told("repair_cost", "many"),
    ("Equipment", "work_order"): Told("work_order", "many"),
    ("Driver", "phone"): Told("phone"),
    ("Invoice", "issued_on"): Told("issued_on"),
    ("Invoice", "due_on"): Told("due_on"),
    ("Invoice", "total"): Told("amount"),
    ("Invoice", "purchase_order"): Told("purchase_order"),
    ("Load", "pickup_place"): Told("origin"),
    ("Load", "pickup_at"): Told("pickup_at"),
    ("Load", "delivery_place"): Told("destination"),
    ("Load", "delivery_at"): Told("delivery_at"),
    ("Load", "rate"): Told("rate"),
}
RELATIONS_OF: Final = {
    ("Invoice", "billed_to"): Told("customer"),
    ("Invoice", "bills_load"): Told("load", several="loads"),
    ("Invoice", "bills_equipment"): Told("unit", several="units"),
    ("Load", "customer"): Told("customer"),
    ("Load", "driver"): Told("driver", time="said"),
    ("Load", "equipment"): Told("unit", time="said", several="units"),
    ("Equipment", "driver"): Told("driver", time="said"),
    ("Equipment", "customer"): Told("customer", time="said"),
}
TRAILER: Final = Told("trailer", time="said", several="units")
"""Equipment of a load that its document calls a trailer."""
_ALL: Final = (NAME, TRAILER, *PROPERTIES.values(), *RELATIONS_OF.values())
DECLARED: Final = {one.relation: Relation(one.relation, one.holds) for one in _ALL} | {
    one.several: Relation(one.several, "many") for one in _ALL if one.several
}
"""Every relation documents state, and how it holds unless the organization says otherwise."""

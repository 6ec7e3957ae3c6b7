"""What the entities and facts of a fleet and receivables business are, for Graphiti.

Each entity type becomes a second label beside `:Entity`, its fields are properties that a model
fills from free text; all may be unknown. Edge types are named as the timeline's relations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from pydantic import BaseModel, Field


class Customer(BaseModel):
    """A company or person who orders transport or repairs, is billed for them and pays."""

    customer_number: str | None = Field(None, description="Number in the books, e.g. C-1044")
    email: str | None = Field(None, description="Address that invoices are sent to")
    phone: str | None = Field(None, description="Telephone number")
    payment_terms: str | None = Field(None, description="When they pay, e.g. Net 30")


class Equipment(BaseModel):
    """A truck, tractor, trailer or other unit of the fleet."""

    unit_number: str | None = Field(None, description="Number of the unit, e.g. 1234")
    equipment_kind: str | None = Field(None, description="tractor, trailer, straight truck …")
    vin: str | None = Field(None, description="Vehicle identification number, 17 characters")
    make_and_year: str | None = Field(None, description="e.g. Freightliner Cascadia 2021")


class Driver(BaseModel):
    """A person who drives equipment of the fleet."""

    license_number: str | None = Field(None, description="Number of the driving licence")
    license_class: str | None = Field(None, description="e.g. CDL-A")
    phone: str | None = Field(None, description="Telephone number")


class Invoice(BaseModel):
    """A bill: what a customer owes, and by when."""

    invoice_number: str | None = Field(None, description="Number of the invoice, e.g. INV-2031")
    amount: str | None = Field(None, description="Total with its currency, e.g. 1250.00 USD")
    due_on: str | None = Field(None, description="Day it is due, ISO 8601")


class Load(BaseModel):
    """Freight that is moved once from a shipper to a receiver."""

    load_number: str | None = Field(None, description="Number of the load, e.g. L-88120")
    origin: str | None = Field(None, description="Place of pick-up")
    destination: str | None = Field(None, description="Place of delivery")
    rate: str | None = Field(None, description="What is paid for it, with its currency")


class HasDriver(BaseModel):
    """Who drives a unit, or hauls a load."""


class HasCustomer(BaseModel):
    """For whom a load is moved or a unit works, or whom an invoice bills."""


class HasEquipment(BaseModel):
    """Which unit moves a load, or is repaired by an invoice."""


class HasLoad(BaseModel):
    """Which load an invoice bills."""


ENTITY_TYPES: Final[dict[str, type[BaseModel]]] = {
    one.__name__: one for one in (Customer, Equipment, Driver, Invoice, Load)
}
EDGE_TYPES: Final[dict[str, type[BaseModel]]] = {
    "driver": HasDriver,
    "customer": HasCustomer,
    "equipment": HasEquipment,
    "load": HasLoad,
}
EDGE_TYPE_MAP: Final[dict[tuple[str, str], list[str]]] = {
    ("Equipment", "Driver"): ["driver"],
    ("Load", "Driver"): ["driver"],
    ("Equipment", "Customer"): ["customer"],
    ("Load", "Customer"): ["customer"],
    ("Invoice", "Customer"): ["customer"],
    ("Load", "Equipment"): ["equipment"],
    ("Invoice", "Equipment"): ["equipment"],
    ("Invoice", "Load"): ["load"],
}


def tell_types(uses: Iterable[tuple[str, bool]]) -> frozenset[str]:
    """Which types a name may have by the facts it stands in; one is sure, none a contradiction.

    Args:
        uses: of each fact its relation, and whether the name is its subject.
    """
    possible = frozenset(ENTITY_TYPES)
    for relation, is_subject in uses:
        fitting = {
            pair[not is_subject] for pair, names in EDGE_TYPE_MAP.items() if relation in names
        }
        if fitting:  # a relation that is not declared here says nothing
            possible &= fitting
    return possible


def choose_label(
    name: str, uses: Iterable[tuple[str, bool]], known: Mapping[str, str]
) -> list[str]:
    """The label of a name beside `Entity`: what is known of it, else what its facts leave, if one.

    Args:
        name: an entity's name.
        uses: as in `tell_types`.
        known: type by name, of whoever knows better, e.g. the stage that resolves entities.
    """
    if known.get(name) in ENTITY_TYPES:
        return [known[name]]
    left = tell_types(uses)
    return sorted(left) if len(left) == 1 else []

"""Relations between the entities of a document, each with the time from which it holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from onevice_assets.operations.extraction.draft import Draft, Drafts
from onevice_assets.operations.extraction.extracted import Entity, Relation
from onevice_assets.operations.extraction.page import Page


@dataclass(frozen=True, slots=True)
class _Row:
    """What one row of a table names, or the document: its own first, else the document's."""

    invoices: list[Draft]
    loads: list[Draft]
    customers: list[Draft]
    equipment: list[Draft]
    drivers: list[Draft]


def relate(
    page: Page, drafts: Drafts, entities: Mapping[tuple[str, str, str], Entity]
) -> list[Relation]:
    """Relations, each once, in the order of their subjects.

    Args:
        page: says the kind of document and when it was said.
        drafts: by row.
        entities: finished ones by identity.
    """
    found: dict[tuple[str, str, str], Relation] = {}
    rows = sorted({one.row for one in drafts.found} - {0}) or [0]
    for number in rows:
        for subject, name, object_, since in _pairs(page, drafts, _row(drafts, number)):
            one, other = entities[subject.identity], entities[object_.identity]
            relation = Relation(one, name, other, since, object_.spans[0])
            found.setdefault((one.subject, name, other.subject), relation)
    order = {entity.subject: place for place, entity in enumerate(entities.values())}
    return sorted(found.values(), key=lambda r: (order[r.subject.subject], r.relation))


def _row(drafts: Drafts, number: int) -> _Row:
    def of(type_: str) -> list[Draft]:
        own = [one for one in drafts.found if one.type == type_ and one.row == number]
        return own or [one for one in drafts.found if one.type == type_ and one.row == 0]

    drivers = [one for one in of("Driver") if one.key not in drafts.apart]
    return _Row(of("Invoice"), of("Load"), of("Customer"), of("Equipment"), drivers)


def _pairs(page: Page, drafts: Drafts, row: _Row) -> Iterator[tuple[Draft, str, Draft, str]]:
    customer = row.customers[:1] if len(row.customers) == 1 else []
    day = _day(page, row)
    for invoice in row.invoices:
        yield from _each(invoice, "billed_to", customer)
        if len(row.invoices) == 1:
            loads = [load for load in row.loads if _is_for(page, invoice, load)]
            yield from _each(invoice, "bills_load", loads)
        if page.kind == "maintenance_order":
            yield from _each(invoice, "bills_equipment", row.equipment)
    for load in row.loads:
        yield from _each(load, "customer", customer)
        if len(row.loads) == 1:
            yield from _drive(drafts, load, row.drivers, day)
            yield from _each(load, "equipment", row.equipment, day)
    for unit in row.equipment:
        if page.kind == "maintenance_order":
            yield from _each(unit, "customer", customer, day)
        if not _is_trailer(unit):
            yield from _drive(drafts, unit, row.drivers, day)


def _is_for(page: Page, invoice: Draft, load: Draft) -> bool:
    """Whether an invoice is for a load; a message says so in one sentence, or calls it "it"."""
    if page.kind != "driver_message":
        return True
    first, last = sorted((invoice.spans[0].start, load.spans[0].start))
    between = page.text[first:last]
    return not re.search(r"[.!?\n]\s", between) or " it " in between


def _each(
    subject: Draft, name: str, objects: Iterable[Draft], since: str = ""
) -> Iterator[tuple[Draft, str, Draft, str]]:
    for one in objects:
        yield subject, name, one, since


def _drive(
    drafts: Drafts, subject: Draft, drivers: Iterable[Draft], since: str
) -> Iterator[tuple[Draft, str, Draft, str]]:
    for driver in drivers:
        yield subject, "driver", driver, drafts.changes.get(driver.key) or since


def _is_trailer(unit: Draft) -> bool:
    kind = unit.attributes.get("kind")
    return kind is not None and kind.value == "trailer"


def _day(page: Page, row: _Row) -> str:
    """From when a document's assignments hold: the pick-up, the work, the day it was said."""
    if page.kind == "driver_message":
        return page.said_on.isoformat() if page.said_on else ""
    owners = {"maintenance_order": (row.equipment, "serviced_on")}
    drafts, name = owners.get(page.kind, (row.loads, "pickup_at"))
    told = next((one.attributes[name] for one in drafts if name in one.attributes), None)
    return str(told.value)[:10] if told else ""

"""Fields as entities and properties: what a label says decides how its value is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from onevice_assets.operations.extraction.draft import Drafts, Value
from onevice_assets.operations.extraction.extracted import Type
from onevice_assets.operations.extraction.forms.fields import Field
from onevice_assets.operations.extraction.page import Page
from onevice_assets.operations.extraction.values.read_money import read_money
from onevice_assets.operations.extraction.values.read_names import read_company, read_person
from onevice_assets.operations.extraction.values.read_numbers import (
    read_distance,
    read_number,
    read_phone,
    read_plate,
    read_registration,
    read_vin,
)

_NUMBERED: Final[dict[str, tuple[Type, int]]] = {
    "invoice.number": ("Invoice", 2),
    "load.number": ("Load", 3),
    "load.reference": ("Load", 3),
    "equipment.truck": ("Equipment", 1),
    "equipment.trailer": ("Equipment", 1),
    "equipment.unit": ("Equipment", 1),
}
_TEXTS: Final[dict[str, tuple[Type, str]]] = {
    "invoice.purchase_order": ("Invoice", "purchase_order"),
    "equipment.work_order": ("Equipment", "work_order"),
    "customer.account": ("Customer", "account"),
}
_DATES: Final[dict[str, tuple[Type, str]]] = {
    "invoice.issued_on": ("Invoice", "issued_on"),
    "invoice.due_on": ("Invoice", "due_on"),
    "date.serviced_on": ("Equipment", "serviced_on"),
}
_RANKS: Final = {"total_first": 3, "total_second": 2, "rate": 1, "total_third": 0, "line_haul": -1}
_BEFORE = re.compile(r"(?:[ $€£(:-]|[A-Z]{3}(?![A-Z]))*")
_TITLE = 200  # characters at the beginning
_OVERLAPS = 12  # values before a label that it may stand in
_NEAR = 12  # characters between a label and its date or amount
_KINDS = {"trailer": "trailer", "reefer": "trailer", "hopper": "trailer"}
_KINDS |= {"tractor": "truck", "truck": "truck"}


def gather(page: Page, fields: Sequence[Field]) -> Drafts:
    """Entities and waiting properties of the labels of a document."""
    drafts = Drafts()
    values: list[tuple[int, int]] = []
    for field in fields:
        within = any(start <= field.at < end for start, end in values[-_OVERLAPS:])
        if field.row or not within:  # what is a value holds no label
            values.append((field.start, _read(page, field, drafts)))
    return drafts


def _read(page: Page, field: Field, drafts: Drafts) -> int:
    """Read one field; where its value ends, 0 if it has none."""
    meaning = _by_kind(page, field)
    type_, _, name = meaning.partition(".")
    if meaning in _NUMBERED:
        read = _read_entity
    elif meaning in _TEXTS:
        read = _read_text
    elif meaning in _DATES:
        read = _read_date
    elif name in ("name", "sent_to"):
        read = _read_name
    elif name.endswith("_plate"):
        read = _read_plate
    else:
        is_amount = type_ == "load" or name == "cents" or name.startswith("total")
        read = _read_amount if is_amount else _read_mark
    return read(page, field, meaning, drafts)


def _by_kind(page: Page, field: Field) -> str:
    """What a label means in this kind of document: an order is a load here and work there."""
    if field.meaning == "date.date":
        told = {"invoice": "invoice.issued_on", "maintenance_order": "date.serviced_on"}
        return told.get(page.kind, "other.none")
    if field.meaning.startswith("order."):
        told = {"rate_confirmation": "load.number", "maintenance_order": "equipment.work_order"}
        if field.meaning == "order.plain":
            told["invoice"] = "invoice.number"
            sure = field.is_first and field.is_strong
        else:
            sure = field.is_first or field.is_strong or field.at < _TITLE
        return told.get(page.kind, "other.none") if sure else "other.none"
    if field.meaning == "load.reference" and page.kind != "rate_confirmation":
        return "other.none"
    return field.meaning


def _read_entity(page: Page, field: Field, meaning: str, drafts: Drafts) -> int:
    type_, least = _NUMBERED[meaning]
    told = read_registration(page.text, field.start, field.end) if type_ == "Equipment" else None
    is_plate = told is not None and field.is_strong
    if not is_plate:
        told = read_number(page.text, field.start, field.end, least=least)
    if told is None or (meaning == "load.reference" and not (field.is_first or field.is_strong)):
        return 0
    key, start, end = told
    draft = drafts.add(type_, key, page.span(start, end), field.row)
    kind = meaning.rpartition(".")[2]
    if kind in ("truck", "trailer"):
        drafts.wait(type_, "kind", (kind, page.span(start, end)), field.row, 1)
    if is_plate:
        drafts.wait(type_, "plate", (key, draft.spans[-1]), field.row, 0)
    if type_ == "Equipment" and (word := _KINDS.get(_in_brackets(page.text, end))):
        drafts.wait(type_, "kind", (word, page.span(end, end + len(word) + 3)), field.row, 0)
    return end


def _read_plate(page: Page, field: Field, meaning: str, drafts: Drafts) -> int:
    """A vehicle that goes by its plate."""
    told = read_plate(page.text, field.start, field.end)
    if told is None:
        return 0
    key, start, end = told
    span = page.span(start, end)
    drafts.add("Equipment", key, span, field.row)
    kind = meaning.rpartition(".")[2].removesuffix("_plate")
    drafts.wait("Equipment", "kind", (kind, span), field.row, 1)
    return _wait(page, field, drafts, ("Equipment", "plate"), told)


def _in_brackets(text: str, at: int) -> str:
    rest = text[at : at + 40].lstrip(" ")
    return rest[1:].partition(")")[0].lower() if rest.startswith("(") else ""


def _read_text(page: Page, field: Field, meaning: str, drafts: Drafts) -> int:
    told = read_number(page.text, field.start, field.end, least=2)
    if told is None or not (field.is_strong or field.is_first or meaning.endswith("order")):
        return 0
    type_, name = _TEXTS[meaning]
    return _wait(page, field, drafts, (type_, name), told)


def _wait(
    page: Page, field: Field, drafts: Drafts, owner: tuple[Type, str], told: tuple[Value, int, int],
    rank: int = 0,
) -> int:  # fmt: skip
    value, start, end = told
    drafts.wait(*owner, (value, page.span(start, end)), field.row, rank)
    return end


def _read_date(page: Page, field: Field, meaning: str, drafts: Drafts) -> int:
    moment = page.times.within(field.start, min(field.end, field.start + _NEAR))
    if moment is None:
        return 0
    owner = _DATES[meaning]
    told = (moment.day, moment.start, moment.end)
    if page.kind == "maintenance_order" and meaning == "invoice.issued_on":
        _wait(page, field, drafts, ("Equipment", "serviced_on"), told, -1)
    return _wait(page, field, drafts, owner, told)


def _read_name(page: Page, field: Field, meaning: str, drafts: Drafts) -> int:
    """A customer's or driver's name; in a sentence only with capitals."""
    sure = field.is_strong or (field.is_first and field.start > field.at + 30)
    if meaning == "customer.sent_to" and not (field.is_first and page.kind == "invoice" and sure):
        return 0
    if meaning == "driver.name":
        told = read_person(page.text, field.start, field.end, strict=not sure)
        type_: Type = "Driver"
    else:
        told = read_company(page.text, field.start, field.end)
        type_ = "Customer"
        if told and not (sure or _is_below(page, field) or _is_title(told[0], meaning)):
            return 0
    if told is None or any(place.start == told[1] for place in page.places):
        return 0
    drafts.add(type_, told[0], page.span(told[1], told[2]), field.row)
    return told[2]


def _is_below(page: Page, field: Field) -> bool:
    return "\n" in page.text[field.at : field.start]


def _is_title(name: str, meaning: str) -> bool:
    words = name.split()
    return (
        meaning == "customer.name"
        and len(words) <= 6
        and all(w[:1].isupper() or w == "&" for w in words)
    )


def _read_amount(page: Page, field: Field, meaning: str, drafts: Drafts) -> int:
    name = meaning.rpartition(".")[2]
    near = min(field.end, field.start + _NEAR + 4) if field.row == 0 else field.end
    told = read_money(page.text, field.start, near, page.currency, cents=name == "cents")
    if told is None or not _BEFORE.fullmatch(page.text, field.start, told[1]):
        return 0
    rank = _RANKS.get(name, 3)
    owner = _owner_of_amount(page, meaning)
    if owner is None:
        return told[2]
    if page.kind == "maintenance_order":
        _wait(page, field, drafts, ("Invoice", "total"), told, rank)
    return _wait(page, field, drafts, owner, told, rank)


def _owner_of_amount(page: Page, meaning: str) -> tuple[Type, str] | None:
    if page.kind == "rate_confirmation":
        return ("Load", "rate")
    if meaning.startswith("load."):
        return None
    return (
        ("Equipment", "repair_cost") if page.kind == "maintenance_order" else ("Invoice", "total")
    )


def _read_mark(page: Page, field: Field, meaning: str, drafts: Drafts) -> int:
    """Properties of equipment and drivers."""
    text, start, end = page.text, field.start, field.end
    if meaning == "equipment.vin" and (vin := read_vin(page.raw, start, min(end, start + 30))):
        return _wait(page, field, drafts, ("Equipment", "vin"), vin)
    if meaning == "equipment.plate" and (plate := read_plate(text, start, end)):
        return _wait(page, field, drafts, ("Equipment", "plate"), plate)
    if meaning == "equipment.odometer":
        usual = "km" if page.currency not in ("", "USD") else "mi"
        if shown := read_distance(text, start, end, usual):
            return _wait(page, field, drafts, ("Equipment", "odometer"), shown)
    if meaning == "equipment.kind":
        word = next((w for w in _KINDS if w in text[start:end].lower()), "")
        if word:
            return _wait(page, field, drafts, ("Equipment", "kind"), (_KINDS[word], start, end), 2)
    if meaning == "driver.phone" and (phone := read_phone(text, start, end)):
        return _wait(page, field, drafts, ("Driver", "phone"), phone)
    return 0

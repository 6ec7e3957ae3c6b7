"""What a cell says: the object of a relation, and what is kept beside it. Pure."""

from __future__ import annotations

from collections.abc import Mapping as Cells
from dataclasses import dataclass, field
from typing import Any

from onevice_assets.operations.entities.read_cells import (
    read_amount,
    read_day,
    read_number,
    write_number,
)
from onevice_assets.operations.model.amount import Amount
from onevice_assets.operations.model.mapping import Says, first
from onevice_assets.operations.timeline.statement import LONGEST_NAME
from resources.errors import InputError


@dataclass(frozen=True)
class Said:
    """An object as text, or the key of what is referred to, and attributes."""

    text: str
    attributes: dict[str, Any] = field(default_factory=dict)


def read_said(says: Says, cells: Cells[str, Any], currency: str) -> Said | None:
    """Read what a row says of one relation; none where it says nothing.

    Args:
        says: the relation, and how it is read.
        cells: the row's text by column.
        currency: of amounts, where the row names none.

    Raises:
        InputError: it cannot be read, with the relation's name.
    """
    try:
        found = _read(says, cells, currency)
    except InputError as error:
        raise InputError(f"{says.relation}: {error}") from error
    if found is not None:
        for name in says.more:
            if name in cells:
                found.attributes[name] = str(cells[name])
    return found


def _read(says: Says, cells: Cells[str, Any], currency: str) -> Said | None:
    if says.reads == "amount":
        amount = _read_money(says, cells, currency)
        return None if amount is None else Said(str(amount), {"minor_units": amount.minor_units})
    if says.reads == "payment_status":
        status = _read_status(says, cells)
        return Said(status) if status else None
    text = first(cells, says.columns)
    if text is None or says.reads == "reference":
        return Said(text) if text else None
    if says.reads == "text" and len(text) > LONGEST_NAME:
        return Said(f"{text[: LONGEST_NAME - 1]}…", {"text": text[:5_000]})
    if says.reads == "day":
        return Said(read_day(text))
    return Said(write_number(read_number(text)) if says.reads == "number" else text)


def _read_money(says: Says, cells: Cells[str, Any], currency: str) -> Amount | None:
    whole, minor = first(cells, says.columns), first(cells, says.minor)
    named = first(cells, ("currency", "currency_id", "currency_ref_value")) or currency
    in_cents = (first(cells, ("amount_unit",)) or "").lower() in ("cents", "cent")
    read = [
        read_amount(text, named.upper(), in_minor_units=is_minor)
        for text, is_minor in ((whole, in_cents), (minor, True))
        if text is not None
    ]
    if len(set(read)) > 1:
        raise InputError(f"{whole} and {minor} in cents are not the same: correct one of them")
    return read[0] if read else None


def _read_status(says: Says, cells: Cells[str, Any]) -> str | None:
    rest, total = first(cells, says.columns[:1]), first(cells, says.columns[1:])
    if rest is None or total is None:
        return None
    left, whole = read_number(rest), read_number(total)
    return "paid" if left <= 0 else "open" if left >= whole else "partly paid"

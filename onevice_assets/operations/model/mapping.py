"""What a mapping from columns to entities and facts is made of. Pure values; nothing is read here.

A column is named with its other spellings, the first that is filled counts: `("unit", "unit_id")`.
"""

from __future__ import annotations

from collections.abc import Mapping as Cells
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

Columns = tuple[str, ...]

ENTITY_WORDS: Final = {
    "Customer": "customer",
    "Driver": "driver",
    "Equipment": "unit",
    "Invoice": "invoice",
    "Load": "load",
}
"""Entity types, and the word their names on the timeline begin with."""

_TRUE: Final = ("true", "1", "yes", "t", "y")

Reads = Literal["text", "amount", "number", "day", "reference", "payment_status"]


@dataclass(frozen=True)
class Says:
    """One relation that a row states.

    Attributes:
        relation: its name on the timeline.
        columns: where its object stands.
        reads: how: `text` as it is; an `amount` of money, exact; a plain `number`; a `day`;
            a `reference` to another thing by its key; `payment_status` from balance and total.
        time: `row`: holds for the row's own time, and a newer version of the row says it instead;
            `state`: holds from the row's moment until something else begins.
        holds: one object at a time, or many.
        of: kind of what is referred to.
        minor: columns with the same amount in minor units (cents).
        named: columns that only name what is referred to: told, for names are not keys.
        expected: a row without it is kept and told.
        more: columns that are kept with the statement as attributes.
    """

    relation: str
    columns: Columns
    reads: Reads = "text"
    time: Literal["row", "state"] = "row"
    holds: Literal["one", "many"] = "one"
    of: str = ""
    minor: Columns = ()
    named: Columns = ()
    expected: bool = False
    more: Columns = ()


@dataclass(frozen=True)
class Part:
    """One thing that a row is about.

    Attributes:
        kind: an entity type, or another word (`payment`): a subject that is no entity.
        key: columns of its key in its system, one tuple each.
        says: what the row states of it.
        is_needed: a row without its key is refused; else only this part is left out.
    """

    kind: str
    key: tuple[Columns, ...]
    says: tuple[Says, ...]
    is_needed: bool = True


@dataclass(frozen=True)
class Mapping:
    """How rows of one shape are read.

    Attributes:
        name: the source of its episodes, e.g. `quickbooks.invoice`.
        system: whose keys these are; empty where a key holds in the whole organization.
        fits: groups of columns; rows that have one of each are of this shape.
        unless: columns of other shapes that would fit too (a bill is no invoice of ours).
        parts: what a row is about.
        own_key: key of the row in its source; none where rows have none.
        version: column that changes with each version of a row.
        sequence: column that numbers versions of one moment.
        known: since when the source knew it.
        start: when what the row states began to hold.
        end: when it ended; a day is in it whole.
        deleted: says that the row was deleted: what it stated ends.
        deleted_at: when that was noticed; else as `known`.
        zone: column that names the time zone of the row's times.
    """

    name: str
    system: str
    fits: tuple[Columns, ...]
    parts: tuple[Part, ...]
    own_key: tuple[Columns, ...] = ()
    version: Columns = ()
    sequence: Columns = ()
    known: Columns = ()
    start: Columns = ()
    end: Columns = ()
    deleted: Columns = ()
    deleted_at: Columns = ("fivetran_synced", "deleted_at")
    unless: Columns = ()
    zone: Columns = ("time_zone", "timezone", "zone")

    @cached_property
    def columns(self) -> frozenset[str]:
        """Every column it reads."""
        said = [one for part in self.parts for one in part.says]
        groups = [*self.fits, *self.own_key, self.version, self.sequence, self.known, self.start]
        groups += [
            self.end,
            self.deleted,
            self.deleted_at,
            self.zone,
            ("currency", "currency_id", "amount_unit"),
        ]
        groups += [key for part in self.parts for key in part.key]
        groups += [g for one in said for g in (one.columns, one.minor, one.named, one.more)]
        return frozenset(column for group in groups for column in group)


def name_thing(kind: str, system: str, key: str) -> str:
    """What a thing is called on the timeline: `unit 1234`, `invoice quickbooks:40113`."""
    return f"{ENTITY_WORDS.get(kind, kind)} {system}{':' if system else ''}{key}"


def first(cells: Cells[str, Any], columns: Columns) -> str | None:
    """The first of columns that is filled; none where none is."""
    for name in columns:
        if name in cells:
            return str(cells[name])
    return None


def says_deleted(mapping: Mapping, cells: Cells[str, Any]) -> bool:
    """Whether a row says that it was deleted."""
    return (first(cells, mapping.deleted) or "").lower() in _TRUE

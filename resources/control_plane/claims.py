"""Who a name belongs to already, and which names are near one that nobody has.

A name belongs to one brand. Where a decision would give it to a second one, it is refused with
the command that settles it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from resources.control_plane.rows import fetch
from resources.control_plane.survivors import SURVIVOR
from resources.errors import InputError
from resources.identity import normalize_brand_name

if TYPE_CHECKING:
    from sqlalchemy import Connection

_NEAREST = 3
_SIMILAR = 75  # of 100, rapidfuzz's WRatio
_OWNERS = f"""
SELECT o.*, s.name AS survivor_name FROM (
    SELECT a.id AS brand_id, a.name, {SURVIVOR.format("a")} AS survivor_id, FALSE AS is_alias,
        a.normalized_name AS key
    FROM (SELECT *, id AS brand_id FROM control.brands) a
    LEFT JOIN control.merged_brands m ON m.brand_id = a.id
    WHERE a.normalized_name = ANY(%(names)s)
    UNION ALL
    SELECT b.id, b.name, {SURVIVOR.format("a")}, TRUE, a.normalized_alias
    FROM control.brand_aliases a JOIN control.brands b ON b.id = a.brand_id
    LEFT JOIN control.merged_brands m ON m.brand_id = a.brand_id
    WHERE a.normalized_alias = ANY(%(names)s) AND a.normalized_alias <> b.normalized_name
) o JOIN control.brands s ON s.id = o.survivor_id
ORDER BY o.is_alias, o.name
"""


@dataclass(frozen=True)
class Owner:
    """A brand that has a name.

    Attributes:
        brand_id: the brand whose name or alias it is.
        name: that brand's name.
        survivor_id: the brand it is read as; itself where it is not merged.
        survivor_name: that brand's name.
        is_alias: it is an alias, not the brand's own name.
        key: the name asked for, normalized.
    """

    brand_id: str
    name: str
    survivor_id: str
    survivor_name: str
    is_alias: bool
    key: str


def owners(db: Connection, *names: str) -> list[Owner]:
    """The brands that have a name, its own before its alias's; usually one or none."""
    return fetch(db, Owner, _OWNERS, {"names": [normalize_brand_name(name) for name in names]})


def claimed(db: Connection, names: Iterable[str], survivor: str) -> dict[str, Owner]:
    """Of some names those that belong to another brand than a survivor, by normalized name."""
    return {one.key: one for one in reversed(owners(db, *names)) if one.survivor_id != survivor}


def refuse_claimed(db: Connection, name: str, brand_name: str, survivor: str) -> None:
    """Make sure that no other brand has a name.

    Raises:
        InputError: naming the brand that has it and the two ways to settle it.
    """
    for owner in claimed(db, [name], survivor).values():
        has = owner.survivor_name
        free = "leave both as they are"
        if owner.is_alias or owner.brand_id != owner.survivor_id:
            free = f'onevice brand split "{name}" FROM "{has}"'
        raise InputError(
            f"{name!r} is a name of the brand {has!r} already, and a name belongs to one brand. "
            f'If both are one: onevice brand merge "{has}" INTO "{brand_name}". If not: {free}.'
        )


def nearest(db: Connection, name: str, others: Iterable[str] = ()) -> list[str]:
    """At most three names like one that is unknown: of the catalogue, and of `others`."""
    sql = "SELECT name FROM control.brands UNION SELECT alias FROM control.brand_aliases"
    return like(name, {*map(str, db.exec_driver_sql(sql).scalars()), *others})


def like(name: str, known: Iterable[str]) -> list[str]:
    """At most three of some known names that a name may have meant, the nearest first."""
    from rapidfuzz import process
    from rapidfuzz.fuzz import WRatio

    found = process.extract(
        name,
        sorted(known),
        scorer=WRatio,
        processor=str.casefold,
        limit=_NEAREST,
        score_cutoff=_SIMILAR,
    )
    return [choice for choice, _, _ in found]


def unknown_name(db: Connection, name: str, others: Iterable[str] = ()) -> InputError:
    """The error for a name that neither the catalogue nor any answer has, with the nearest."""
    near = ", ".join(repr(one) for one in nearest(db, name, others))
    meant = f" Did you mean {near}?" if near else ""
    return InputError(
        f"There is no brand {name!r}, neither in the catalogue nor among the names found.{meant} "
        "See: onevice brand candidates --all, onevice brand list. To add one that no answer "
        f'showed: onevice brand add "{name}".'
    )

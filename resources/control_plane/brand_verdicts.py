"""The decisions about names that are in force, as they are kept and read.

Which decision may be taken is decided in `brand_decisions` and `brand_merges`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from resources.control_plane.claims import like
from resources.control_plane.rows import fetch, fetch_first
from resources.errors import InputError
from resources.identity import new_id, normalize_brand_name

if TYPE_CHECKING:
    from sqlalchemy import Connection

Verdict = Literal["approved", "rejected", "merged"]

_IN_FORCE = """
SELECT d.name, d.normalized_name, d.verdict, b.id AS brand_id, b.name AS brand_name, d.why,
    d.decided_at
FROM control.brand_decisions d LEFT JOIN control.merged_brands m ON m.brand_id = d.brand_id
LEFT JOIN control.brands b ON b.id = coalesce(m.survivor_id, d.brand_id)
WHERE NOT EXISTS (SELECT FROM control.brands a
    WHERE a.normalized_name = d.normalized_name AND a.merged_into IS NOT NULL)
UNION ALL
SELECT a.name, a.normalized_name, 'merged', b.id, b.name, NULL, NULL
FROM control.merged_brands m JOIN control.brands a ON a.id = m.brand_id
JOIN control.brands b ON b.id = m.survivor_id
ORDER BY normalized_name
"""
_TOLD = 5


@dataclass(frozen=True)
class BrandDecision:
    """What stands about a name.

    Attributes:
        name: as it was decided about.
        normalized_name: what makes it itself.
        verdict: approved, rejected or merged.
        brand_id: the brand it is read as; none for a rejected one.
        brand_name: that brand's name.
        why: a person's reason, where one was given.
        decided_at: when; none for a merge, which the audit log dates.
    """

    name: str
    normalized_name: str
    verdict: Verdict
    brand_id: str | None
    brand_name: str | None
    why: str | None
    decided_at: datetime | None


@dataclass(frozen=True)
class Standing:
    """The verdict on a name as it is kept; `brand_id` where it is approved."""

    id: str
    verdict: Verdict
    brand_id: str | None
    why: str | None


def in_force(db: Connection) -> list[BrandDecision]:
    """Every decision that stands about a name, by name; a merge outranks an older verdict."""
    return fetch(db, BrandDecision, _IN_FORCE, {})


def standing(db: Connection, name: str) -> Standing | None:
    """The verdict that stands about a name, whether or not the name is merged since."""
    return fetch_first(
        db,
        Standing,
        "SELECT id, verdict, brand_id, why FROM control.brand_decisions "
        "WHERE normalized_name = %(key)s",
        {"key": normalize_brand_name(name)},
    )


def replace(
    db: Connection, name: str, verdict: Verdict, brand: str | None, why: str | None
) -> None:
    """Let a verdict take the place of what stood; the aliases of an old approval go with it."""
    withdraw(db, name)
    db.exec_driver_sql(
        "INSERT INTO control.brand_decisions (id, name, normalized_name, verdict, brand_id, why) "
        "VALUES (%(id)s, %(name)s, %(key)s, %(verdict)s, %(brand)s, %(why)s)",
        {
            "id": new_id(),
            "name": name,
            "key": normalize_brand_name(name),
            "verdict": verdict,
            "brand": brand,
            "why": why,
        },
    )


def withdraw(db: Connection, name: str) -> None:
    """Remove the verdict on a name, and the aliases that it brought."""
    sql = "DELETE FROM control.brand_decisions WHERE normalized_name = %(key)s"
    db.exec_driver_sql(sql, {"key": normalize_brand_name(name)})


def nothing_stands(db: Connection, name: str) -> InputError:
    """The error for a name about which nothing was decided, with names about which it was."""
    decided = [one.name for one in in_force(db)]
    near = ", ".join(like(name, decided)) or ", ".join(decided[:_TOLD])
    told = f" Something does about {near}." if near else ""
    return InputError(
        f"Nothing was decided about {name!r}, so there is nothing to take back.{told} "
        "See: onevice brand candidates --all."
    )

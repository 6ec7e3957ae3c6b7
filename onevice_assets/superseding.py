"""How written content (ICPs, conversations, prompts) passes from one prompt basket to the next.

Rows are never removed: what a newer basket no longer holds stays with `is_active = false`. A row
that a newer basket holds again word for word is the same row (its id depends on its content) and
keeps the basket version that introduced it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from resources.control_plane.baskets import Basket

Row = dict[str, Any]


def generation(history: Sequence[Basket]) -> Basket:
    """The basket that asked for the generated content in force.

    A person's override makes a basket too, but rewrites nothing else.
    """
    return next(one for one in reversed(history) if one.reason != "override")


def in_force_at(history: Sequence[Basket], moment: datetime) -> Basket:
    """The basket in force at a moment; the first one for moments before it."""
    return next((one for one in reversed(history) if one.created_at <= moment), history[0])


def merge(old: Iterable[Row], new: Iterable[Row], *, superseded_at: datetime) -> list[Row]:
    """Lay new content over old.

    Args:
        old: every row of the partition so far.
        new: every row that shall be active.
        superseded_at: logical time given to rows that are active no longer.

    Returns:
        All rows: new ones (with the basket version, times and method of their introduction where
        they were known), and the others as superseded.
    """
    known = {row["id"]: row for row in old}
    wanted = {row["id"]: row for row in new}
    kept = [_again(known[key], row) if key in known else row for key, row in wanted.items()]
    gone = [_retire(row, superseded_at) for key, row in known.items() if key not in wanted]
    return sorted([*kept, *gone], key=lambda row: str(row["id"]))


def active(rows: Iterable[Row]) -> list[Row]:
    """The rows in force."""
    return [row for row in rows if row["is_active"]]


def _again(before: Row, now: Row) -> Row:
    kept = {name: before[name] for name in ("basket_version", "created_at")}
    return {**now, **kept, "is_active": True, "superseded_at": None}


def _retire(row: Row, moment: datetime) -> Row:
    if not row["is_active"]:
        return row
    return {**row, "is_active": False, "superseded_at": moment}

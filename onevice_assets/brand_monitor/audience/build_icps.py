"""Rows of `icps`: profiles with their place, basket and identity, laid over earlier baskets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from onevice_assets.brand_monitor.audience.profile import Profile
from onevice_assets.superseding import active, merge
from resources.control_plane.baskets import Basket
from resources.control_plane.websites import Website
from resources.identity import derived_id, text_hash

Row = dict[str, Any]


def is_current(rows: Sequence[Row], basket: Basket) -> bool:
    """Whether the active profiles were written, or confirmed, for the basket."""
    now = active(rows)
    return bool(now) and all(row["updated_at"] >= basket.created_at for row in now)


def build(
    website: Website,
    basket: Basket,
    profiles: Sequence[Profile],
    *,
    method: str,
    old: Sequence[Row],
) -> list[Row]:
    """All rows of the partition after a basket: its five profiles, and those it superseded.

    A profile whose text did not change keeps its id, basket version and `created_at`; `updated_at`
    is the time of the basket that last confirmed or superseded a row.
    """
    new = [
        _row(website, basket, number, profile, method)
        for number, profile in enumerate(profiles, start=1)
    ]
    rows = merge(old, new, superseded_at=basket.created_at)
    return [_touch(row, basket.created_at) for row in rows]


def _row(website: Website, basket: Basket, number: int, profile: Profile, method: str) -> Row:
    columns = profile.columns()
    digest = text_hash("\n".join(str(columns[name]) for name in sorted(columns)))
    return {
        "id": derived_id(website.created_at, "icps", website.id, number, digest),
        "website_id": website.id,
        "sequence_number": number,
        **columns,
        "source": "generated",
        "analysis_method": method,
        "basket_version": basket.version,
        "is_active": True,
        "superseded_at": None,
        "created_at": basket.created_at,
        "updated_at": basket.created_at,
    }


def _touch(row: Row, moment: datetime) -> Row:
    return {**row, "updated_at": row["superseded_at"] or moment}

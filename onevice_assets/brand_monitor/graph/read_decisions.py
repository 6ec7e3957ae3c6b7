"""Reads from the control plane what people decided that the graph needs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from onevice_assets.brand_monitor.graph.build_graph import Decisions, KnownBrand
from resources.control_plane import brands, websites

if TYPE_CHECKING:
    from sqlalchemy import Connection


def read_decisions(db: Connection, website: str, day: date) -> Decisions:
    """Read the brands, and which of them the website tracks on a day.

    Args:
        db: an open transaction of the control plane.
        website: the website's partition key.
        day: the published day.

    Raises:
        InputError: when there is no such website.
    """
    website_id = websites.find(db, website).id
    tracked = brands.tracked(db, website_id, day)
    return Decisions(
        website_id=website_id,
        own=tuple(one.brand_id for one in tracked if one.role == "own"),
        competitors={
            one.brand_id: one.relationship_type for one in tracked if one.role == "competitor"
        },
        brands={
            one.id: KnownBrand(one.id, one.name, one.domain, one.industry)
            for one in brands.list_all(db)
        },
    )

"""Reads from the control plane what people decided that reading answers needs."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from onevice_assets.brand_monitor.brand_states.choose_brands import Decided
from onevice_assets.brand_monitor.brand_states.decided_names import decide_names
from onevice_assets.brand_monitor.brand_states.list_rows import Cut
from onevice_assets.partitions import split_key
from resources.control_plane import brand_verdicts, brands, websites
from resources.control_plane.brands import TrackedBrand

if TYPE_CHECKING:
    from sqlalchemy import Connection


def read_decisions(db: Connection) -> Decided:
    """Read the catalogue, the policies of names and the verdicts, all of one moment."""
    catalogue = brands.catalogue(db)
    return Decided(
        catalogue=catalogue,
        policies=brands.policies(db),
        names=decide_names(catalogue, brand_verdicts.in_force(db)),
        alias_version=brands.alias_version(db),
    )


def read_tracked(db: Connection, partition: str) -> tuple[Cut, list[TrackedBrand]]:
    """Read which brands a partition's website tracks on its day.

    Raises:
        InputError: when there is no such website.
    """
    day, website_key = split_key(partition)
    on = date.fromisoformat(day)
    website = websites.find(db, website_key)
    return Cut(website.id, on), brands.tracked(db, website.id, on)

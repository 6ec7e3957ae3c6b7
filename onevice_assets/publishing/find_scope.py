"""Finds the scopes that partitions mean."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from onevice_assets.partitions import split_key
from onevice_assets.publishing.projection import Scope
from resources.control_plane import websites

if TYPE_CHECKING:
    from sqlalchemy import Connection


def find_scopes(db: Connection, partitions: Iterable[str]) -> dict[str, Scope]:
    """The scope of each partition: a website's, or one of its days.

    Args:
        db: the control plane.
        partitions: website keys or `day|website` keys.

    Raises:
        InputError: when a website is not watched.
    """
    return {partition: _find(db, partition) for partition in partitions}


def _find(db: Connection, partition: str) -> Scope:
    day, key = split_key(partition) if "|" in partition else ("", partition)
    website = websites.find(db, key)
    return Scope(
        website.organization_id, website.id, website.key, date.fromisoformat(day) if day else None
    )

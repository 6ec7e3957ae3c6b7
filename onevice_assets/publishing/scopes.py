"""Which scopes there are: a partition's tenant and website, and every one that was written."""

from __future__ import annotations

from datetime import date

from onevice_assets.publishing.projection import Scope
from resources.control_plane.resource import ControlPlane


def find_scope(control: ControlPlane, partition: str) -> Scope:
    """The scope of a partition.

    Args:
        control: knows the website's id and organization.
        partition: `website` or `day|website`, as Dagster writes it.

    Raises:
        InputError: there is no such website.
    """
    from resources.control_plane import websites

    day, _, website = partition.rpartition("|")
    with control.begin() as db:
        found = websites.find(db, website)
    return Scope(found.organization_id, found.id, website, date.fromisoformat(day) if day else None)

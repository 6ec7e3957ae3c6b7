"""Which scopes there are: a partition's tenant and website, and every one the lake holds."""

from __future__ import annotations

from datetime import date

from onevice_assets.publishing.projection import Scope
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from resources.table_schema import Table


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
    return Scope(found.organization_id, found.id, found.key, _read_day(day))


def list_scopes(lake: Lake, control: ControlPlane, tables: tuple[Table, ...]) -> list[Scope]:
    """Every scope that the lake holds of the websites that are still watched.

    Args:
        lake: its partitions are the scopes.
        control: knows the websites; rows of one that it does not know are nobody's.
        tables: one that every standing scope has, and one that every day has.
    """
    from resources.control_plane import websites

    with control.begin() as db:
        known = {one.key: one for one in websites.list_all(db)}
    partitions = {partition for table in tables for partition in lake.partitions(table)}
    cuts = [partition.rpartition("|") for partition in sorted(partitions)]
    return [
        Scope(known[website].organization_id, known[website].id, website, _read_day(day))
        for day, _, website in cuts
        if website in known
    ]


def _read_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None

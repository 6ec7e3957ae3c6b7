"""Which scopes there are: a partition's tenant and owner, and every one the lake holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from onevice_assets.publishing.projection import Scope
from resources.control_plane import organizations, websites
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from resources.table_schema import Table

if TYPE_CHECKING:
    from sqlalchemy import Connection


def find_scopes(db: Connection, partitions: Iterable[str]) -> dict[str, Scope]:
    """The scope of each partition: a website's, or one of its days.

    Args:
        db: the control plane.
        partitions: `website` or `day|website`, as Dagster writes it.

    Raises:
        InputError: a website is not watched.
    """
    return {partition: _find(db, partition) for partition in partitions}


def list_scopes(lake: Lake, control: ControlPlane, tables: tuple[Table, ...]) -> list[Scope]:
    """Every scope that the lake holds of the websites that are still watched.

    Args:
        lake: its partitions are the scopes.
        control: knows the websites; rows of one that it does not know are nobody's.
        tables: one that every standing scope has, and one that every day has.
    """
    with control.begin() as db:
        known = {one.key: one for one in websites.list_all(db)}
    partitions = {partition for table in tables for partition in lake.partitions(table)}
    cuts = [partition.rpartition("|") for partition in sorted(partitions)]
    return [
        Scope(known[website].organization_id, known[website].id, website, _read_day(day))
        for day, _, website in cuts
        if website in known
    ]


def find_organization_scope(db: Connection, slug: str) -> Scope:
    """The scope of an organization.

    Raises:
        InputError: there is none of that slug.
    """
    return _of_organization(slug, organizations.find(db, slug))


def list_organizations(lake: Lake, control: ControlPlane, tables: tuple[Table, ...]) -> list[Scope]:
    """Every organization that the lake has rows of in one of the tables, of those there are.

    Args:
        lake: its partitions are the organizations' slugs.
        control: knows the organizations; rows of one that it does not know are nobody's.
        tables: cut by organization.
    """
    with control.begin() as db:
        known = organizations.list_ids(db)
    slugs = {slug for table in tables for slug in lake.partitions(table)}
    return [_of_organization(slug, known[slug]) for slug in sorted(slugs & known.keys())]


def _of_organization(slug: str, organization_id: str) -> Scope:
    return Scope(organization_id, organization_id, slug, of="organization")


def _find(db: Connection, partition: str) -> Scope:
    day, _, key = partition.rpartition("|")
    website = websites.find(db, key)
    return Scope(website.organization_id, website.id, website.key, _read_day(day))


def _read_day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None

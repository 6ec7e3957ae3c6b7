"""Whose the data are: what a folder's or a row's id stands for, as a hold knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from resources.control_plane import organizations, websites
from resources.control_plane.legal_holds import Held

if TYPE_CHECKING:
    from sqlalchemy import Connection

NOBODY = "-"


@dataclass(frozen=True)
class Owners:
    """Every owner there is, by key or id.

    Attributes:
        known: name and scope of each. Of one that is not known anything may be held.
    """

    known: Mapping[str, tuple[str, Held]] = field(hash=False)

    def find(self, key: str, day: date, lacks: frozenset[str]) -> tuple[str, Held]:
        """Name and scope of an owner's day; of an unknown owner its key, and everybody's scope."""
        name, scope = self.known.get(key, (key, Held()))
        return name, replace(scope, first_day=day, last_day=day, lacks=lacks)


def read_owners(db: Connection) -> Owners:
    """Websites by key and id, organizations, campaign clients and simulation runs by id."""
    known: dict[str, tuple[str, Held]] = {}
    for slug, organization_id in organizations.list_ids(db).items():
        known[organization_id] = known[slug] = (slug, Held(organization_id))
    for one in websites.list_all(db):
        known[one.id] = known[one.key] = (one.key, Held(one.organization_id, one.id))
    clients = "SELECT id::text, organization_id::text FROM control.campaign_clients"
    for client_id, organization_id in db.exec_driver_sql(clients):
        known[client_id] = (client_id, Held(organization_id, client_id=client_id))
    runs = "SELECT id::text, website_id::text FROM control.simulation_runs"
    for run_id, website_id in db.exec_driver_sql(runs):
        known[run_id] = known.get(website_id, (run_id, Held()))
    return Owners(known)

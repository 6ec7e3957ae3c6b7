"""Entities: customers, drivers, equipment, invoices and loads, by type and key of their system."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from resources.control_plane.rows import fetch
from resources.identity import derived_id

if TYPE_CHECKING:
    from sqlalchemy import Connection

_NO_TIME: Final = date(1970, 1, 1)


@dataclass(frozen=True)
class Entity:
    """A thing with a key of its own; two things with one name are two.

    Attributes:
        id: UUID v7 that follows from organization, type, system and key.
        type: Customer, Driver, Equipment, Invoice or Load.
        system: whose key it is; empty where it holds in the whole organization.
        key: as the system writes it.
        name: what it is called on the timeline.
    """

    id: str
    type: str
    system: str
    key: str
    name: str


def make_entity(organization_id: str, type_: str, system: str, key: str, name: str) -> Entity:
    """An entity with its id, the same in every run."""
    id_ = derived_id(_NO_TIME, "operations.entities", organization_id, type_, system, key)
    return Entity(id_, type_, system, key, name)


def insert(db: Connection, organization_id: str, entities: Sequence[Entity]) -> int:
    """Write entities in the order of ids; how many were not there before."""
    rows = [vars(one) for one in sorted(entities, key=lambda one: one.id)]
    sql = (
        "INSERT INTO operations.entities (organization_id, id, type, system, key, name) "
        "SELECT %(organization_id)s, id, type, system, key, name "
        "FROM jsonb_populate_recordset(NULL::operations.entities, %(rows)s::jsonb) "
        "ON CONFLICT DO NOTHING"
    )
    given = {"organization_id": organization_id, "rows": json.dumps(rows)}
    return db.exec_driver_sql(sql, given).rowcount


def list_all(db: Connection, organization_id: str, type_: str | None = None) -> list[Entity]:
    """An organization's entities, by type and name."""
    sql = (
        "SELECT id, type, system, key, name FROM operations.entities "
        "WHERE organization_id = %(organization_id)s "
        "AND (%(type)s::text IS NULL OR type = %(type)s) ORDER BY type, name"
    )
    return fetch(db, Entity, sql, {"organization_id": organization_id, "type": type_})


def types_by_name(db: Connection, organization_id: str) -> dict[str, str]:
    """The type of every entity by its name on the timeline."""
    sql = "SELECT name, type FROM operations.entities WHERE organization_id = %(id)s"
    return {
        str(name): str(type_) for name, type_ in db.exec_driver_sql(sql, {"id": organization_id})
    }


def count(db: Connection, organization_id: str) -> dict[str, int]:
    """How many there are of each type."""
    sql = (
        "SELECT type, count(*) FROM operations.entities "
        "WHERE organization_id = %(id)s GROUP BY 1 ORDER BY 1"
    )
    rows = db.exec_driver_sql(sql, {"id": organization_id})
    return {str(type_): int(number) for type_, number in rows}


def list_shared_names(db: Connection, organization_id: str) -> dict[str, list[str]]:
    """Customers that have one name now, as known now: names on the timeline by that name."""
    sql = """
    SELECT o.name, array_agg(DISTINCT e.name ORDER BY e.name)
    FROM operations.entities e
    JOIN operations.names s ON s.organization_id = e.organization_id AND s.name = e.name
    JOIN operations.relations r ON r.organization_id = e.organization_id AND r.name = 'name'
    JOIN operations.facts f ON f.about @> s.number * 65536 + r.number
        AND upper_inf(f.valid) AND upper_inf(f.known)
    JOIN operations.names o ON o.number = f.object
    WHERE e.organization_id = %(id)s AND e.type = 'Customer'
    GROUP BY o.name HAVING count(DISTINCT e.id) > 1 ORDER BY o.name
    """
    rows = db.exec_driver_sql(sql, {"id": organization_id})
    return {str(name): [str(one) for one in customers] for name, customers in rows}

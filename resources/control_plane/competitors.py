"""Who competes with whom: every own brand of a website against every competitor it tracks now.

The rows follow the open periods of `tracking`, a merged brand's as its survivor's; nobody writes
them otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from resources.control_plane.rows import fetch
from resources.control_plane.survivors import periods
from resources.identity import new_id

if TYPE_CHECKING:
    from sqlalchemy import Connection

_OPEN = periods("t.until IS NULL AND t.website_id = %(website_id)s")
_PAIRS = f"""
SELECT o.brand_id AS own, c.brand_id AS competitor, c.relationship_type
FROM ({_OPEN}) o CROSS JOIN ({_OPEN}) c WHERE o.role = 'own' AND c.role = 'competitor'
"""


@dataclass(frozen=True)
class CompetitorRelationship:
    """An own brand and one of its competitors; the type is none where nobody said it."""

    id: str
    website_id: str
    primary_brand_id: str
    competitor_brand_id: str
    relationship_type: str | None


def relationships(db: Connection, website_id: str) -> list[CompetitorRelationship]:
    """The relationships of a website, by brand ids."""
    return fetch(
        db,
        CompetitorRelationship,
        "SELECT id, website_id, primary_brand_id, competitor_brand_id, relationship_type "
        "FROM control.competitor_relationships WHERE website_id = %(website_id)s "
        "ORDER BY primary_brand_id, competitor_brand_id",
        {"website_id": website_id},
    )


def relate(db: Connection, website_id: str) -> None:
    """Bring the rows in line with the open periods; those that hold keep their id."""
    db.exec_driver_sql(
        "DELETE FROM control.competitor_relationships WHERE website_id = %(website_id)s "
        f"AND NOT EXISTS (SELECT FROM ({_PAIRS}) WHERE own = primary_brand_id "
        "AND competitor = competitor_brand_id)",
        {"website_id": website_id},
    )
    pairs = db.exec_driver_sql(_PAIRS, {"website_id": website_id}).mappings()
    rows = [{"id": new_id(), "website_id": website_id, **pair} for pair in pairs]
    if rows:
        db.exec_driver_sql(
            "INSERT INTO control.competitor_relationships (id, website_id, primary_brand_id, "
            "competitor_brand_id, relationship_type) VALUES (%(id)s, %(website_id)s, %(own)s, "
            "%(competitor)s, %(relationship_type)s) ON CONFLICT (website_id, primary_brand_id, "
            "competitor_brand_id) DO UPDATE SET relationship_type = excluded.relationship_type",
            rows,
        )

"""Which brand a merged brand is read as, and all that are read as one.

A brand that is merged into another stays where it is and points to it (`brands.merged_into`), so
that undoing the merge brings back what was. Everybody who reads brands follows the pointers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

SURVIVOR = "coalesce(m.survivor_id, {0}.brand_id)"
_FAMILY = """
SELECT b.id::text FROM control.brands b LEFT JOIN control.merged_brands m ON m.brand_id = b.id
WHERE coalesce(m.survivor_id, b.id) = %(id)s ORDER BY b.merged_into IS NOT NULL, b.normalized_name
"""


def lock_names(db: Connection) -> None:
    """Let decisions about names wait for each other until the transaction ends; readers pass."""
    db.exec_driver_sql("LOCK TABLE control.brand_decisions IN SHARE ROW EXCLUSIVE MODE")


def survivor_id(db: Connection, brand_id: str) -> str:
    """Id of the brand that a brand is read as: its own where it is not merged."""
    sql = "SELECT survivor_id FROM control.merged_brands WHERE brand_id = %(id)s"
    found = db.exec_driver_sql(sql, {"id": brand_id}).scalar()
    return brand_id if found is None else str(found)


def family(db: Connection, brand_id: str) -> list[str]:
    """Ids of all brands that are read as this surviving brand, itself first."""
    return [str(one) for one in db.exec_driver_sql(_FAMILY, {"id": brand_id}).scalars()]


def periods(condition: str) -> str:
    """SQL of the tracking periods that meet a condition, one per website and surviving brand.

    Where several brands of a family are tracked, the survivor's own period says what it is;
    then an own brand's.

    Args:
        condition: SQL over a period `t`, e.g. `t.until IS NULL`.
    """
    survivor = SURVIVOR.format("t")
    return (
        f"SELECT DISTINCT ON (t.website_id, {survivor}) t.website_id, {survivor} AS brand_id, "
        "t.role, t.relationship_type FROM control.website_brands t "
        "LEFT JOIN control.merged_brands m ON m.brand_id = t.brand_id "
        f"WHERE {condition} ORDER BY t.website_id, {survivor}, "
        f"t.brand_id = {survivor} DESC, t.role = 'own' DESC, t.brand_id"
    )

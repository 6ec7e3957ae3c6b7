"""The pointers from merged brands to those they are merged into, and what follows from them.

Which decision sets one is in `brand_merges`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from resources.control_plane import brands, competitors
from resources.control_plane.brands import Brand
from resources.control_plane.survivors import family, survivor_id
from resources.control_plane.website_lock import lock_website
from resources.errors import InputError

if TYPE_CHECKING:
    from sqlalchemy import Connection

_FORGET = """
DELETE FROM control.brands b WHERE b.id = %(id)s AND b.source = 'decision'
    AND b.merged_into IS NULL
    AND NOT EXISTS (SELECT FROM control.brands WHERE merged_into = b.id)
    AND NOT EXISTS (SELECT FROM control.brand_decisions WHERE brand_id = b.id)
    AND NOT EXISTS (SELECT FROM control.website_brands WHERE brand_id = b.id)
"""


def end(db: Connection, brand: Brand) -> Brand | None:
    """Take a brand's pointer away, if it has one; the brand it pointed to."""
    sql = "SELECT merged_into FROM control.brands WHERE id = %(id)s"
    target = db.exec_driver_sql(sql, {"id": brand.id}).scalar()
    if target is None:
        return None
    survivor = survivor_id(db, brand.id)
    point(db, brand.id, None)
    relate(db, survivor)
    relate(db, brand.id)
    return brands.by_id(db, str(target))


def forget_unused(db: Connection, *brand_ids: str | None) -> None:
    """Remove brands that only a decision brought and that nothing needs any more, in order."""
    for one in brand_ids:
        if one is not None:
            db.exec_driver_sql(_FORGET, {"id": one})


def chain(db: Connection, start: str) -> list[str]:
    """Ids of the brands that a brand is merged into, one after the other."""
    sql = "SELECT merged_into FROM control.brands WHERE id = %(id)s"
    above: list[str] = []
    while (found := db.exec_driver_sql(sql, {"id": above[-1] if above else start}).scalar()) and (
        str(found) not in above
    ):
        above.append(str(found))
    return above


def point(db: Connection, brand: str, into: str | None) -> None:
    """Let a brand point to another, or to none; ids."""
    sql = "UPDATE control.brands SET merged_into = %(into)s WHERE id = %(id)s"
    db.exec_driver_sql(sql, {"id": brand, "into": into})


def relate(db: Connection, brand: str) -> list[str]:
    """Bring the competitors of the websites that track a family in line; the websites' ids."""
    sql = (
        "SELECT DISTINCT website_id::text FROM control.website_brands "
        "WHERE until IS NULL AND brand_id = ANY(%(ids)s::uuid[]) ORDER BY 1"
    )
    members = family(db, survivor_id(db, brand))
    websites = [str(one) for one in db.exec_driver_sql(sql, {"ids": members}).scalars()]
    for website in websites:
        lock_website(db, website)
        competitors.relate(db, website)
    return websites


def is_read_as(db: Connection, source: Brand, target: Brand) -> bool:
    """Whether the source is a name of the target by a merge already.

    Raises:
        InputError: when both are one brand, or the target is merged into the source.
    """
    if source.id == target.id:
        raise InputError(f"{source.name!r} and {target.name!r} are one brand: nothing to merge.")
    above = chain(db, target.id)
    if source.id in above:
        raise InputError(
            f"{target.name!r} is merged into {source.name!r} already. To turn it round: "
            f'onevice brand split "{target.name}", then merge again.'
        )
    return bool({target.id, *above} & set(chain(db, source.id)))

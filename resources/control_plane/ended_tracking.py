"""Periods of tracking that have an end already: whether there are any, and ending them earlier."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from resources.errors import InputError

if TYPE_CHECKING:
    from sqlalchemy import Connection

_OF_BRAND = "website_id = %(website_id)s AND brand_id = ANY(%(members)s::uuid[])"


def check_known(db: Connection, website_id: str, members: Sequence[str], brand_name: str) -> None:
    """Make sure that a website has ever tracked a brand.

    Raises:
        InputError: when it has not, with the brands that it tracks.
    """
    values = {"website_id": website_id, "members": list(members)}
    sql = f"SELECT 1 FROM control.website_brands WHERE {_OF_BRAND}"
    if db.exec_driver_sql(sql, values).first() is None:
        sql = (
            "SELECT DISTINCT b.name FROM control.website_brands t JOIN control.brands b "
            "ON b.id = t.brand_id WHERE t.website_id = %(website_id)s AND t.until IS NULL "
            "ORDER BY b.name"
        )
        found = db.exec_driver_sql(sql, {"website_id": website_id})
        names = ", ".join(str(name) for name in found.scalars()) or "none"
        raise InputError(f"{brand_name!r} is not tracked here; tracked are: {names}.")


def end_earlier(db: Connection, website_id: str, members: Sequence[str], until: date) -> bool:
    """End periods that end later than a day on that day; those that begin later disappear.

    Returns:
        Whether anything changed.
    """
    values = {"website_id": website_id, "members": list(members), "until": until}
    later = f"{_OF_BRAND} AND until > %(until)s"
    gone = f"DELETE FROM control.website_brands WHERE {later} AND since >= %(until)s"
    cut = f"UPDATE control.website_brands SET until = %(until)s WHERE {later}"
    return sum(db.exec_driver_sql(sql, values).rowcount for sql in (gone, cut)) > 0

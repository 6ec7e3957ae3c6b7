"""Lets decisions about one website wait for each other, until the transaction ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from resources.control_plane.rows import is_id
from resources.errors import InputError

if TYPE_CHECKING:
    from sqlalchemy import Connection


def lock_website(db: Connection, website_id: str) -> None:
    """Lock a website's row.

    Raises:
        InputError: when there is no such website.
    """
    sql = "SELECT id FROM control.websites WHERE id = %(id)s FOR UPDATE"
    if not is_id(website_id) or db.exec_driver_sql(sql, {"id": website_id}).first() is None:
        raise unknown_website(website_id)


def unknown_website(website_id: str) -> InputError:
    """The error for an id that no website has."""
    return InputError(f"There is no website with id {website_id!r}: see `onevice site list`.")

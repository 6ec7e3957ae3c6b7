"""What persons decide about a client's results: rates, what an ad shows, which creative rests."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from resources.control_plane import audit
from resources.control_plane.rows import fetch
from resources.errors import InputError

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from resources.control_plane.campaign_clients import Client

_SET_RATE = """
INSERT INTO control.campaign_rates (client_id, currency, day, usd_per_unit, updated_at)
VALUES (%(client)s, %(currency)s, %(day)s, %(usd_per_unit)s, %(now)s)
ON CONFLICT (client_id, currency, day) DO UPDATE
SET usd_per_unit = EXCLUDED.usd_per_unit, updated_at = EXCLUDED.updated_at
"""
_LINK = """
INSERT INTO control.campaign_ad_links (client_id, network, ad_id, content_id, updated_at)
VALUES (%(client)s, %(network)s, %(ad)s, %(content)s, %(now)s)
ON CONFLICT (client_id, network, ad_id) DO UPDATE
SET content_id = EXCLUDED.content_id, updated_at = EXCLUDED.updated_at
"""
_ARCHIVE = """
INSERT INTO control.campaign_archived_content (client_id, content_id, archived_at)
VALUES (%(client)s, %(content)s, %(now)s) ON CONFLICT DO NOTHING
"""
_RESTORE = """
DELETE FROM control.campaign_archived_content
WHERE client_id = %(client)s AND content_id = %(content)s
"""


@dataclass(frozen=True)
class Rate:
    """US dollars for a unit of a currency, from a day on until the next one."""

    currency: str
    day: date
    usd_per_unit: float


@dataclass(frozen=True)
class AdLink:
    """A creative that an ad of a network shows."""

    network: str
    ad_id: str
    content_id: str


def set_rates(db: Connection, client: Client, rates: Iterable[Rate], *, actor: str) -> int:
    """Give rates; one of the same currency and day is replaced. How many there were.

    Raises:
        InputError: one cannot be; none is given.
    """
    listed = list(rates)
    for one in listed:
        _check(one)
    for one in listed:
        db.exec_driver_sql(_SET_RATE, {**vars(one), "client": client.id, "now": datetime.now(UTC)})
        detail = {"day": one.day, "usd_per_unit": one.usd_per_unit}
        subject = f"{client.key} {one.currency}"
        audit.record(db, actor=actor, action="campaign_rate.set", subject=subject, detail=detail)
    return len(listed)


def list_rates(db: Connection, client: Client) -> list[Rate]:
    """A client's rates, by currency and day."""
    sql = (
        "SELECT currency, day, usd_per_unit FROM control.campaign_rates "
        "WHERE client_id = %(client)s ORDER BY currency, day"
    )
    return fetch(db, Rate, sql, {"client": client.id})


def link_ad(
    db: Connection, client: Client, network: str, ad_id: str, content_id: str, *, actor: str
) -> None:
    """Say which creative an ad shows; said again, the last one holds."""
    given = {"client": client.id, "network": network, "ad": ad_id, "content": content_id}
    db.exec_driver_sql(_LINK, {**given, "now": datetime.now(UTC)})
    subject = f"{client.key} {network} {ad_id}"
    detail = {"content_id": content_id}
    audit.record(db, actor=actor, action="campaign_ad.link", subject=subject, detail=detail)


def list_links(db: Connection, client: Client) -> list[AdLink]:
    """What persons said that ads of a client show."""
    sql = (
        "SELECT network, ad_id, content_id FROM control.campaign_ad_links "
        "WHERE client_id = %(client)s ORDER BY network, ad_id"
    )
    return fetch(db, AdLink, sql, {"client": client.id})


def archive_content(
    db: Connection, client: Client, content_id: str, *, restore: bool = False, actor: str
) -> None:
    """Take a creative out of use, or back into it."""
    given = {"client": client.id, "content": content_id, "now": datetime.now(UTC)}
    db.exec_driver_sql(_RESTORE if restore else _ARCHIVE, given)
    audit.record(
        db,
        actor=actor,
        action="campaign_content.restore" if restore else "campaign_content.archive",
        subject=f"{client.key} {content_id}",
        detail={},
    )


def list_archived(db: Connection, client: Client) -> list[str]:
    """Ids of the creatives that persons took out of use."""
    sql = (
        "SELECT content_id FROM control.campaign_archived_content "
        "WHERE client_id = %(client)s ORDER BY content_id"
    )
    return [str(row[0]) for row in db.exec_driver_sql(sql, {"client": client.id})]


def _check(rate: Rate) -> None:
    if rate.currency == "USD" or not re.fullmatch("[A-Z]{3}", rate.currency):
        raise InputError(
            f"{rate.currency[:40]!r} is no other currency: use three capital letters, e.g. 'EUR'."
        )
    if not math.isfinite(rate.usd_per_unit) or rate.usd_per_unit <= 0:
        raise InputError(
            f"{rate.usd_per_unit!r} US dollars for a unit of {rate.currency} cannot be: give a "
            "number above 0, e.g. 1.08."
        )

"""Websites that can be understood and never were: they have an address and a brand of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection


def list_uncrawled(db: Connection, limit: int) -> list[str]:
    """Keys of websites to crawl for the first time, the longest watched first.

    One without an own brand waits: its questions are made once, and with that brand in mind.

    Args:
        db: an open transaction.
        limit: how many at most.
    """
    sql = """
    SELECT o.slug || '.' || w.domain
    FROM control.websites w JOIN control.organizations o ON o.id = w.organization_id
    WHERE w.source = 'crawl' AND w.url IS NOT NULL AND w.status = 'pending'
        AND w.last_scraped_at IS NULL AND EXISTS (
            SELECT FROM control.website_brands b
            WHERE b.website_id = w.id AND b.role = 'own' AND b.until IS NULL)
    ORDER BY w.created_at, w.id LIMIT %(limit)s
    """
    return [key for (key,) in db.exec_driver_sql(sql, {"limit": limit})]

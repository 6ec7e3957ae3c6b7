"""Websites: who is watched, for whom, and how far their crawl and prompt basket have come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from resources.control_plane import audit, baskets
from resources.control_plane.addresses import Address, read_address
from resources.control_plane.baskets import Basket
from resources.control_plane.names import clean_name
from resources.control_plane.organizations import find_or_add
from resources.control_plane.rows import fetch, fetch_first, is_id
from resources.control_plane.website_lock import unknown_website
from resources.errors import InputError
from resources.identity import new_id

if TYPE_CHECKING:
    from sqlalchemy import Connection

_SELECT = """
SELECT w.id, w.organization_id, o.slug AS organization_slug, o.slug || '.' || w.domain AS key,
    w.domain, w.url, w.name, w.source, w.status, w.scrape_depth, w.created_at,
    w.last_scraped_at, w.last_hard_scrape_at
FROM control.websites w JOIN control.organizations o ON o.id = w.organization_id
"""


@dataclass(frozen=True)
class Website:
    """A watched website; `key` names its partitions, `url` is none for imports."""

    id: str
    organization_id: str
    organization_slug: str
    key: str
    domain: str
    url: str | None
    name: str
    source: Literal["crawl", "import"]
    status: Literal["pending", "scraping", "completed", "failed"]
    scrape_depth: int
    created_at: datetime
    last_scraped_at: datetime | None
    last_hard_scrape_at: datetime | None


def add(
    db: Connection,
    *,
    url: str | None = None,
    domain: str | None = None,
    name: str | None = None,
    organization: str = "default",
    source: Literal["crawl", "import"] = "crawl",
    scrape_depth: int = 3,
    actor: str,
) -> Website:
    """Watch a website, or find it where its organization watches the domain already.

    A website that came from an import gets its address when one is given; nothing else of a
    known website changes.

    Raises:
        InputError: when address, domain or name cannot be used, or a crawl has no address.
    """
    address = read_address(url, domain, name)
    if source == "crawl" and address.url is None:
        raise InputError(
            f"{address.domain!r} cannot be crawled without an address: give one, such as "
            "https://example.com, or import answers (source='import')."
        )
    organization_id = find_or_add(db, organization, actor=actor)
    values = {
        "id": new_id(),
        "organization_id": organization_id,
        **vars(address),
        "name": clean_name(name or address.domain, "website"),
        "source": source,
        "scrape_depth": scrape_depth,
        "created_at": datetime.now(UTC),
    }
    if _insert(db, values):
        baskets.start(db, values["id"], values["created_at"])
        website = get(db, values["id"])
        _record(db, website, "website.add", actor, url=website.url, source=source)
        return website
    return _give_address(db, organization_id, address, actor)


def get(db: Connection, website_id: str) -> Website:
    """The website with an id.

    Raises:
        InputError: when there is none.
    """
    found = None
    if is_id(website_id):
        found = fetch_first(db, Website, f"{_SELECT} WHERE w.id = %(id)s", {"id": website_id})
    if found is None:
        raise unknown_website(website_id)
    return found


def find(db: Connection, text: str) -> Website:
    """The website that a text means: its key, domain, name, address or id.

    Raises:
        InputError: listing what exists, when none or more than one is meant.
    """
    text = text.strip()
    every = list_all(db)
    for field in ("id", "key", "domain", "name", "url"):
        found = [one for one in every if (getattr(one, field) or "").lower() == text.lower()]
        if len(found) == 1:
            return found[0]
        if found:
            keys = ", ".join(one.key for one in found)
            raise InputError(f"{text!r} means several websites ({keys}): name one by its key.")
    return _find_by_address(every, text)


def list_all(db: Connection) -> list[Website]:
    """Every website, by organization and domain."""
    return fetch(db, Website, f"{_SELECT} ORDER BY o.slug, w.domain", {})


def list_keys(db: Connection) -> list[str]:
    """The key of every website, in the order they were added."""
    sql = (
        "SELECT o.slug || '.' || w.domain FROM control.websites w "
        "JOIN control.organizations o ON o.id = w.organization_id ORDER BY w.created_at, w.id"
    )
    return [str(one) for one in db.exec_driver_sql(sql).scalars()]


def list_never_crawled(db: Connection, *, before: datetime) -> list[Website]:
    """Websites with an address that nobody began to crawl, oldest first, 1,000 at most.

    One without an own brand waits: its questions are made once, and with that brand in mind.

    Args:
        db: the open transaction.
        before: younger ones are left out.
    """
    where = (
        "w.source = 'crawl' AND w.status = 'pending' AND w.last_scraped_at IS NULL "
        "AND w.created_at < %(before)s AND EXISTS (SELECT FROM control.website_brands b "
        "WHERE b.website_id = w.id AND b.role = 'own' AND b.until IS NULL)"
    )
    sql = f"{_SELECT} WHERE {where} ORDER BY w.created_at, w.id LIMIT 1000"
    return fetch(db, Website, sql, {"before": before})


def note_scrape(
    db: Connection,
    website_id: str,
    *,
    at: datetime,
    hard: bool,
    status: Literal["pending", "scraping", "completed", "failed"],
    changed: bool = True,
) -> None:
    """Note how a crawl stands; a finished one sets `last_scraped_at`, a hard one the other too.

    A finished crawl that changed nothing moves no time of the same UTC day: a second run of a day
    leaves the row as it was.
    """
    sql = """
    UPDATE control.websites SET status = %(status)s::text,
        updated_at = CASE WHEN %(moves)s THEN %(at)s::timestamptz ELSE updated_at END,
        last_scraped_at = CASE WHEN %(moves)s AND %(status)s::text = 'completed'
            THEN %(at)s::timestamptz ELSE last_scraped_at END,
        last_hard_scrape_at = CASE WHEN %(hard)s AND %(status)s::text = 'completed'
            THEN %(at)s::timestamptz ELSE last_hard_scrape_at END
    WHERE id = %(id)s
    """
    last = get(db, website_id).last_scraped_at
    is_new = changed or hard or last is None or last.astimezone(UTC).date() != at.date()
    moves = status == "failed" or (status != "scraping" and is_new)
    values = {"id": website_id, "at": at, "hard": hard, "status": status, "moves": moves}
    db.exec_driver_sql(sql, values)


def basket(db: Connection, website_id: str) -> Basket:
    """The prompt basket in force."""
    return baskets.history(db, get(db, website_id).id)[-1]


def request_refresh(db: Connection, website_id: str, *, actor: str, why: str) -> Basket:
    """Ask for new ICPs and prompts: a new basket version supersedes the one in force."""
    website = get(db, website_id)
    made = baskets.supersede(db, website.id, "refresh")
    _record(db, website, "website.refresh", actor, why=why, basket_version=made.version)
    return made


def _insert(db: Connection, values: dict[str, Any]) -> bool:
    sql = (
        "INSERT INTO control.websites (id, organization_id, domain, url, name, source, "
        "scrape_depth, created_at, updated_at) VALUES (%(id)s, %(organization_id)s, %(domain)s, "
        "%(url)s, %(name)s, %(source)s, %(scrape_depth)s, %(created_at)s, %(created_at)s) "
        "ON CONFLICT (organization_id, domain) DO NOTHING"
    )
    return db.exec_driver_sql(sql, values).rowcount == 1


def _give_address(db: Connection, organization_id: str, address: Address, actor: str) -> Website:
    where = "w.organization_id = %(organization_id)s AND w.domain = %(domain)s"
    parameters = {"organization_id": organization_id, **vars(address)}
    (website,) = fetch(db, Website, f"{_SELECT} WHERE {where}", parameters)
    if website.url is not None or address.url is None:
        return website
    db.exec_driver_sql(
        "UPDATE control.websites SET url = %(url)s, source = 'crawl', updated_at = now() "
        "WHERE id = %(id)s",
        {"url": address.url, "id": website.id},
    )
    _record(db, website, "website.give_address", actor, url=address.url)
    return get(db, website.id)


def _find_by_address(every: list[Website], text: str) -> Website:
    """Find by a full address whose path or scheme differs from the stored one."""
    if "/" in text:
        domain = read_address(text, None, None).domain
        found = [one for one in every if one.domain == domain]
        if len(found) == 1:
            return found[0]
    keys = ", ".join(one.key for one in every) or "none yet"
    raise InputError(
        f"There is no website {text!r}. There are: {keys}. Add one with `onevice site add URL`."
    )


def _record(db: Connection, website: Website, action: str, actor: str, **detail: Any) -> None:
    audit.record(
        db,
        actor=actor,
        action=action,
        subject=website.key,
        detail=detail,
        website_id=website.id,
    )

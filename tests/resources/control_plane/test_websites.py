"""Websites: added once, found by what people call them, refreshed by new basket versions."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection

from resources.control_plane import audit, baskets, websites
from resources.control_plane.resource import ControlPlane
from resources.control_plane.websites import Website
from resources.errors import InputError

UNKNOWN_ID = "019a9f00-0000-7000-8000-000000000000"


def test_a_website_begins_with_its_key_and_basket_version_one(
    db: Connection, website: Website
) -> None:
    assert website.key == "default.demo.test"
    assert (website.source, website.status, website.scrape_depth) == ("crawl", "pending", 3)
    basket = websites.basket(db, website.id)
    assert (basket.version, basket.created_at, basket.reason) == (1, website.created_at, "created")


def test_adding_a_website_again_changes_nothing_and_is_not_audited(
    db: Connection, website: Website, audited
) -> None:
    again = websites.add(db, url="http://www.demo.test/start", name="Other", actor="test")
    assert again == website
    assert audited.new() == 0
    assert websites.list_all(db) == [website]


def test_two_organizations_may_watch_one_domain(db: Connection, website: Website) -> None:
    theirs = websites.add(db, url="https://demo.test/", organization="acme", actor="test")
    assert theirs.key == "acme.demo.test"
    assert theirs.id != website.id
    with pytest.raises(InputError, match=r"several websites \(acme.demo.test, default.demo.test\)"):
        websites.find(db, "demo.test")


def test_an_import_needs_no_address_and_takes_one_later(db: Connection, website: Website) -> None:
    bench = websites.add(db, name="AI Product Bench", source="import", actor="test")
    assert (bench.key, bench.url) == ("default.ai-product-bench", None)
    assert websites.find(db, "AI Product Bench") == bench
    given = websites.add(db, url="https://bench.test", domain=bench.domain, actor="test")
    assert (given.id, given.url, given.source) == (bench.id, "https://bench.test", "crawl")
    assert audit.entries(db)[0].action == "website.give_address"


def test_a_crawl_without_an_address_is_refused(db: Connection) -> None:
    with pytest.raises(InputError, match="cannot be crawled without an address"):
        websites.add(db, domain="demo.test", actor="test")


@pytest.mark.parametrize(
    "called", ["default.demo.test", "demo.test", "DEMO", "https://demo.test/", "www.demo.test/a"]
)
def test_a_website_is_found_by_whatever_people_call_it(
    db: Connection, website: Website, called: str
) -> None:
    assert websites.find(db, called) == website
    assert websites.find(db, website.id) == website


@pytest.mark.parametrize(
    "unknown",
    ["nobody", "https://elsewhere.test/", "", "::", UNKNOWN_ID],
)
def test_an_unknown_website_is_an_error_that_names_what_exists(
    db: Connection, website: Website, unknown: str
) -> None:
    with pytest.raises(InputError, match=r"There are: default.demo.test"):
        websites.find(db, unknown)


@pytest.mark.parametrize("unknown", ["nobody", UNKNOWN_ID])
def test_an_unknown_id_is_an_error_and_no_driver_message(db: Connection, unknown: str) -> None:
    for ask in (websites.get, websites.basket):
        with pytest.raises(InputError, match="no website with id"):
            ask(db, unknown)
    with pytest.raises(InputError, match="no website with id"):
        websites.request_refresh(db, unknown, actor="test", why="x")


def test_a_finished_crawl_is_noted_and_a_failed_one_keeps_the_last_success(
    db: Connection, website: Website
) -> None:
    first, later = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC)
    websites.note_scrape(db, website.id, at=first, hard=True, status="completed")
    websites.note_scrape(db, website.id, at=later, hard=True, status="failed")
    found = websites.get(db, website.id)
    assert (found.status, found.last_scraped_at, found.last_hard_scrape_at) == (
        "failed",
        first,
        first,
    )


@pytest.mark.parametrize(
    ("hour", "day", "changed", "moves"),
    [(9, 20, False, False), (9, 20, True, True), (0, 21, False, True)],
)
def test_a_crawl_that_changed_nothing_moves_no_time_of_the_same_day(
    db: Connection, website: Website, hour: int, day: int, changed: bool, moves: bool
) -> None:
    first, later = datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, day, hour, tzinfo=UTC)
    websites.note_scrape(db, website.id, at=first, hard=False, status="completed")
    for status in ("scraping", "completed"):
        websites.note_scrape(db, website.id, at=later, hard=False, status=status, changed=changed)
    found = websites.get(db, website.id)
    assert (found.status, found.last_scraped_at) == ("completed", later if moves else first)


def test_a_refresh_gives_the_next_basket_version_at_a_later_time(
    control: ControlPlane,
) -> None:
    with control.begin() as db:
        website = websites.add(db, url="https://demo.test/", actor="test")
    for why in ("asked", "asked again"):
        with control.begin() as db:
            websites.request_refresh(db, website.id, actor="test", why=why)
    with control.begin() as db:
        versions = baskets.history(db, website.id)
        assert [one.version for one in versions] == [1, 2, 3]
        assert sorted(one.created_at for one in versions) == [one.created_at for one in versions]
        assert audit.entries(db, website_id=website.id)[0].detail["why"] == "asked again"


@pytest.mark.parametrize("organization", ["", "Acme", "a.b", "a--b", "a|b", "x" * 101])
def test_an_organization_slug_cannot_break_a_partition_key(
    db: Connection, organization: str
) -> None:
    with pytest.raises(InputError, match="cannot be an organization"):
        websites.add(db, url="https://demo.test", organization=organization, actor="test")

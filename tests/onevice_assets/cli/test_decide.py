"""What people decide about websites and brands is carried out and stands in the audit log."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from onevice_assets.cli.session import actor
from tests.onevice_assets.cli.conftest import KEY, SITE, Terminal

TODAY = datetime.now(UTC).date()


def names(terminal: Terminal) -> set[str]:
    return {row["name"] for row in terminal.json("brand", "list", "--website", KEY)}


def test_a_website_is_watched_once_however_often_it_is_added(shop: Terminal) -> None:
    shop.run("site", "add", SITE)
    (row,) = shop.json("site", "list")
    assert (row["key"], row["url"], row["scrape_depth"]) == (KEY, SITE, 3)
    assert shop.actions() == ["organization.add", "website.add"]
    assert {one.actor for one in shop.decisions()} == {actor()}


def test_the_next_step_is_told_as_it_can_be_typed(terminal: Terminal) -> None:
    told = terminal.run("site", "add", "http://[::1]:8010/")
    assert "onevice brand track NAME --own --website default.[::1]:8010" in told


@pytest.mark.parametrize("address", ["ftp://shop.test", "https://user:pw@shop.test/", "http://"])
def test_an_address_that_is_none_is_refused(terminal: Terminal, address: str) -> None:
    assert "pw" not in terminal.error("site", "add", address)
    assert terminal.actions() == []


def test_a_refresh_makes_a_new_basket_and_says_why(shop: Terminal) -> None:
    assert "basket version 2" in shop.run("site", "refresh", "--why", "new product")
    last = shop.decisions()[-1]
    assert (last.action, last.detail["why"]) == ("website.refresh", "new product")


def test_a_command_needs_no_website_where_there_is_only_one(shop: Terminal) -> None:
    shop.run("brand", "track", "Shop", "--own")
    shop.run("site", "add", "https://other.test")
    told = shop.error("brand", "track", "Rival")
    assert KEY in told
    assert "default.other.test" in told


def test_without_any_website_the_first_step_is_told(terminal: Terminal) -> None:
    assert "onevice run --site URL" in terminal.error("site", "refresh")


def test_an_unknown_website_names_those_that_exist(shop: Terminal) -> None:
    assert KEY in shop.error("site", "refresh", "--website", "nobody.test")


def test_a_tracked_brand_has_its_role_relationship_and_aliases(shop: Terminal) -> None:
    shop.run("brand", "track", "Shop", "--own")
    shop.run("brand", "track", "Rival", "--relationship", "direct")
    shop.run("brand", "alias", "Rival", "Rival Pro")
    own, rival = shop.json("brand", "list", "--website", KEY)
    assert (own["name"], own["role"]) == ("Shop", "own")
    assert (rival["role"], rival["relationship_type"]) == ("competitor", "direct")
    assert rival["aliases"] == ["Rival Pro"]
    assert {"brand.track", "brand.alias"} <= {one.replace("_add", "") for one in shop.actions()}


def test_an_unknown_relationship_names_those_that_exist(shop: Terminal) -> None:
    told = shop.run("brand", "track", "Rival", "--relationship", "friend", code=2)
    assert "substitute" in told


def test_an_untracked_brand_is_gone_from_today_on(shop: Terminal) -> None:
    shop.run("brand", "track", "Rival")
    shop.run("brand", "untrack", "Rival")
    assert names(shop) == set()
    assert shop.actions()[-1] == "brand.untrack"


def test_the_end_of_a_brand_may_lie_ahead(shop: Terminal) -> None:
    shop.run("brand", "track", "Rival")
    shop.run("brand", "untrack", "Rival", "--until", (TODAY + timedelta(days=7)).isoformat())
    assert names(shop) == {"Rival"}


@pytest.mark.parametrize(
    ("until", "reason"),
    [("soon", "not a day"), ("2026-13-01", "not a day"), ("1999-01-01", "first")],
)
def test_an_end_that_is_no_day_changes_nothing(shop: Terminal, until: str, reason: str) -> None:
    shop.run("brand", "track", "Rival")
    before = shop.actions()
    assert reason in shop.error("brand", "untrack", "Rival", "--until", until)
    assert names(shop) == {"Rival"}
    assert shop.actions() == before


def test_a_brand_that_is_not_tracked_names_those_that_are(shop: Terminal) -> None:
    shop.run("brand", "track", "Rival")
    shop.run("brand", "add", "Nobody")
    assert "tracked are: Rival" in shop.error("brand", "untrack", "Nobody")


def test_a_name_that_looks_like_markup_is_printed_as_it_is(shop: Terminal) -> None:
    hostile = "[/] [red]Shop[/red]"
    assert hostile in shop.run("brand", "add", hostile)
    assert hostile in shop.run("brand", "track", hostile, "--own")
    assert "[blink]" in shop.run("brand", "alias", hostile, "[blink]")
    assert hostile in shop.run("brand", "list")


def test_a_catalogue_brand_is_there_for_every_website(terminal: Terminal) -> None:
    terminal.run("brand", "add", "Rival", "--domain", "rival.test", "--industry", "retail")
    (row,) = terminal.json("brand", "list")
    assert (row["name"], row["domain"]) == ("Rival", "rival.test")
    assert terminal.actions() == ["brand.add"]


def test_an_empty_name_is_refused(terminal: Terminal) -> None:
    assert "empty" in terminal.error("brand", "add", "  ")

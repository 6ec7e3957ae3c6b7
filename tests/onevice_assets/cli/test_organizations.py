"""When an organization is asked, as people decide it on the command line."""

from __future__ import annotations

import pytest

from tests.onevice_assets.cli.conftest import Terminal


def hours(terminal: Terminal) -> dict[str, str]:
    (row,) = terminal.json("organization", "list")
    return dict(row)


def test_what_is_not_given_stays(shop: Terminal) -> None:
    told = shop.run("organization", "hours", "--timezone", "Europe/Berlin", "--at", "06:30")
    assert "daily at 06:30, Europe/Berlin" in told
    shop.run("organization", "hours", "--at", "07:00")
    assert hours(shop) == {
        "organization": "default",
        "timezone": "Europe/Berlin",
        "daily_at": "07:00",
    }
    assert shop.actions()[-2:] == ["organization.set_hours"] * 2


def test_an_organization_can_be_asked_by_hand_only_and_daily_again(shop: Terminal) -> None:
    assert "by hand only" in shop.run("organization", "hours", "default", "--off")
    assert hours(shop)["daily_at"] == "by hand"
    shop.run("organization", "hours", "--at", "03:00")
    assert hours(shop)["daily_at"] == "03:00"


def test_an_organization_is_added_once(terminal: Terminal) -> None:
    assert "is added" in terminal.run("organization", "add", "acme-labs")
    assert "is there already" in terminal.run("organization", "add", "acme-labs")
    assert terminal.actions() == ["organization.add"]
    assert "cannot be an organization" in terminal.error("organization", "add", "Acme Labs")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--timezone", "Mars/Olympus"), "is not a time zone"),
        (("--at", "25:00"), "not an hour and minute"),
        (("--at", "06:30:15"), "not an hour and minute"),
        (("--at", "06:30", "--off"), "exclude each other"),
        (("nobody", "--at", "06:30"), "no organization 'nobody'"),
    ],
)
def test_hours_that_are_none_are_refused_and_nothing_changes(
    shop: Terminal, words: tuple[str, ...], told: str
) -> None:
    assert told in " ".join(shop.run("organization", "hours", *words, code=1).split())
    assert hours(shop)["daily_at"] == "03:00"

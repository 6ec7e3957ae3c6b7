"""`onevice simulations`: what waits, runs or failed, and why."""

from __future__ import annotations

from datetime import UTC, datetime

from resources.control_plane import simulation_queue
from tests.onevice_assets.cli.conftest import KEY, Terminal


def test_nothing_requested_is_said_in_a_line(shop: Terminal) -> None:
    assert "none was requested" in shop.run("simulations")


def test_what_waits_what_was_asked_for_and_what_failed_is_told_apart(shop: Terminal) -> None:
    for day in ("2026-11-18", "2026-11-19", "2026-11-20"):
        shop.run("simulate", "--day", day)
    waiting = shop.json("simulations")["simulations"]
    now = datetime.now(UTC)
    with shop.control.begin() as db:
        simulation_queue.claim(db, [waiting[0]["id"]], now)
        simulation_queue.fail(db, waiting[1]["id"], reason="MAX_USD [is] spent", at=now)
    told = shop.json("simulations", "--website", KEY)
    assert [one["state"] for one in told["simulations"]] == ["asked for", "waiting", "failed"]
    assert {state for state, count in told["counts"].items() if count} == {
        "asked for",
        "waiting",
        "failed",
    }
    shown = shop.run("simulations")
    assert "MAX_USD [is] spent" in shown
    assert "requested_simulations" in shown


def test_a_website_that_is_not_there_is_an_error_in_a_line(shop: Terminal) -> None:
    assert "nobody.test" in shop.error("simulations", "--website", "nobody.test")

"""`onevice alerts`: what turned, who was told, and a test that counts for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from typer.testing import CliRunner

from onevice_assets.brand_monitor.share_of_voice.verdicts.tell_alerts import tell_alerts
from onevice_assets.cli.app import app
from resources.control_plane import listing
from resources.notifications.resource import Notifier
from tests.onevice_assets.brand_monitor.share_of_voice.verdicts.rows import (
    DAY,
    verdict,
    write_day,
)
from tests.onevice_assets.cli.conftest import KEY, Terminal
from tests.resources.notifications.servers import Hook, run_hook

YESTERDAY = DAY - timedelta(days=1)


@pytest.fixture
def hook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    """A webhook that the environment names."""
    with run_hook(Hook()) as hook:
        monkeypatch.setenv("NO_PROXY", "*")
        monkeypatch.setenv("ONEVICE_NOTIFY", "webhook")
        monkeypatch.setenv("ONEVICE_WEBHOOK_URL", hook.url)
        yield hook


@pytest.fixture
def turned(shop: Terminal) -> Terminal:
    """A day on which a rival rose, and the own brand cannot be judged."""
    rival = verdict("up", brand="[b]Rival")
    write_day(shop.lake, DAY, rival, verdict("thin"), website=KEY)
    write_day(shop.lake, YESTERDAY, verdict("no_change", brand="[b]Rival"), website=KEY)
    return shop


def account(terminal: Terminal) -> list[str]:
    with terminal.control.begin() as db:
        return [row["status"] for row in listing.rows(db, "notices")]


def test_it_shows_what_turned_and_what_to_do_where_nothing_can_be_said(turned: Terminal) -> None:
    told = turned.run("alerts")
    (line,) = [one for one in told.splitlines() if "competitor" in one]
    for word in ("[b]Rival", "mention_rate", "up", "34 %", "47 %", "0.004", "no_change 2026-11-19"):
        assert word in line
    assert "No verdict on Firefox. Ask about more topics" in told
    assert account(turned) == []


def test_json_tells_each_channel_due_then_sent(turned: Terminal, hook: Hook) -> None:
    today = datetime.now(UTC).date()
    write_day(turned.lake, today, verdict("up", brand="Rival", day=today), website=KEY)
    (alert,) = turned.json("alerts")["alerts"]
    assert alert["channels"] == [{"channel": "webhook", "outcome": "due"}]
    assert hook.bodies == []
    notifier = Notifier(channels=["webhook"], webhook_url=hook.url)
    tell_alerts(turned.lake, turned.control, notifier, KEY, today, today)
    (alert,) = turned.json("alerts")["alerts"]
    assert [one["outcome"] for one in alert["channels"]] == ["sent"]
    assert (alert["brand"], alert["turns"][0]["difference"]) == ("Rival", 0.13)


def test_a_failed_channel_says_why(turned: Terminal, hook: Hook) -> None:
    hook.statuses = [404]
    notifier = Notifier(channels=["webhook"], webhook_url=hook.url)
    tell_alerts(turned.lake, turned.control, notifier, KEY, DAY, DAY)
    told = turned.run("alerts", "--day", DAY.isoformat())
    assert "[b]Rival · webhook failed: The webhook at localhost answered 404" in told


def test_a_quiet_day_says_so(shop: Terminal) -> None:
    write_day(shop.lake, DAY, verdict("no_change"), website=KEY)
    assert shop.run("alerts") == f"No verdict of {KEY} turned on {DAY}.\n"
    assert shop.json("alerts")["alerts"] == []


def test_a_day_that_was_never_judged_is_named(turned: Terminal) -> None:
    assert "its newest days: 2026-11-19, 2026-11-20" in turned.error("alerts", "-d", "2026-11-01")


def test_a_test_is_marked_and_counts_for_nothing(terminal: Terminal, hook: Hook) -> None:
    for _ in range(2):
        assert terminal.run("alerts", "--test") == "webhook: the test was sent\n"
    first, second = hook.bodies
    assert first["facts"] == {"is_test": True}
    assert first["title"].startswith("Test: ")
    assert first["id"] != second["id"]
    assert account(terminal) == []


def test_a_test_fails_where_a_channel_does(
    terminal: Terminal, hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONEVICE_NOTIFY", "webhook,log")
    hook.statuses = [404]
    done = CliRunner().invoke(app, ["alerts", "--test"])
    assert done.exit_code == 1
    assert "error webhook: The webhook at localhost answered 404" in done.output
    assert "log: the test was sent" in done.output
    assert hook.url not in done.output

"""`onevice campaigns performance`: reports added, shown, refused, and priced by a person."""

from __future__ import annotations

from pathlib import Path

from tests.onevice_assets.campaigns.performance.reports import basic_ad, fb_ad, write
from tests.onevice_assets.cli.conftest import Terminal


def test_reports_are_added_shown_and_what_does_not_count_is_told(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.run("campaigns", "clients", "add", "yoga-loft")
    days = [basic_ad(), basic_ad(date="2026-11-02", spend="-1")]
    (tmp_path / "days.csv").write_bytes(write(days))
    (tmp_path / "ads.csv").write_bytes(write([fb_ad()]))
    account = {"id": "7", "name": "a", "currency": "EUR", "_fivetran_synced": "2026-11-01"}
    (tmp_path / "account.csv").write_bytes(write([account]))
    added = terminal.json("campaigns", "performance", "add", "yoga-loft", str(tmp_path))
    assert {row["filename"]: row["status"] for row in added} == dict.fromkeys(
        ("account.csv", "ads.csv", "days.csv"), "taken"
    )
    refused = terminal.json("campaigns", "performance", "refused", "yoga-loft")
    assert [row["what"] for row in refused] == [
        "spend is -1: less than nothing",
        "there is no rate for EUR on 2026-11-01",
    ]
    rates = ("campaigns", "rates", "set", "yoga-loft", "EUR", "2", "--day", "2026-10-01")
    assert "1 file(s) or line(s) do not count" in terminal.run(*rates)
    (row,) = terminal.json("campaigns", "performance", "show", "yoga-loft", "--by", "day")
    assert (row["day"], row["spend"], row["cpc"]) == ("2026-11-01", 25.0, 1.25)
    shown = terminal.run("campaigns", "performance", "show", "yoga-loft")
    assert "31" in shown
    assert "2.00 %" in shown
    wrong = terminal.error("campaigns", "performance", "show", "yoga-loft", "--by", "moon")
    assert "campaign, content, platform, day" in wrong
    assert "capital letters" in terminal.error(*rates[:4], "EURO", "2", "--day", "2026-10-01")

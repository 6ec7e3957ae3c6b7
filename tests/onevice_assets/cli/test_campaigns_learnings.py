"""`onevice campaigns learnings`: what is believed, and of the rest the reason."""

from __future__ import annotations

from datetime import date

from onevice_assets.campaigns.learnings.believe import Judged
from onevice_assets.campaigns.learnings.learn import Learning
from onevice_assets.campaigns.learnings.make_rows import make_learning_rows
from onevice_assets.tables import campaign_learnings as tables
from tests.onevice_assets.cli.conftest import Terminal

SURE = Judged(0.6, 0.1, 0.5, 0.3, 0.8, 0.001, 0.01, True, "at least +30% against the usual")


def test_learnings_are_shown_with_their_evidence_and_reasons(terminal: Terminal) -> None:
    client = terminal.json("campaigns", "clients", "add", "yoga-loft")
    assert "Nothing is learnt" in terminal.run("campaigns", "learnings", "yoga-loft")
    owner = {"organization_id": client["organization_id"], "brand_id": client["id"]}
    learned = [
        Learning("RESPONDS_TO", "d1", "calm", "conversions", 0.02, 9, 7, 4200.0, SURE),
        Learning("RESPONDS_TO", "d1", "urgent", "conversions", 0.03, 2, 2, 90.0,
                 Judged.unknown("only 2 of its creatives: 3 are needed")),
    ]  # fmt: skip
    window = (date(2026, 10, 1), date(2026, 12, 31))
    rows = make_learning_rows(owner, learned, [{"id": "d1", "name": "women"}], window)
    terminal.lake.write(tables.learnings, client["key"], rows)
    told = terminal.run("campaigns", "learnings", "yoga-loft")
    assert "1 of 2 pairs" in told
    assert "urgent" not in told
    assert "urgent" in terminal.run("campaigns", "learnings", "yoga-loft", "--all")
    found = terminal.json("campaigns", "learnings", "yoga-loft")
    assert [(row["end_name"], row["believed"]) for row in found] == [
        ("calm", True),
        ("urgent", False),
    ]


def test_an_unknown_client_is_told(terminal: Terminal) -> None:
    assert "There is no client" in terminal.error("campaigns", "learnings", "nobody")

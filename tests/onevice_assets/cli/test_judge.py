"""`onevice judge`: what it may cost, how far the judge agrees, and where it does not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

import pytest
from typer.testing import CliRunner

from onevice_assets.cli.app import app
from onevice_assets.partitions import join_key
from resources.control_plane import stage_attempts, websites
from tests.one_provider import forget_other_keys, only_provider
from tests.onevice_assets.brand_monitor.brand_states.judging.conftest import (
    FIRST,
    healthy,
    write_day,
)
from tests.onevice_assets.cli.conftest import KEY, Terminal
from tests.onevice_assets.cli.rows import DAY
from tests.provider_server import ProviderServer


@pytest.fixture
def day(shop: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A day with brand states, and no provider with a key."""
    forget_other_keys(monkeypatch)
    write_day(shop.lake, join_key(DAY.isoformat(), KEY))
    return shop


@pytest.fixture
def server(day: Terminal, monkeypatch: pytest.MonkeyPatch) -> Iterator[ProviderServer]:
    with only_provider(monkeypatch, healthy()) as server:
        yield server


def test_the_estimate_comes_first_then_agreement_kappa_and_what_differs(
    day: Terminal, server: ProviderServer
) -> None:
    told = day.run("judge")
    assert "2 answers to judge by openai:" in told
    assert told.index("at most USD 0.") < told.index("2 answers asked")
    assert "4 brands in 2 answers. Agreement: presence 50 % (kappa 0.27), belief 100 %" in told
    words = [line.split() for line in told.splitlines()]
    assert ["ours", "recommended", "compared", "mentioned", "ignored"] in words
    assert ["mentioned", "0", "0", "1", "1"] in words
    assert ["presence", "compared", "mentioned", "1"] in words
    assert f"onevice judge --stored --show 20 --website {KEY} --day {DAY}" in told
    assert FIRST not in told


def test_json_carries_agreement_matrix_and_cost(day: Terminal, server: ProviderServer) -> None:
    told = day.json("judge", "--sample", "50", "--day", DAY.isoformat())
    (judge,) = told["judges"]
    assert judge["agreement"] == {"presence": 0.5, "belief": 1.0, "polarity": 0.75, "all": 0.5}
    assert judge["presences"]["mentioned"] == {"ignored": 1, "mentioned": 1}
    assert {"field": "presence", "ours": "compared", "judge": "mentioned", "rows": 1} in (
        judge["disagreements"]
    )
    with day.control.begin() as db:
        made = stage_attempts.attempts(db, websites.find(db, KEY).id)
    cost = sum((one.cost_usd or Decimal(0) for one in made), Decimal(0))
    assert told["run"]["cost_usd"] == pytest.approx(float(cost))
    assert (told["run"]["asked"], told["run"]["reused"]) == (2, 0)


def test_again_it_asks_nothing_and_stored_shows_the_same(
    day: Terminal, server: ProviderServer
) -> None:
    first = day.json("judge")
    again = day.json("judge")
    assert again["run"]["asked"] == again["run"]["cost_usd"] == 0
    stored = day.json("judge", "--stored")
    assert (stored["run"], stored["judges"]) == (None, first["judges"])
    assert len(server.calls) == 2
    assert "0 answers to judge by openai:" in day.run("judge")


def test_disagreements_are_shown_with_the_sentence_on_request(
    day: Terminal, server: ProviderServer
) -> None:
    day.run("judge")
    told = day.run("judge", "--stored", "--show", "5")
    assert "Bolt: presence compared → mentioned · openai:" in told
    assert "Acme: " not in told
    quoted = day.json("judge", "--stored", "--show", "1")["disagreeing"]
    assert [(one["brand"], one["judge"]["presence"]) for one in quoted] == [("Bolt", "mentioned")]
    assert quoted[0]["ours"] == {"presence": "compared", "belief": None, "polarity": "neutral"}


def test_stored_needs_no_key_and_says_where_nothing_is_judged(day: Terminal) -> None:
    assert "has no day in brand_state_judgements yet" in day.error("judge", "--stored")


def test_without_a_key_it_says_which_to_set(day: Terminal) -> None:
    assert "set OPENAI_API_KEY" in day.error("judge")


def test_beyond_the_budget_it_asks_nothing_and_says_what_to_change(
    day: Terminal, server: ProviderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAX_USD", "0.001")
    done = CliRunner().invoke(app, ["judge"])
    assert done.exit_code == 1
    assert "of MAX_USD=0.001 are spent or reserved today. Nothing was asked" in done.output
    assert not server.calls


def test_the_verdicts_are_a_table_like_any_other(day: Terminal, server: ProviderServer) -> None:
    day.run("judge")
    rows = json.loads(day.run("show", "brand_state_judgements", "--json"))
    assert {row["judge_presence"] for row in rows} == {"recommended", "mentioned", "ignored"}

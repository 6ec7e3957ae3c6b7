"""`onevice campaigns ask`: every question, as people on a narrow terminal and programs read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from onevice_assets.campaigns.decisions.waiting import queue_of
from onevice_assets.cli import output
from onevice_assets.cli.session import Session
from resources.control_plane import campaign_clients
from resources.graph_store import GraphStore
from resources.redis_store import RedisStore
from tests.onevice_assets.campaigns.decisions.market import named, remember, teach_everybody
from tests.onevice_assets.campaigns.studio import Studio
from tests.onevice_assets.cli.conftest import Terminal
from tests.stores import url_of

pytestmark = pytest.mark.redis
KEY = "default.yoga-loft"
UNTIL = "2026-11-15"
PROSE = re.compile("Never tried: |Nothing is proposed: ")
NAMES = {
    "similar": ("calm-room.jpg", "--limit", "3"),
    "situations": ("Retreat",),
    "metrics": ("--campaign", "Retreat", "--from", "2026-11-01", "--to", UNTIL),
    "chain": (),
    "balance": (),
    "cross-client": (),
    "unused": ("Retreat",),
    "gaps": (),
    "shifts": ("--to", UNTIL),
}
TOLD = {
    "similar": "calm-window.jpg",
    "situations": "roas 5.00",
    "metrics": "2026-11-10",
    "chain": "purchase",
    "balance": "under",
    "cross-client": "Calm tones work for wellness",
    "unused": "calm-unused.jpg",
    "gaps": "Aesthetic rustic",
    "shifts": "Clearance",
}


@pytest.fixture(autouse=True)
def _servers(
    graph: GraphStore, store: RedisStore, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """The servers of the test run, as those that somebody names: a home of its own has none."""
    uri, user, password = graph.address()
    monkeypatch.setenv("NEO4J_URI", uri)
    monkeypatch.setenv("NEO4J_USER", user)
    monkeypatch.setenv("NEO4J_PASSWORD", password)
    monkeypatch.setenv("REDIS_URL", url_of(store))
    yield
    queue = queue_of(RedisStore(url=url_of(store)))
    while job := queue.take():
        queue.finish(job)


def plant(terminal: Terminal) -> Any:
    terminal.run("campaigns", "clients", "add", "yoga-loft", "--industry", "Wellness")
    resources = Session().resources
    with resources["control"].begin() as db:
        client = campaign_clients.find(db, KEY)
    studio = Studio(resources)
    remember(studio, client)
    teach_everybody(studio, client.organization_id)
    return client


def test_every_question_is_answered_for_people_and_for_programs(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = plant(terminal)
    monkeypatch.setattr(output.console, "width", 80)
    for name, given in NAMES.items():
        told = terminal.run("campaigns", "ask", name, KEY, *given)
        assert TOLD[name] in told, told
        assert ", as of 20" in told
        tables = [one for one in told.split("From ")[0].splitlines() if not PROSE.match(one)]
        assert max(len(line.rstrip()) for line in tables[1:]) <= 80, told
    answer = terminal.json("campaigns", "ask", "balance", KEY)
    assert (answer["question"], answer["brand_id"]) == ("balance", client.id)
    assert (answer["source"], answer["stale"]) == ("graph", False)
    lead = terminal.run("campaigns", "ask", "chain", KEY, named(client, "Lead", "l"))
    assert "Retreat" in lead
    assert "ada@" not in lead.lower()
    assert "There is no campaign" in terminal.error("campaigns", "ask", "unused", KEY, "nothing")
    assert "is no day" in terminal.error("campaigns", "ask", "metrics", KEY, "--from", "May")
    # away: told as stale, with what happens next
    uri = "bolt://127.0.0.1:1"
    with monkeypatch.context() as there:
        there.setenv("NEO4J_URI", uri)
        stale = terminal.run("campaigns", "ask", "gaps", KEY)
        assert "From cache, stale, as of" in stale
        assert "campaigns ask waiting" in stale
        never = terminal.error("campaigns", "ask", "metrics", KEY)
        assert "Nothing recent is kept" in never
        assert "2 still wait" in terminal.run("campaigns", "ask", "waiting")
    assert terminal.json("campaigns", "ask", "waiting")["answered"] == 2

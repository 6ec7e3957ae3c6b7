"""`onevice intents`: import a log, see the patterns, be told what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from onevice_assets.cli import intents
from resources.graph_store import GraphStore
from resources.redis_store import RedisStore
from tests.onevice_assets.cli.conftest import Terminal
from tests.onevice_assets.intents.planted import plant
from tests.onevice_assets.intents.test_stage import as_log
from tests.stores import url_of

pytestmark = pytest.mark.redis


@pytest.fixture
def servers(graph: GraphStore, store: RedisStore) -> dict[str, str]:
    """Where the tests' servers are; asked for first, since a terminal has its own home."""
    names = ("NEO4J_URI", "NEO4J_USER", "NEO4J_PASSWORD")
    return {**dict(zip(names, graph.address(), strict=True)), "REDIS_URL": url_of(store)}


@pytest.fixture
def connected(
    servers: dict[str, str], terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> Terminal:
    """A terminal on the graph and the Redis of the tests."""
    for name, value in servers.items():
        monkeypatch.setenv(name, value)
    return terminal


def test_a_log_is_imported_mined_listed_and_imported_again_without_change(
    connected: Terminal, tmp_path: Path
) -> None:
    terminal = connected
    log = tmp_path / "log.jsonl"
    log.write_bytes(as_log(plant("alice")) + b"\n{not json\n")
    told = terminal.json("intents", "import", str(log), "--organization", "acme")
    assert (told["patterns"], told["users"], told["is_new"]) == (5, 1, True)
    assert [one["reason"] for one in told["bad"]] == ["not valid JSON"]
    again = terminal.json("intents", "import", str(log), "--organization", "acme")
    assert {**again, "is_new": True} == told
    own = ("--organization", "acme")
    assert terminal.json("intents", "users", *own) == [
        {"user": "alice", "turns": told["conversation_turns"], "patterns": 5}
    ]
    listed = terminal.json("intents", "list", "--user", "alice", *own)
    assert (len(listed["patterns"]), listed["is_stale"]) == (5, False)
    start = next(
        one["id"] for one in listed["patterns"] if "shipping" in one["data"]["anchor_text"]
    )
    asked_next = terminal.run("intents", "next", start, "--user", "alice", *own)
    assert "invoice" in asked_next
    shown = terminal.run("intents", "show", start, "--user", "alice", *own)
    assert "LEADS_TO" in shown
    assert terminal.error("intents", "show", start, "--user", "bob", *own).count("has no pattern")
    used = terminal.json("intents", "usage", *own)["usage"]
    assert {one["endpoint"]: one["allowed"] for one in used} == {"list": 1, "show": 2, "next": 1}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["import", "nothing.jsonl"], "There is no file"),
        (["import", "log.txt"], "ends in .txt"),
        (["list", "--user", "a", "--depth", "6"], "whole number from 1 to 5"),
        (["list", "--user", "a", "--type", "x"], "is no type of pattern"),
        (["list", "--user", "a", "--organization", "nobody"], "There is no organization"),
        (["usage", "--day", "soon"], "is not a day"),
        (["mine", "--organization", "nobody"], "There is no organization"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(
    terminal: Terminal, words: list[str], said: str
) -> None:
    assert said in terminal.error("intents", *words)


def test_a_day_is_today_where_none_is_named() -> None:
    assert intents._read_day("2026-11-20").isoformat() == "2026-11-20"

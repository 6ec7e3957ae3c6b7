"""`onevice change` as the how-to tells it, and `onevice schema check` beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from resources.change.stages import STAGES
from resources.control_plane.resource import ControlPlane
from resources.graph_store import GraphStore
from resources.migrations.neo4j.runner import GraphMigrations
from tests.onevice_assets.cli.conftest import Terminal

HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "zero-downtime.md"
NAME = "statement-channel"


@pytest.fixture
def own(
    graph_server: GraphStore,
    terminal: Terminal,
    own_database: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Terminal:
    """A terminal on a database whose schema may be changed, every store up to date."""
    GraphMigrations(graph_server).up()
    uri, user, password = graph_server.address()
    monkeypatch.setenv("DATABASE_URL", own_database)
    monkeypatch.setenv("NEO4J_URI", uri)
    monkeypatch.setenv("NEO4J_USER", user)
    monkeypatch.setenv("NEO4J_PASSWORD", password)
    monkeypatch.delenv("REDIS_URL", raising=False)
    made = Terminal(ControlPlane(url=own_database), terminal.home)
    made.run("migrate", "up")
    return made


def commands() -> list[list[str]]:
    """Every command of the how-to, in the order a reader comes to it."""
    lines = [one.strip() for one in HOW_TO.read_text("utf-8").splitlines()]
    told = [one.partition("#")[0].split() for one in lines if one.startswith("onevice ")]
    return [one[1:] for one in told]


def test_the_how_to_does_what_it_says(own: Terminal) -> None:
    told = commands()
    assert len(told) >= 9
    for words in told:
        own.run(*words)
    (row,) = own.json("change", "status", NAME)
    assert (row["stage"], row["next"], row["writes"], row["reads"]) == (
        "none",
        "backup",
        "old",
        "old",
    )
    lines = [one for one in own.decisions() if one.subject == NAME]
    done = [one.detail["stage"] for one in lines if one.action == "change.do"]
    assert done == ["backup", *STAGES]  # the first one was taken back, and done again
    assert {one.actor.partition(":")[0] for one in lines} == {"cli"}


def test_what_cannot_be_done_says_what_can(own: Terminal) -> None:
    assert "there is statement-channel" in own.error("change", "next", "other")
    assert "There is no stage 'half'" in own.error("change", "next", NAME, "--to", "half")
    assert "could be undone" in own.error("change", "rollback", NAME)
    assert "no object" in own.error("change", "restore", NAME, "--yes")
    own.run("change", "next", NAME, "--to", "backup")
    assert "0 rows were put back" in own.run("change", "restore", NAME, "--yes")
    told = own.run("change", "next", NAME, "--to", "contract")
    assert "writes new, reads new" in told
    assert own.json("schema", "check") == {"differences": []}
    assert "is done: all 7 stages" in own.error("change", "next", NAME)
    with own.control.begin() as db:
        db.exec_driver_sql("ALTER TABLE operations.names ADD COLUMN extra TEXT")
    assert "operations.names.extra" in own.run("schema", "check", code=1)

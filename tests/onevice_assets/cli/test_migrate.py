"""`onevice migrate`: every store is asked, refusals are told, the code says if all is well."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from onevice_assets.cli.app import app
from resources.control_plane.resource import ControlPlane
from resources.graph_store import GraphStore
from resources.local_servers import ServerAddress, ensure
from resources.migrations.neo4j.runner import GraphMigrations
from resources.migrations.postgres import runner
from resources.migrations.postgres.migrations import PostgresMigrations
from tests.onevice_assets.cli.conftest import Terminal

HEAD = runner.head()
NOWHERE = "bolt://127.0.0.1:1"


@pytest.fixture
def embedded_graph(home: Path) -> ServerAddress:
    """A graph that asks for a password; asked for first, since a terminal has its own home."""
    return ensure("graph", home)


@pytest.fixture
def current_graph(graph: GraphStore) -> tuple[str, str, str]:
    """Address and login of a graph that is up to date; asked for first, as `embedded_graph`."""
    GraphMigrations(graph).up()
    return graph.address()


@pytest.fixture
def stores(
    current_graph: tuple[str, str, str],
    terminal: Terminal,
    empty_database: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Terminal:
    """A terminal on a database nobody has used yet, and on a graph that is up to date."""
    uri, user, password = current_graph
    monkeypatch.setenv("DATABASE_URL", empty_database)
    monkeypatch.setenv("NEO4J_URI", uri)
    monkeypatch.setenv("NEO4J_USER", user)
    monkeypatch.setenv("NEO4J_PASSWORD", password)
    return Terminal(ControlPlane(url=empty_database), terminal.home)


@pytest.fixture
def no_graph(stores: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal whose graph does not answer."""
    soon = partial(GraphStore, retry_seconds=0.2)
    monkeypatch.setattr("resources.registry.GraphStore", soon)
    monkeypatch.setenv("NEO4J_URI", NOWHERE)
    return stores


@pytest.mark.parametrize("command", ["status", "up", "check"])
def test_a_store_that_is_down_is_named_and_the_others_are_done(
    no_graph: Terminal, command: str
) -> None:
    no_graph.run("migrate", "up", "--store", "postgres")
    told = no_graph.run("migrate", command, code=1)
    assert f"error graph: The graph at {NOWHERE}" in told
    assert "did not answer" in told
    assert "postgres" in told


def test_a_wrong_password_is_told_and_not_shown(
    embedded_graph: ServerAddress, stores: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEO4J_URI", embedded_graph.url)
    monkeypatch.setenv("NEO4J_USER", embedded_graph.user or "")
    monkeypatch.setenv("NEO4J_PASSWORD", "not-the-password")
    told = stores.error("migrate", "check", "--store", "neo4j")
    assert "refused the login. Nothing was done; set NEO4J_USER and NEO4J_PASSWORD" in told
    assert "not-the-password" not in told


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("status", "--store", "oracle"), "No store is called 'oracle'"),
        (("check", "--store", "redis"), "redis has no schema to migrate"),
        (("up", "--to", "3"), "name one with --store"),
        (("up", "--store", "postgres", "--to", "9999"), "no migration '9999'"),
        (("down", "--store", "pgvector", "--to", "9"), "no revision '0009'"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    stores: Terminal, words: tuple[str, ...], why: str
) -> None:
    assert why in stores.error("migrate", *words)


def test_status_tells_versions_and_changes_nothing(stores: Terminal) -> None:
    told = {one["store"]: one for one in stores.json("migrate", "status")["stores"]}
    assert told["postgres"]["version"] == "0000"
    assert [one["version"] for one in told["postgres"]["revisions"]][-1] == HEAD
    assert not any(one["is_applied"] for one in told["postgres"]["revisions"])
    assert told["graph"]["revisions"][0]["applied_at"]
    assert stores.json("migrate", "status") == {"stores": list(told.values())}


def test_up_brings_every_store_up_and_then_finds_nothing_to_do(stores: Terminal) -> None:
    planned = stores.json("migrate", "up", "--dry-run")["stores"]
    before = stores.json("migrate", "status")["stores"]
    assert {one["version"] for one in before if one["store"] != "graph"} == {"0000"}
    with stores.control.begin_as_is() as db:
        found = db.exec_driver_sql("SELECT nspname FROM pg_namespace").scalars().all()
    assert not {"control", "serving", "search", "vectors"} & set(found)
    done = stores.json("migrate", "up")["stores"]
    assert [one["store"] for one in done] == [one["store"] for one in planned]
    assert [one["version"] for one in done[0]["steps"]] == [
        one["version"] for one in planned[0]["steps"]
    ]
    assert "postgres: no steps" in stores.run("migrate", "up")
    assert "postgres: no drift" in stores.run("migrate", "check")


def test_down_asks_first_and_names_what_is_lost(stores: Terminal) -> None:
    stores.run("migrate", "up", "--store", "postgres", "--to", "6")
    down = ("migrate", "down", "--store", "postgres", "--to", "5")
    assert "would be undone" in stores.run(*down, "--dry-run")
    assert "V006_notices.py: Notices to people" in stores.run(*down, code=1, stdin="n\n")
    assert stores.json("migrate", "status")["stores"][0]["version"] == "0006"
    assert "were undone" in stores.run(*down, stdin="y\n")
    assert stores.json("migrate", "status")["stores"][0]["version"] == "0005"
    stores.run("migrate", "down", "--store", "postgres", "--to", "0", "--yes")
    assert "no steps" in stores.run("migrate", "down", "--store", "postgres", "--to", "0")


def test_drift_ends_with_code_one_and_is_named(stores: Terminal) -> None:
    steps = PostgresMigrations(stores.control)
    steps.up()
    with stores.control.begin_as_is() as db:
        db.exec_driver_sql("ALTER TABLE control.brands DROP COLUMN industry")
    assert "control.brands.industry" in stores.run("migrate", "check", code=1)
    done = CliRunner().invoke(app, ["migrate", "check", "--json"])
    assert done.exit_code == 1
    assert json.loads(done.stdout)["stores"][0]["drift"] == [
        {
            "place": "control.brands.industry",
            "declared": "character varying(255)",
            "actual": "",
        }
    ]

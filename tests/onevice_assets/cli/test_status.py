"""`onevice status`: what answers, what does not, and what has to be seen to."""

from __future__ import annotations

import io
import json
import os
from typing import Any

import httpx
import pytest
from redis import Redis
from rich.console import Console

from onevice_assets.cli import output, status
from onevice_assets.cli.session import Session
from onevice_assets.cli.status import Section
from resources.control_plane import websites
from resources.local_servers import state
from resources.local_servers.processes import free_port
from resources.local_servers.state import State
from resources.redis_store import RedisStore
from resources.resilience import health, metrics
from resources.resilience.guard import guarded
from resources.resilience.health import Health
from resources.saga.owner import this_process
from tests.fault_proxy import closed_port
from tests.onevice_assets.cli.conftest import Terminal
from tests.stores import driver_of, url_of


def test_every_store_is_told_and_nothing_is_started(terminal: Terminal) -> None:
    told = terminal.json("status")
    stores = {one["store"]: one for one in told["stores"]}
    assert stores["postgres"]["is_up"]
    assert stores["postgres"]["version"].startswith("PostgreSQL ")
    assert stores["postgres"]["latency_ms"] > 0
    assert {stores[name]["state"] for name in ("graph", "redis")} == {"not started"}
    assert {stores[name]["state"] for name in ("search", "vectors")} == {"up"}
    assert not any(one["pid"] for one in told["servers"])
    assert told["home"] == str(terminal.home)


def test_stores_stand_in_one_table_of_eighty_columns_and_their_addresses_below(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    long = "postgresql://onevice@/onevice?host=/home/somebody/.local/share/onevice/postgres/run"
    version = "PostgreSQL 17.5, pgvector 0.8.1"
    found = {
        name: Health(name, "embedded", long, "up", latency_ms=12.5, version=version)
        for name in ("postgres", "search", "vectors")
    }
    found["graph"] = Health("graph", "embedded", "started when it is needed", "not started")
    paper = Console(width=80, record=True, file=io.StringIO())
    monkeypatch.setattr(output, "console", paper)
    section = status.look_at_stores(Session(), found)
    output.print_rows(section.title, section.rows or [], section.columns)
    title, head, *rows = paper.export_text().splitlines()
    assert (title, head.split()) == ("Stores", ["store", "state", "latency", "ms", "version"])
    assert [row.split()[0] for row in rows] == list(found)
    assert all(version in row for row in rows[:3])
    assert section.lines[0] == f"postgres, search and vectors at {long}"


def test_a_server_that_is_configured_and_down_is_an_error(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{closed_port()}")
    told = terminal.run("status", code=1)
    assert "error redis is down: " in told
    assert "Start it and check REDIS_URL" in told.replace("\n", " ")


@pytest.mark.parametrize(
    ("states", "told"),
    [
        ({"redis": "down"}, ["redis is down: why"]),
        ({"graph": "unusable", "redis": "down"}, ["graph is unusable: why", "redis is down: why"]),
        ({"redis": "not started", "objects": "up"}, []),
        ({"postgres": "down", "search": "down"}, ["postgres and search are down: why"]),
        (
            {"postgres": "down", "redis": "up", "search": "down", "vectors": "down"},
            ["postgres, search and vectors are down: why"],
        ),
    ],
)
def test_a_server_that_several_stores_share_is_one_error(
    states: dict[str, health.State], told: list[str]
) -> None:
    found = [Health(name, "server", "at", one, detail="why") for name, one in states.items()]
    assert status.tell_failures(found) == told


def test_what_is_said_of_several_stores_is_said_in_one_line() -> None:
    lazy = [Health(name, "embedded", "here", "not started", detail="lazy") for name in "abc"]
    well = [Health("d", "server", "at", "up", detail="old"), Health("e", "server", "at", "up")]
    away = Health("f", "server", "at", "down", detail="why")
    assert status.tell_details([*lazy, *well, away]) == ["a, b and c: lazy", "d: old"]


def test_a_dead_postgres_is_told_once(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"postgresql://u:secret@127.0.0.1:{closed_port()}/none"
    monkeypatch.setenv("DATABASE_URL", url)
    told = terminal.run("status", code=1)
    assert [line for line in told.splitlines() if line.startswith("error ")] == [
        line for line in told.splitlines() if "postgres, search and vectors are down" in line
    ]
    assert told.count("DATABASE_URL") == 1


def test_a_person_sees_stores_queues_money_days_and_failures_on_one_screen(
    terminal: Terminal,
) -> None:
    with terminal.control.begin() as db:
        for number in range(7):
            websites.add(db, url=f"https://shop{number}.test/", name="Shop", actor="test")
    told = terminal.run("status").splitlines()
    assert len(told) <= 24
    assert max(len(line) for line in told if not line.startswith("Home ")) <= 80, told
    words = {line.split()[0] for line in told}
    assert {"Home", "postgres", "graph", "Waiting", "Money", "Days", "Failed"} <= words
    assert "Failed    no partition" in told
    assert any(line.strip() == "and 2 more: --verbose" for line in told)
    found = terminal.json("status")
    assert [one["newest_day"] for one in found["days"]] == [None] * 7
    assert found["failed_partitions"] == []
    assert found["money"][0]["limit_usd"] == 1


@pytest.fixture
def running_redis(store: RedisStore) -> tuple[Redis, str]:
    """A Redis and its address; asked for first, since a terminal has its own home."""
    return driver_of(store), url_of(store)


@pytest.mark.redis
def test_a_redis_that_would_drop_jobs_is_told_with_what_to_do(
    running_redis: tuple[Redis, str], terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver, url = running_redis
    monkeypatch.setenv("REDIS_URL", url)
    before = driver.config_get("maxmemory-policy")["maxmemory-policy"]
    try:
        driver.config_set("maxmemory-policy", "volatile-lru")
        assert "Redis drops nothing that must stay." in terminal.run("status", "--verbose")
        assert "Redis drops" not in terminal.run("status")
        assert terminal.json("status")["eviction"] == []
        driver.config_set("maxmemory-policy", "allkeys-lru")
        told = terminal.run("status").replace("\n", " ")
        assert "maxmemory-policy allkeys-lru instead of volatile-lru" in told
        assert "CONFIG SET maxmemory-policy volatile-lru" in told
        assert terminal.json("status")["eviction"] == [
            {"place": "maxmemory-policy", "declared": "volatile-lru", "actual": "allkeys-lru"}
        ]
    finally:
        driver.config_set("maxmemory-policy", before)


def test_what_a_redis_drops_that_does_not_run_is_not_asked(terminal: Terminal) -> None:
    told = terminal.run("status", "--verbose")
    assert "What Redis drops when it is full is not known: redis is not started." in told
    found = terminal.json("status")
    assert found["eviction"] is None
    assert not any(one["pid"] for one in found["servers"])


def test_sagas_that_nobody_can_tell_of_are_not_told_as_none(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"postgresql://u:secret@127.0.0.1:{closed_port()}/none"
    monkeypatch.setenv("DATABASE_URL", url)
    told = terminal.run("status", code=1)
    assert "Open sagas are not known: postgres is down." in told
    assert "No saga is open" not in told
    assert "secret" not in told
    assert (
        json.loads(terminal.run("status", "--json", code=1).partition("\nerror")[0])["sagas"]
        is None
    )


def test_a_control_plane_that_was_not_started_leaves_sagas_unknown_and_is_no_error(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL")
    assert "Open sagas are not known: postgres is not started." in terminal.run("status")
    assert terminal.json("status")["sagas"] is None


def test_an_embedded_store_that_runs_and_does_not_answer_is_an_error(
    terminal: Terminal,
) -> None:
    """Its process here is the test's own, and nobody listens at its address."""
    me = this_process()
    url = f"redis://127.0.0.1:{closed_port()}/0"
    known = State(str(terminal.home.resolve()), "/", "u", "p", "", url, me.pid, me.started_at)
    state.write("redis", terminal.home.resolve(), known)
    try:
        told = terminal.run("status", code=1)
    finally:  # else what stops servers would stop us
        (state.folder(terminal.home.resolve()) / "redis.json").unlink()
    assert f"error redis is down: The embedded redis runs as process {me.pid} and does not" in told
    assert f"logs/redis.log in {terminal.home}" in told
    assert "firewall" not in told


def test_an_embedded_store_whose_process_is_gone_starts_when_needed(terminal: Terminal) -> None:
    me = this_process()
    known = State(str(terminal.home.resolve()), "/", "u", "p", "", "redis://x", me.pid, 1.0)
    state.write("redis", terminal.home.resolve(), known)
    told = {one["store"]: one for one in terminal.json("status")["stores"]}["redis"]
    assert told["state"] == "not started"
    assert "ended unexpectedly" in told["detail"]


def test_a_further_section_is_one_function(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def look_at_tides(*_: Any) -> Section:
        rows = [{"id": "1", "since": "12:00"}]
        return Section("tides", "High tides", rows, ("id", "since"), ["tide 1 is high"])

    monkeypatch.setattr(status, "SECTIONS", [*status.SECTIONS, look_at_tides])
    told = terminal.run("status", code=1)
    assert "No saga is open." in told
    assert "High tides" in told
    assert "error tide 1 is high" in told


def test_the_probes_times_are_told_for_a_collector(terminal: Terminal) -> None:
    told = terminal.run("status", "--metrics")
    assert 'postgres_query_duration_seconds_count{query_type="health"}' in told
    assert "Home" not in told


def test_a_process_serves_its_metrics_where_it_is_told_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    port = free_port()
    monkeypatch.setitem(os.environ, "ONEVICE_METRICS_PORT", str(port))
    metrics.begin_anew()
    with guarded("redis", "Redis at served.test:6379", "read"):
        pass
    told = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    monkeypatch.delitem(os.environ, "ONEVICE_METRICS_PORT")
    metrics.begin_anew()
    assert 'redis_operation_duration_seconds_count{operation_type="read"} 1.0' in told

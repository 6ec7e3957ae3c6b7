"""What the embedded servers promise when something was killed, lost or taken."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import psycopg
import pytest

from resources.local_servers import (
    Kind,
    ensure,
    postgres,
    processes,
    status,
    stop,
)
from resources.local_servers.failures import ServerDiedError
from tests.resources.local_servers.probes import (
    ENSURE,
    HERE,
    ROOT,
    eventually,
    graph_session,
    kill,
    processes_of,
    redis_client,
    state_of,
)
from tests.serving import serving


def test_committed_rows_survive_a_killed_postgres(home: Path) -> None:
    address = ensure("postgres", home)
    with psycopg.connect(address.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS number")
    kill(address)
    again = ensure("postgres", home)
    with psycopg.connect(again.url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (42,)
    assert again.pid != address.pid


def test_committed_nodes_survive_a_killed_graph(home: Path) -> None:
    address = ensure("graph", home)
    with graph_session(address) as driver:
        driver.execute_query("CREATE (:Kept {number: 42})", database_="neo4j")
    kill(address)
    again = ensure("graph", home)
    with graph_session(again) as driver:
        found = driver.execute_query("MATCH (k:Kept) RETURN k.number AS n", database_="neo4j")
    assert [record["n"] for record in found.records] == [42]
    assert again.url == address.url, "the port stays while it is free"


@pytest.mark.redis
def test_written_keys_survive_a_killed_redis(home: Path) -> None:
    address = ensure("redis", home)
    with redis_client(address) as client:
        client.set("kept", "42")
    kill(address)
    with redis_client(ensure("redis", home)) as client:
        assert client.get("kept") == "42"


def test_a_killed_model_is_started_again(home: Path) -> None:
    address = ensure("llm", home)
    kill(address)
    assert ensure("llm", home).pid != address.pid


def test_a_start_that_was_killed_half_way_blocks_nothing(home: Path) -> None:
    stop("graph", home)
    argv = [sys.executable, "-c", ENSURE, "graph", str(home)]
    starter = subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.DEVNULL)
    assert eventually(lambda: any("ArcadeDBServer" in line for line in processes_of(home)))
    starter.send_signal(signal.SIGKILL)
    starter.wait()
    ensure("graph", home)
    assert sum("ArcadeDBServer" in line for line in processes_of(home)) == 1


@pytest.mark.parametrize("kind", HERE)
def test_a_lost_state_file_costs_a_restart_and_no_data(kind: Kind, home: Path) -> None:
    before = ensure(kind, home)
    if kind == "postgres":
        with psycopg.connect(before.url) as connection:
            connection.execute("CREATE TABLE found_again ()")
    (home / "servers" / f"{kind}.json").unlink()
    after = ensure(kind, home)
    assert processes.find(before.pid, before.started_at) is None
    assert after.password != before.password
    if kind == "postgres":
        with psycopg.connect(after.url) as connection:
            assert connection.execute("SELECT count(*) FROM found_again").fetchone() == (0,)


@pytest.mark.parametrize("kind", HERE)
def test_another_process_with_the_recorded_id_is_left_alone(kind: Kind, home: Path) -> None:
    stop(kind, home)
    with subprocess.Popen(["sleep", "60"]) as bystander:
        path = home / "servers" / f"{kind}.json"
        path.write_text(
            json.dumps(state_of(kind, home) | {"pid": bystander.pid, "started_at": 1.0})
        )
        assert {one.kind: one.state for one in status(home)}[kind] == "stale"
        assert ensure(kind, home).pid != bystander.pid
        assert bystander.poll() is None
        bystander.kill()


def test_a_pid_file_that_names_another_process_does_not_stop_postgres(home: Path) -> None:
    kill(ensure("postgres", home))
    pid_file = Path(str(state_of("postgres", home)["data"])) / "postmaster.pid"
    _, *others = pid_file.read_text().splitlines()
    as_user = {"user": pid_file.stat().st_uid} if os.geteuid() == 0 else {}
    with subprocess.Popen(["sleep", "60"], **as_user) as bystander:  # type: ignore[call-overload]
        pid_file.write_text("\n".join([str(bystander.pid), *others]))
        ensure("postgres", home)
        bystander.kill()


def test_a_taken_port_is_left_to_its_owner(home: Path) -> None:
    address = ensure("graph", home)
    stop("graph", home)
    port = int(address.url.rsplit(":", 1)[1])
    with serving(HTTPServer(("127.0.0.1", port), BaseHTTPRequestHandler)):
        assert ensure("graph", home).url != address.url


def test_a_deleted_home_takes_its_servers_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONEVICE_IDLE_MINUTES", str(4.0 / 60))
    home = tmp_path / "home"
    ensure("llm", home)
    assert eventually((home / "servers" / "watchdog.json").exists)
    shutil.rmtree(home)
    assert eventually(lambda: processes_of(home) == [])
    assert not home.exists()


def test_a_server_that_dies_at_once_shows_the_end_of_its_log(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop("postgres", home)
    monkeypatch.setitem(postgres._SETTINGS, "shared_buffers", "nonsense")
    with pytest.raises(ServerDiedError, match="shared_buffers"):
        ensure("postgres", home)

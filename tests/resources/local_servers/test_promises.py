"""What the embedded servers promise while all is well, kept by real ones."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

import httpx
import psutil
import psycopg
import pytest
from redis.exceptions import AuthenticationError

from resources.errors import ConfigurationError
from resources.local_servers import (
    Kind,
    ServerAddress,
    ensure,
    lifecycle,
    reach,
    redis_server,
    status,
    stop_all,
)
from resources.local_servers.failures import MissingServerError
from resources.local_servers.redis_server import RedisServer
from tests.resources.local_servers.probes import (
    ENSURE,
    HERE,
    ROOT,
    eventually,
    is_up,
    processes_of,
    redis_client,
    state_of,
)


@pytest.mark.parametrize("kind", HERE)
def test_two_processes_that_ask_at_once_get_one_server(kind: Kind, home: Path) -> None:
    argv = [sys.executable, "-c", ENSURE, kind, str(home)]
    both = [subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in "ab"]
    pids = {one.communicate(timeout=150)[0].strip() for one in both}
    assert pids == {str(ensure(kind, home).pid)}


def test_the_postgres_url_connects_as_it_stands_and_has_vectors(home: Path) -> None:
    with psycopg.connect(ensure("postgres", home).url) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
        row = connection.execute("SELECT '[1,2]'::vector <-> '[1,4]'::vector").fetchone()
    assert row == (2.0,)


def test_postgres_refuses_who_does_not_know_the_password(home: Path) -> None:
    url = ensure("postgres", home).url.split("&passfile=")[0]
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(url, password="guess", passfile=os.devnull)


def test_the_model_answers_with_the_key_and_only_with_it(home: Path) -> None:
    address = ensure("llm", home)
    body = {"messages": [{"role": "user", "content": "Name a shoe brand."}], "max_tokens": 8}
    for key, expected in ((address.password, 200), ("guess", 401)):
        headers = {"Authorization": f"Bearer {key}"}
        answer = httpx.post(
            f"{address.url}/chat/completions", json=body, headers=headers, timeout=60
        )
        assert answer.status_code == expected


@pytest.mark.redis
def test_redis_refuses_who_does_not_know_the_password(home: Path) -> None:
    stranger = redis_client(ensure("redis", home), password="guess")
    with stranger, pytest.raises(AuthenticationError, match="invalid username-password"):
        stranger.ping()


@pytest.mark.redis
def test_a_full_redis_keeps_what_has_no_end_and_every_write_is_logged(home: Path) -> None:
    with redis_client(ensure("redis", home)) as client:
        kept = {name: client.config_get(name)[name] for name in ("maxmemory-policy", "appendonly")}
        assert int(client.config_get("maxmemory")["maxmemory"]) > 0
    assert kept == {"maxmemory-policy": "volatile-lru", "appendonly": "yes"}


@pytest.mark.redis
def test_a_server_that_just_answered_is_not_asked_again_and_one_that_ended_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[ServerAddress] = []
    ping = RedisServer.ping

    def count(server: RedisServer, address: ServerAddress) -> bool:
        asked.append(address)
        return ping(server, address)

    monkeypatch.setattr(lifecycle, "_TRUSTED_SECONDS", 3_600.0)  # on a machine of any load
    first = reach("redis", tmp_path)
    monkeypatch.setattr(RedisServer, "ping", count)
    assert (reach("redis", tmp_path), asked) == (first, [])
    with monkeypatch.context() as later:
        later.setattr(lifecycle, "_TRUSTED_SECONDS", 0.0)
        assert (reach("redis", tmp_path), asked) == (first, [first])
    stop_all(tmp_path)
    try:
        assert reach("redis", tmp_path).pid != first.pid
    finally:
        stop_all(tmp_path)


@pytest.mark.redis
def test_a_redis_somebody_is_connected_to_counts_as_used(home: Path) -> None:
    address = ensure("redis", home)
    with redis_client(address) as client:
        client.ping()
        assert redis_server.SERVER.is_busy(address)
    assert eventually(lambda: not redis_server.SERVER.is_busy(address))


@pytest.mark.redis
@pytest.mark.parametrize("folder", ["with a space", "ünïcode", "d" * 90])
def test_redis_lives_in_any_home(folder: str, tmp_path: Path) -> None:
    address = ensure("redis", tmp_path / folder)
    assert redis_server.SERVER.ping(address)
    assert stop_all(tmp_path / folder) == ["redis"]
    # outside the home where its path is too long for a socket
    shutil.rmtree(Path(unquote(urlsplit(address.url).path)).parent)


@pytest.mark.parametrize("kind", [k for k in HERE if k != "postgres"])
def test_servers_listen_on_loopback_only(kind: Kind, home: Path) -> None:
    connections = psutil.Process(ensure(kind, home).pid).net_connections("inet")
    listening = {c.laddr.ip for c in connections if c.status == psutil.CONN_LISTEN}
    assert listening <= {"127.0.0.1", "::1", "::ffff:127.0.0.1"}


def test_no_password_is_shown(home: Path) -> None:
    addresses = [ensure(kind, home) for kind in HERE]
    shown = [repr(addresses), str(addresses), *(a.url for a in addresses), repr(status(home))]
    shown += processes_of(home)
    shown += [path.read_text() for path in (home / "logs").iterdir()]
    assert len({a.password for a in addresses}) == len(HERE)
    for address in addresses:
        assert len(address.password) > 30
        assert not any(address.password in text for text in shown)


def test_files_that_hold_a_password_are_their_owners_alone(home: Path) -> None:
    addresses = [ensure(kind, home) for kind in HERE]
    holding = [
        path
        for path in (home / "servers").iterdir()
        if path.is_file() and any(a.password in path.read_text() for a in addresses)
    ]
    assert {path.name for path in holding} >= {f"{kind}.json" for kind in HERE}
    assert {stat.S_IMODE(path.stat().st_mode) for path in holding} == {0o600}


def test_a_server_outlives_the_terminal_of_who_started_it(home: Path) -> None:
    for kind in HERE:
        assert os.getsid(ensure(kind, home).pid) != os.getsid(0)


def test_stopping_names_what_ran_and_a_second_stop_nothing(home: Path) -> None:
    for kind in HERE:
        ensure(kind, home)
    assert stop_all(home) == list(HERE)
    assert stop_all(home) == []
    assert {one.state for one in status(home)} == {"down"}
    assert processes_of(home) == []


def test_unused_servers_stop_and_used_ones_stay(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONEVICE_IDLE_MINUTES", str(4 / 60))
    with psycopg.connect(ensure("postgres", home).url):
        ensure("llm", home)
        assert eventually(lambda: not is_up("llm", home))
        time.sleep(1)
        assert is_up("postgres", home)
    assert eventually(lambda: not is_up("postgres", home))
    assert eventually(lambda: processes_of(home) == []), "the watchdog leaves last"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as another user")
def test_a_home_below_a_closed_folder_works_and_the_folder_stays_closed(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    home = closed / "home"
    with psycopg.connect(ensure("postgres", home).url) as connection:
        connection.execute("CREATE TABLE gone ()")
    outside = Path(str(state_of("postgres", home)["data"])).parent
    try:
        assert not outside.is_relative_to(closed)
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        assert stop_all(home) == ["postgres"]
        assert processes_of(outside) == []
        shutil.rmtree(home)
        with psycopg.connect(ensure("postgres", home).url) as connection:
            found = connection.execute("SELECT to_regclass('gone')").fetchone()
        assert found == (None,), "a deleted home takes its data along"
    finally:
        stop_all(home)
        shutil.rmtree(outside)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_an_ordinary_user_runs_postgres_as_himself(tmp_path: Path) -> None:
    home = Path(tempfile.mkdtemp(prefix="onevice-user-"))
    os.chown(home, 65534, 65534)
    argv = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", sys.executable, "-c"]
    if subprocess.run([*argv, "pass"], capture_output=True, check=False).returncode:
        pytest.skip("this Python is closed to other users")
    try:
        subprocess.run([*argv, ENSURE, "postgres", str(home)], cwd=ROOT, check=True)
        assert Path(str(state_of("postgres", home)["data"])).is_relative_to(home)
    finally:
        stop_all(home)
        shutil.rmtree(home)


def test_a_missing_model_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("resources.local_servers.llm._DISTRIBUTION", "not-installed")
    with pytest.raises(MissingServerError, match=r"pip install \.(.|\n)*make setup(.|\n)*OPENAI"):
        ensure("llm", tmp_path)


@pytest.mark.parametrize(
    ("says", "told"),
    [
        (None, r"no `redis-server` is on the PATH(.|\n)*apt-get install(.|\n)*REDIS_URL"),
        ("Redis server v=6.0.16 sha=0", r"6\.0\.16(.|\n)*6\.2 or newer is needed"),
        ("nonsense", r"'nonsense'(.|\n)*REDIS_URL"),
    ],
)
def test_a_missing_or_old_redis_says_what_to_do(
    says: str | None, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redis_server, "_DISTRIBUTION", "not_installed")
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin" if says else str(tmp_path))
    if says:
        program = tmp_path / "redis-server"
        program.write_text(f"#!/bin/sh\necho '{says}'\n")
        program.chmod(0o755)
    with pytest.raises(MissingServerError, match=told):
        ensure("redis", tmp_path / "home")


@pytest.mark.redis
def test_a_redis_on_the_path_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program, _ = redis_server._find_program()
    monkeypatch.setattr(redis_server, "_DISTRIBUTION", "not_installed")
    monkeypatch.setenv("PATH", str(Path(program).parent))
    ensure("redis", tmp_path)
    versions = {one.kind: one.version for one in status(tmp_path)}
    assert stop_all(tmp_path) == ["redis"]
    assert versions["redis"].endswith("(on the PATH)")


def test_a_bad_idle_setting_is_named_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONEVICE_IDLE_MINUTES", "soon")
    with pytest.raises(ConfigurationError, match="ONEVICE_IDLE_MINUTES='soon'"):
        ensure("llm", tmp_path)
    assert processes_of(tmp_path) == []

"""`onevice status` learns how a store is, whatever state that is in, and soon."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from resources.errors import StoreDownError, StoreError
from resources.graph_store import GraphStore
from resources.lake import Lake
from resources.local_servers import state, status
from resources.local_servers.state import State
from resources.resilience.health import Answer, Probe, ask_all, require_version
from resources.saga.owner import this_process
from tests.resources.resilience.lab import Lab


def answer() -> Answer:
    return Answer("9.9", detail="all well")


def test_an_answer_is_told_with_its_time() -> None:
    (found,) = ask_all([Probe("redis", "server", "Redis at cache.test:6379", answer)])
    assert (found.state, found.version, found.detail) == ("up", "9.9", "all well")
    assert found.latency_ms is not None
    assert not found.is_failing


@pytest.mark.parametrize(
    ("error", "state"),
    [(StoreDownError("no route"), "down"), (StoreError("too old"), "unusable")],
)
def test_what_is_wrong_is_told_in_the_errors_own_words(error: StoreError, state: str) -> None:
    def ask() -> Answer:
        raise error

    (found,) = ask_all([Probe("graph", "server", "The graph at bolt://graph.test", ask)])
    assert (found.state, found.detail) == (state, str(error))
    assert found.latency_ms is None
    assert found.is_failing


def test_a_store_that_hangs_holds_nobody_up() -> None:
    never = threading.Event()

    def hang() -> Answer:
        never.wait()
        return answer()

    probes = [
        Probe("graph", "server", "The graph at bolt://graph.test", hang),
        Probe("redis", "server", "Redis at cache.test:6379", answer),
    ]
    silent, up = ask_all(probes, seconds=1)
    never.set()
    assert up.is_up
    assert silent.state == "down"
    assert "The graph at bolt://graph.test did not answer within 1 s" in silent.detail


def test_loading_a_driver_is_not_the_stores_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "slow_driver.py").write_text("import time\ntime.sleep(1.2)\n")
    monkeypatch.syspath_prepend(tmp_path)
    probe = Probe("redis", "server", "Redis at cache.test:6379", answer, ("slow_driver",))
    (found,) = ask_all([probe], seconds=1)
    assert found.is_up
    assert (found.latency_ms or 0) < 1000


@pytest.mark.parametrize("advice", ["Its log is logs/graph.log.", "Mend the disk."])
def test_what_hangs_is_told_with_the_advice_for_it(advice: str) -> None:
    never = threading.Event()

    def hang() -> Answer:
        never.wait()
        return answer()

    (silent,) = ask_all([Probe("graph", "embedded", "It", hang, advice=advice)], seconds=0.05)
    never.set()
    assert silent.is_failing
    assert silent.detail.endswith(advice)
    assert "firewall" not in silent.detail


def test_a_running_embedded_store_has_its_client_loaded_before_the_clock_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONEVICE_HOME", str(tmp_path))
    assert GraphStore().probe().drivers == ()
    me = this_process()
    known = State(str(tmp_path), pid=me.pid, started_at=me.started_at)
    state.write("graph", tmp_path, known)
    assert GraphStore().probe().drivers == ("resources.local_servers.graph",)


def test_what_is_embedded_and_not_started_stays_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONEVICE_HOME", str(tmp_path))
    found = GraphStore().health()
    assert (found.kind, found.state, found.is_failing) == ("embedded", "not started", False)
    assert [one.kind for one in status(tmp_path) if one.pid] == []


def test_a_folder_tells_its_room_and_whether_it_is_there(tmp_path: Path) -> None:
    assert Lake(url=(tmp_path / "none").as_uri()).health().state == "not started"
    found = Lake(url=tmp_path.as_uri()).health()
    assert found.is_up
    assert "MB free" in found.detail


@pytest.mark.redis
def test_a_replica_takes_no_writes_and_is_no_use(lab: Lab) -> None:
    lie = {b"role:master": b"role:slave\n"}
    found = lab.redis(lab.way_to_redis(instead=lie).port).health()
    assert found.state == "unusable", found
    assert "must name the primary" in found.detail
    assert found.version.startswith("Redis ")


@pytest.mark.parametrize(
    ("found", "oldest"),
    [
        ("Neo4j/5.26.0 compatible (ArcadeDB 26.10.2)", (5,)),
        ("Neo4j/2025.06.1", (5,)),
        ("18.4 (Debian 18.4-1)", (16,)),
        ("6.2.14", (6, 2)),
        ("7", (6, 2)),
    ],
)
def test_a_version_that_will_do_is_taken(found: str, oldest: tuple[int, ...]) -> None:
    require_version("It", found, oldest, "It")


@pytest.mark.parametrize(
    ("found", "oldest"),
    [("Neo4j/5.6.0", (5, 7)), ("15.12", (16,)), ("6.0.20", (6, 2)), ("", (16,)), ("new", (1,))],
)
def test_a_version_that_is_too_old_or_unknown_is_refused(
    found: str, oldest: tuple[int, ...]
) -> None:
    with pytest.raises(StoreError, match="or newer"):
        require_version("It", found, oldest, "It")

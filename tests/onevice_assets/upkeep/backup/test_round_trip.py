"""Every store backed up, restored into stores that were never there, and found equal."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from onevice_assets.upkeep.backup.drill import drill
from onevice_assets.upkeep.backup.restore import compare, restore
from onevice_assets.upkeep.backup.take import take_backup
from resources.backup.entries import read_entry
from resources.backup.keys import make_key_file
from resources.backup.resource import Backups
from resources.backup.sealed import BrokenBackupError
from resources.control_plane.resource import ControlPlane
from resources.cypher import Statement
from resources.errors import StoreError
from resources.graph_store import GraphStore
from resources.lake import Lake
from resources.migrations.neo4j.runner import ensure_current
from resources.object_store import Objects
from resources.redis_keys.key import found_key
from resources.redis_store import RedisStore
from resources.search_store import SearchStore
from resources.vector_index.resource import VectorStore

_GRAPH = Statement(
    "tests.backup",
    "CREATE (a:Brand {id: 'a', share: 1.5, names: ['x', 'y'], on: $day}) "
    "CREATE (b:Brand {id: 'b', name: $name}) CREATE (c:Loose {v: 1}) CREATE (d:Loose {v: 1}) "
    "CREATE (a)-[:CO_MENTIONED {id: 'e'}]->(b) CREATE (c)-[:SEES]->(d) CREATE (d)-[:SEES]->(d)",
)
_KEYS = """
redis.call('RPUSH', KEYS[1], 'b', 'a') redis.call('ZADD', KEYS[2], 1.5, 'm', 2, 'n')
redis.call('HSET', KEYS[3], 'z', '1', 'a', '2') redis.call('SET', KEYS[4], 'late', 'PX', 9000000)
redis.call('SET', KEYS[5], 'x', 'PX', 1) redis.call('SET', KEYS[6], 'x')
redis.call('SET', KEYS[7], 'x')
"""
_NAMES = ("queue:x", "queue:x:leases", "queue:x:jobs", "hard", "gone", "cache:llm:x", "session:x")


@pytest.fixture
def full(
    control: ControlPlane,
    graph: GraphStore,
    store: RedisStore,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> dict[str, Any]:
    """Stores with a little of everything in them."""
    with control.begin() as db:
        db.exec_driver_sql(
            "INSERT INTO control.organizations (id, name, slug) VALUES "
            "(gen_random_uuid(), E'Tab\\tand \\\\ and é', 'one')"
        )
    with graph.session() as session:
        ensure_current(session)
        given = {"day": datetime(2025, 1, 1, tzinfo=UTC).date(), "name": "é\n`"}
        session.change("fill", lambda t: t.read(_GRAPH, **given))
    store.run_script("fill", _KEYS, [found_key("brand_monitor", one) for one in _NAMES])
    dagster = tmp_path / "dagster"
    dagster.mkdir()
    monkeypatch.setenv("DAGSTER_HOME", str(dagster))
    # files, whatever the tests of the fleet left behind
    monkeypatch.delenv("DAGSTER_DATABASE_URL", raising=False)
    with closing(sqlite3.connect(dagster / "runs.db")) as db, db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE runs AS SELECT 1 AS id")
    made = {
        "control": control,
        "graph": graph,
        "redis": store,
        "lake": Lake(url=(tmp_path / "lake").as_uri()),
        "objects": Objects(url=(tmp_path / "objects").as_uri()),
        "vectors": VectorStore(kind="pgvector", database_url=control.url),
        "search": SearchStore(url="", database_url=control.url),
        "backups": Backups(url=(tmp_path / "vault").as_uri(), key_file=str(tmp_path / "key")),
    }
    make_key_file(tmp_path / "key")
    (tmp_path / "lake" / "day=2025-01-01").mkdir(parents=True)
    (tmp_path / "lake" / "day=2025-01-01" / "data.parquet").write_bytes(bytes(range(256)))
    made["objects"].put("imports/answers.jsonl", "{}\n" * 1000)
    return made


@pytest.mark.redis
def test_a_backup_restored_into_fresh_stores_is_equal_in_every_table_graph_and_file(
    full: dict[str, Any], tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    taken = take_backup(full, now)
    paths = {one.path for one in taken.manifest.entries}
    assert {"postgres/table/control.organizations", "lake/day=2025-01-01/data.parquet"} <= paths
    assert {"graph/nodes.jsonl", "redis/lasting.jsonl", "dagster/runs.db"} <= paths
    vault = full["backups"].open()
    redis = {one.path: b"".join(read_entry(vault, one)) for one in taken.manifest.below("redis")}
    assert redis["redis/lasting.jsonl"].count(b"\n") == 3  # neither cache nor session
    assert redis["redis/ending.jsonl"].count(b"\n") == 1

    again = take_backup(full, datetime.now(UTC))
    assert again.written_bytes < 1000  # when keys of Redis end is told to a millisecond or so
    assert compare(again.manifest, full) == []

    assert drill(full["backups"]).compared == len(taken.manifest.entries) - 1

    full["objects"].put("imports/answers.jsonl", "changed")
    assert compare(again.manifest, full) == ["objects/imports/answers.jsonl"]

    broken = max((tmp_path / "vault" / "blobs").rglob("*"), key=lambda one: one.stat().st_size)
    body = broken.read_bytes()
    broken.write_bytes(body[:-1] + bytes([body[-1] ^ 1]))
    with pytest.raises(BrokenBackupError, match="make a whole new one"):
        restore(vault, again.manifest, tmp_path / "never", lambda: full, now)
    assert not (tmp_path / "never").exists()
    with pytest.raises(StoreError, match="is broken"):
        drill(full["backups"])

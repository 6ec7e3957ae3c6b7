"""Whatever happens to a store, the message says which, where, what was done and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from redis import Redis

from resources.cypher import Statement
from resources.errors import ConfigurationError, StoreDownError, StoreError
from resources.redis_keys.monitor import SESSION
from tests.fake_bolt import FakeBolt
from tests.fake_s3 import FakeS3
from tests.fault_proxy import closed_port
from tests.resources.resilience.lab import CANARY, Lab, s3_put

A_SESSION = SESSION.key(session_id="a")
SOON = datetime.now(UTC) + timedelta(hours=1)
MERGE = Statement("tests.merge", "UNWIND $rows AS row MERGE (n:Test {id: row.id})")
ROWS = [{"id": f"{number:06}" * 20} for number in range(4000)]
NO_ROOM = "could not extend file: No space left on device"

Provoke = Callable[[Lab], None]


def postgres_down(lab: Lab) -> None:
    with lab.postgres(closed_port(), retry_seconds=1).begin():
        pytest.fail("there is nobody")


def postgres_lost(lab: Lab) -> None:
    way = lab.way_to_postgres()
    with lab.postgres(way.port).begin() as db:
        way.cut()
        db.exec_driver_sql("SELECT 1")


def postgres_slow(lab: Lab) -> None:
    way = lab.way_to_postgres()
    control = lab.postgres(way.port, statement_seconds=1)
    with control.begin() as db:
        db.connection.driver_connection.answer_seconds = 1  # type: ignore[union-attr]
        way.swallow()
        db.exec_driver_sql("SELECT 1")


def postgres_read_only(lab: Lab) -> None:
    way = lab.way_to_postgres()
    control = lab.postgres(way.port, options={"options": "-c default_transaction_read_only=on"})
    with control.begin() as db:
        db.exec_driver_sql("DELETE FROM control.brands")


def postgres_full(lab: Lab) -> None:
    with lab.postgres(lab.way_to_postgres().port).begin() as db:
        say = f"RAISE EXCEPTION '{NO_ROOM}' USING ERRCODE = 'disk_full'"
        db.exec_driver_sql(f"DO $$ BEGIN {say}; END $$")


def postgres_password(lab: Lab) -> None:
    with lab.postgres(lab.way_to_postgres().port, password=CANARY).begin():
        pytest.fail("the door is open")


def graph_down(lab: Lab) -> None:
    with lab.graph(closed_port()).session() as session:
        session.write(MERGE, ROWS[:1])


def graph_lost(lab: Lab) -> None:
    way = lab.way_to_graph()
    with lab.graph(way.port).session() as session:
        session.write(MERGE, ROWS[:1])
        way.cut_after(200_000)
        session.write(MERGE, ROWS)


def graph_slow(lab: Lab) -> None:
    way = lab.way_to_graph()
    way.swallow()
    with lab.graph(way.port, acquire_seconds=0.5).session() as session:
        session.write(MERGE, ROWS[:1])


def graph_refuses(lab: Lab, code: str, message: str) -> None:
    fake = FakeBolt(code, message)
    lab.ends.callback(fake.close)
    with lab.graph(fake.port).session() as session:
        session.write(MERGE, ROWS[:1])


def graph_read_only(lab: Lab) -> None:
    code = "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase"
    graph_refuses(lab, code, "This database is read only")


def graph_full(lab: Lab) -> None:
    graph_refuses(lab, "Neo.DatabaseError.Statement.ExecutionFailed", "No space left on device")


def graph_password(lab: Lab) -> None:
    with lab.graph(lab.way_to_graph().port, password=CANARY).session() as session:
        session.write(MERGE, ROWS[:1])


def redis_write(lab: Lab, port: int, **how: float) -> None:
    store = lab.redis(port, **how)
    store.write_hash(A_SESSION, {"user_id": "1"}, expires_at=SOON)


def redis_down(lab: Lab) -> None:
    redis_write(lab, closed_port())


def redis_lost(lab: Lab) -> None:
    way = lab.way_to_redis()
    store = lab.redis(way.port)
    store.read_hash(A_SESSION)
    way.cut()
    store.write_hash(A_SESSION, {"user_id": "1"}, expires_at=SOON)


def redis_slow(lab: Lab) -> None:
    way = lab.way_to_redis()
    way.swallow()
    redis_write(lab, way.port, answer_seconds=0.2)


def redis_with(lab: Lab, way_in: list[str], way_out: list[str]) -> None:
    server = lab.redis_server()
    own = Redis.from_url(server.url, username=server.user, password=server.password)
    lab.ends.callback(own.execute_command, *way_out)
    own.execute_command(*way_in)
    redis_write(lab, lab.way_to_redis().port)


def redis_read_only(lab: Lab) -> None:
    redis_with(lab, ["REPLICAOF", "127.0.0.1", str(closed_port())], ["REPLICAOF", "NO", "ONE"])


def redis_full(lab: Lab) -> None:
    redis_with(lab, ["CONFIG", "SET", "maxmemory", "1"], ["CONFIG", "SET", "maxmemory", "256mb"])


def redis_password(lab: Lab) -> None:
    lab.redis(lab.way_to_redis().port, password=CANARY).read_hash(A_SESSION)


START = "start it|check that the server runs|see whether it runs|check that it runs"
AGAIN = "start it|again|check that"
PRIMARY = "must name the (primary|leader)"
LOGIN = "check user and password|set neo4j_user"
ROOM = "free some space|raise `maxmemory`"
CASES: dict[tuple[str, str], tuple[Provoke, str]] = {
    ("postgres", "down at start"): (postgres_down, START),
    ("postgres", "lost in mid-batch"): (postgres_lost, AGAIN),
    ("postgres", "slow"): (postgres_slow, "no answer within 1 s.*" + START),
    ("postgres", "read-only"): (postgres_read_only, PRIMARY),
    ("postgres", "disk full"): (postgres_full, ROOM),
    ("postgres", "wrong password"): (postgres_password, LOGIN),
    ("graph", "down at start"): (graph_down, START),
    ("graph", "lost in mid-batch"): (graph_lost, AGAIN),
    ("graph", "slow"): (graph_slow, START),
    ("graph", "read-only"): (graph_read_only, PRIMARY),
    ("graph", "disk full"): (graph_full, ROOM),
    ("graph", "wrong password"): (graph_password, LOGIN),
    ("redis", "down at start"): (redis_down, START),
    ("redis", "lost in mid-batch"): (redis_lost, AGAIN),
    ("redis", "slow"): (redis_slow, START),
    ("redis", "read-only"): (redis_read_only, PRIMARY),
    ("redis", "disk full"): (redis_full, ROOM),
    ("redis", "wrong password"): (redis_password, LOGIN),
}
NAMES = {"postgres": "PostgreSQL", "graph": "graph", "redis": "Redis"}
OUTCOME = "nothing (was|of t)|what was sent may|whether it took effect|whether the transaction"
DOWN = ("down at start", "lost in mid-batch", "slow")


@pytest.mark.redis
@pytest.mark.parametrize(("store", "fault"), CASES, ids=lambda one: one)
def test_the_message_names_the_store_the_address_what_was_done_and_what_to_do(
    lab: Lab, store: str, fault: str
) -> None:
    provoke, advice = CASES[store, fault]
    with pytest.raises((StoreError, ConfigurationError)) as told:
        provoke(lab)
    said = str(told.value)
    assert NAMES[store] in said
    assert re.search(r"127\.0\.0\.1:\d+", said), said
    assert re.search(OUTCOME, said, re.IGNORECASE), said
    assert re.search(advice, said, re.IGNORECASE | re.DOTALL), said
    assert CANARY not in said
    assert isinstance(told.value, StoreDownError) == (fault in DOWN), said


@pytest.mark.parametrize(
    ("status", "code", "advice"),
    [
        (403, "AccessDenied", "what this user may do"),
        (403, "SignatureDoesNotMatch", "check aws_access_key_id"),
        (507, "XMinioStorageFull", "free some space"),
        (0, "", "check that it runs"),
    ],
    ids=["read-only", "wrong password", "disk full", "down at start"],
)
def test_a_bucket_that_refuses_is_told_alike(
    lab: Lab, monkeypatch: pytest.MonkeyPatch, status: int, code: str, advice: str
) -> None:
    monkeypatch.setattr("resources.object_store._RETRY_SECONDS", 1)
    fake = FakeS3(status, code)
    lab.ends.callback(fake.close)
    with pytest.raises(StoreError) as told:
        s3_put(monkeypatch, fake.port if code else closed_port())
    said = str(told.value)
    assert re.search(r"could not write 's3://bucket-\w+/exports/a'", said)
    assert "What was there stays." in said
    assert re.search(advice, said, re.IGNORECASE), said
    assert CANARY not in said

"""Dagster's SQLite files: an event waits neither for the disk nor for its log's way back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy
from sqlalchemy.pool import NullPool

from resources import dagster_files


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sqlalchemy.Engine]:
    """A file as Dagster opens it: a connection for each event, and a log beside the file."""
    dagster_files.hasten_sqlite()
    made = sqlalchemy.create_engine(f"sqlite:///{tmp_path}/events.db", poolclass=NullPool)
    with made.begin() as db:
        db.exec_driver_sql("PRAGMA journal_mode = WAL")
        db.exec_driver_sql("CREATE TABLE events (number INTEGER)")
    yield made
    dagster_files.forget_files()


def write(engine: sqlalchemy.Engine, number: int) -> None:
    with engine.begin() as db:
        db.exec_driver_sql("INSERT INTO events VALUES (?)", (number,))


def test_a_closed_connection_leaves_the_log_for_the_next(
    engine: sqlalchemy.Engine, tmp_path: Path
) -> None:
    for number in range(3):
        write(engine, number)
    assert (tmp_path / "events.db-wal").stat().st_size > 0
    dagster_files.forget_files()
    write(engine, 3)
    assert (tmp_path / "events.db-wal").exists()


def test_a_commit_does_not_wait_for_the_disk_and_the_file_stays_whole(
    engine: sqlalchemy.Engine,
) -> None:
    normal = 1
    with engine.connect() as db:
        assert db.exec_driver_sql("PRAGMA synchronous").scalar() == normal
        assert db.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"


def test_another_process_sees_every_event(engine: sqlalchemy.Engine, tmp_path: Path) -> None:
    import sqlite3

    for number in range(5):
        write(engine, number)
    other = sqlite3.connect(tmp_path / "events.db")  # as one that treats its files otherwise
    try:
        assert other.execute("SELECT count(*) FROM events").fetchone() == (5,)
    finally:
        other.close()


def test_no_more_than_some_files_are_kept_open(tmp_path: Path) -> None:
    dagster_files.hasten_sqlite()
    for number in range(dagster_files.MOST_KEPT + 5):
        one = sqlalchemy.create_engine(f"sqlite:///{tmp_path}/{number}.db", poolclass=NullPool)
        with one.begin() as db:
            db.exec_driver_sql("CREATE TABLE t (a INTEGER)")
    kept = dagster_files.list_kept()
    assert len(kept) == dagster_files.MOST_KEPT
    assert kept[-1].endswith(f"/{dagster_files.MOST_KEPT + 4}.db")
    dagster_files.forget_files()
    assert not dagster_files.list_kept()


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_left_alone(address: str) -> None:
    dagster_files.hasten_sqlite()
    before = dagster_files.list_kept()
    with sqlalchemy.create_engine(address).connect() as db:
        assert db.exec_driver_sql("SELECT 1").scalar() == 1
    assert dagster_files.list_kept() == before


def test_a_file_that_is_removed_does_not_stop_the_next_one_of_its_name(tmp_path: Path) -> None:
    dagster_files.hasten_sqlite()
    file = tmp_path / "run.db"
    for _ in range(2):
        engine = sqlalchemy.create_engine(f"sqlite:///{file}", poolclass=NullPool)
        with engine.begin() as db:
            db.exec_driver_sql("CREATE TABLE t (a INTEGER)")
        file.unlink()
    dagster_files.forget_files()


def test_a_file_that_is_no_database_is_told_by_the_one_who_opens_it(tmp_path: Path) -> None:
    dagster_files.hasten_sqlite()
    (tmp_path / "bad.db").write_bytes(b"no database at all, and long enough" * 40)
    engine = sqlalchemy.create_engine(f"sqlite:///{tmp_path}/bad.db", poolclass=NullPool)
    with pytest.raises(sqlalchemy.exc.DatabaseError, match="not a database"), engine.connect() as c:
        c.exec_driver_sql("SELECT * FROM sqlite_master")
    assert not [one for one in dagster_files.list_kept() if one.endswith("bad.db")]

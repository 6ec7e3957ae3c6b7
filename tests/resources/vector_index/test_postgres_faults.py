"""pgvector on a server that lacks the extension, a right, a collection, or the will to write."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy.engine import make_url

from resources.control_plane.resource import ControlPlane
from resources.errors import StoreError
from resources.vector_index.postgres_index import PostgresIndex
from resources.vector_index.replace_place import replace_place
from resources.vector_index.vector_index import Entry, Within
from tests.conftest import run_on_server
from tests.vector_stores import ACME, ANSWERS, TODAY, CountingEmbedder, entries


def test_a_missing_extension_is_made(empty_database: str) -> None:
    index = PostgresIndex(ControlPlane(url=empty_database))
    index.create(ANSWERS)
    assert index.names() == [ANSWERS.name]


def test_where_the_right_to_make_it_is_lacking_a_superuser_is_asked(empty_database: str) -> None:
    role = f"nobody_{make_url(empty_database).database}"
    database = make_url(empty_database).database
    run_on_server(empty_database, f"CREATE ROLE {role} LOGIN PASSWORD 'hidden'")
    run_on_server(empty_database, f"GRANT CREATE ON DATABASE {database} TO {role}")
    # as on a managed server: the extension is there to be had, but not by everybody
    control = ControlPlane(url=empty_database)
    try:
        with control.begin() as db:
            db.exec_driver_sql(f"GRANT ALL ON SCHEMA control TO {role}")
            db.exec_driver_sql(f"GRANT ALL ON ALL TABLES IN SCHEMA control TO {role}")
        with control.begin() as db:
            db.exec_driver_sql(f"SET LOCAL ROLE {role}")
            from resources.vector_index.postgres_tables import create_table

            with pytest.raises(StoreError, match=r"superuser run CREATE EXTENSION vector") as e:
                create_table(db, ANSWERS)
        assert "No collection was made" in str(e.value)
        assert "hidden" not in str(e.value)
    finally:
        run_on_server(empty_database, f"DROP OWNED BY {role}")
        run_on_server(empty_database, f"DROP ROLE {role}")


def test_a_server_without_pgvector_is_told_how_to_get_it(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from resources.vector_index import postgres_tables

    # the same statement, for an extension that this server certainly has no files of
    monkeypatch.setattr(postgres_tables, "EXTENSION", "vector_of_another_server")
    index = PostgresIndex(ControlPlane(url=empty_database))
    with pytest.raises(StoreError, match=r"install pgvector.*ONEVICE_VECTORS=qdrant"):
        index.create(ANSWERS)
    assert index.names() == []


def test_a_collection_that_was_never_made_is_named(empty_database: str) -> None:
    index = PostgresIndex(ControlPlane(url=empty_database))
    with pytest.raises(StoreError, match=r"test_answers--counting.*migrate up --store vectors"):
        index.count(ANSWERS, Within(ACME))


def test_a_server_that_takes_no_writes_is_named_and_nothing_is_written(
    empty_database: str,
) -> None:
    control = ControlPlane(url=empty_database)
    index = PostgresIndex(control)
    index.create(ANSWERS)
    database = make_url(empty_database).database
    run_on_server(
        empty_database, f"ALTER DATABASE {database} SET default_transaction_read_only = on"
    )
    control.close()
    with pytest.raises(StoreError, match=r"Writing 3 vectors.*Nothing of it was written.*primary"):
        replace_place(index, ANSWERS, TODAY, entries(3), CountingEmbedder())
    assert index.count(ANSWERS, Within(ACME)) == 0


def test_a_server_lost_in_mid_batch_leaves_everything_as_it_was(
    empty_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from resources.vector_index import postgres_index

    index = PostgresIndex(ControlPlane(url=empty_database))
    index.create(ANSWERS)
    replace_place(index, ANSWERS, TODAY, entries(5, "old"), CountingEmbedder())
    columns, done = postgres_index._columns, list[int]()

    def lose_the_second(batch: Sequence[Entry]) -> dict[str, list[str]]:
        if done:
            database = make_url(empty_database).database
            run_on_server(
                str(make_url(empty_database).set(database="postgres").render_as_string(False)),
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                f"WHERE datname = '{database}'",
            )
        done.append(1)
        return columns(batch)

    monkeypatch.setattr(postgres_index, "_columns", lose_the_second)
    lost = r"Writing 1,500 vectors.*PostgreSQL at.*Nothing of it was written; .*run it again"
    with pytest.raises(StoreError, match=lost):
        replace_place(index, ANSWERS, TODAY, entries(1_500, "new"), CountingEmbedder())
    monkeypatch.undo()
    assert {one.text.split()[0] for one in index.read(ANSWERS, TODAY)} == {"old"}
    replace_place(index, ANSWERS, TODAY, entries(1_500, "new"), CountingEmbedder())
    assert index.count(ANSWERS, Within(ACME)) == 1_500

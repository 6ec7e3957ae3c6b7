"""Connections: made when needed, shared in a process, explained when they fail."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from uuid import uuid4

import dagster as dg
import pytest

from resources.control_plane import connection, websites
from resources.control_plane.engine import parse_url
from resources.control_plane.resource import ControlPlane
from resources.errors import ConfigurationError, StoreError
from resources.local_servers import stop
from tests.conftest import database_url, run_on_server

SECRET = "hunter2"


def look_up(url: str) -> int:
    with ControlPlane(url=url).begin() as db:
        assert websites.list_all(db) == []
        return int(db.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())


def test_processes_that_meet_an_empty_database_migrate_it_once(empty_database: str) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("fork")) as pool:
        list(pool.map(look_up, [empty_database] * 4))
    with ControlPlane(url=empty_database).begin() as db:
        versions = db.exec_driver_sql("SELECT version_num FROM control.alembic_version").all()
    assert len(versions) == 1


def test_threads_that_meet_an_empty_database_share_one_engine(empty_database: str) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(look_up, [empty_database] * 8))
    assert len([key for key in connection._engines if key[0] == empty_database]) == 1


def test_a_forked_child_uses_connections_of_its_own(control: ControlPlane) -> None:
    control.close()  # so that the pool holds one connection
    mine = look_up(control.url)
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        assert pool.submit(look_up, control.url).result() != mine
    assert look_up(control.url) == mine


def test_more_threads_than_connections_take_turns(control: ControlPlane) -> None:
    with ThreadPoolExecutor(30) as pool:
        assert len(list(pool.map(look_up, [control.url] * 60))) == 60


def test_the_embedded_server_is_started_again_when_it_stopped(home: Path) -> None:
    control = ControlPlane()
    with control.begin() as db:
        before = db.exec_driver_sql("SELECT pg_postmaster_start_time()").scalar_one()
    stop("postgres", home)
    with control.begin() as db:
        assert db.exec_driver_sql("SELECT pg_postmaster_start_time()").scalar_one() > before
    control.close()


def test_a_migrated_database_costs_no_alembic(control: ControlPlane, home: Path) -> None:
    code = (
        "import os, sys\n"
        "from resources.control_plane import brands, ledger, overrides, simulations, websites\n"
        "from resources.control_plane.resource import ControlPlane\n"
        "assert not {'sqlalchemy', 'psycopg', 'pandas'} & set(sys.modules)\n"
        "with ControlPlane(url=os.environ['URL']).begin() as db: websites.list_all(db)\n"
        "assert 'alembic' not in sys.modules\n"
    )
    env = {**os.environ, "URL": control.url, "PYTHONPATH": "."}
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_wrong_password_is_named_and_not_shown(control: ControlPlane) -> None:
    url = parse_url(control.url).set(password=SECRET).difference_update_query(["passfile"])
    wrong = ControlPlane(url=url.render_as_string(hide_password=False))
    with pytest.raises(StoreError, match="check user and password in DATABASE_URL") as caught:
        wrong.begin().__enter__()
    assert SECRET not in str(caught.value) + repr(wrong) + str(wrong)
    assert f"database {url.database!r}, user {url.username!r}" in str(caught.value)


def test_an_address_in_a_variable_is_read_there_and_shown_nowhere(
    control: ControlPlane, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", control.url)
    named = ControlPlane(url=dg.EnvVar("DATABASE_URL"))
    with named.begin() as db:
        assert websites.list_all(db) == []

    @dg.asset
    def ask(control: ControlPlane) -> int:
        with control.begin() as db:
            return len(websites.list_all(db))

    assert dg.materialize([ask], resources={"control": named}).success
    assert control.url not in str(named.model_dump()) + repr(named)


def test_an_unreachable_server_is_named_with_what_to_check() -> None:
    control = ControlPlane(url=f"postgresql://me:{SECRET}@127.0.0.1:1/onevice")
    with pytest.raises(StoreError, match=r"127.0.0.1:1.*check that the server runs") as caught:
        control.begin().__enter__()
    assert SECRET not in str(caught.value) + repr(control) + str(control)


def test_a_missing_database_is_named(server_url: str) -> None:
    control = ControlPlane(url=database_url(server_url, "nowhere"))
    with pytest.raises(StoreError, match=r"'nowhere'.*create the database"):
        control.begin().__enter__()


def test_a_user_without_rights_is_told_which_are_missing(empty_database: str) -> None:
    role = f"guest_{uuid4().hex}"
    run_on_server(empty_database, f"CREATE ROLE {role} LOGIN PASSWORD '{SECRET}'")
    url = parse_url(empty_database).difference_update_query(["passfile"])
    guest = ControlPlane(
        url=url.set(username=role, password=SECRET).render_as_string(hide_password=False)
    )
    with pytest.raises(StoreError, match="GRANT CREATE ON DATABASE") as caught:
        guest.begin().__enter__()
    assert SECRET not in str(caught.value)
    run_on_server(empty_database, f"DROP ROLE {role}")


@pytest.mark.parametrize("url", ["nonsense", "mysql://me:hunter2@host/d", "postgresql://h:port/d"])
def test_what_is_no_postgresql_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        ControlPlane(url=url).begin().__enter__()
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg2"])
def test_addresses_of_any_driver_work(scheme: str) -> None:
    assert parse_url(f"{scheme}://me@host/d").drivername == "postgresql+psycopg"


def test_times_are_utc_and_statements_have_an_end(control: ControlPlane) -> None:
    with control.begin() as db:
        assert db.exec_driver_sql("SHOW TimeZone").scalar_one() == "UTC"
        assert db.exec_driver_sql("SHOW statement_timeout").scalar_one() == "1min"


def test_a_statement_that_takes_too_long_is_given_up(control: ControlPlane) -> None:
    with (
        pytest.raises(StoreError, match=r"statement timeout; .* try again"),
        control.begin() as db,
    ):
        db.exec_driver_sql("SET LOCAL statement_timeout = '20ms'")
        db.exec_driver_sql("SELECT pg_sleep(5)")

"""Fixtures every test may ask for: a home, and resources that stand on nothing else's data.

`home`     one per session: ONEVICE_HOME of the local servers, which are gone at its end
`control`  an empty ControlPlane (one migrated database, emptied for each test: some 5 ms)
`lake`, `objects`   on the test's own folder, or on a prefix of its own where
           ONEVICE_TEST_S3_URL names a bucket (its keys: AWS_ACCESS_KEY_ID and so on)
"""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy
from hypothesis import settings

from resources.control_plane.engine import parse_url
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from resources.local_servers import ensure, status, stop_all
from resources.object_store import Objects
from resources.resilience.breaker import forget_breakers

# What TRUNCATE … CASCADE of these empties, row by row where there are few: a truncated table and
# each index of it gets a new file, 60 ms of the server's time a test.
_EMPTY = """
DO $$
DECLARE filled oid[]; one oid;
BEGIN
    WITH RECURSIVE reached(name) AS (
        SELECT unnest(ARRAY['control.organizations', 'control.brands', 'control.audit_log',
            'control.run_failures', 'control.legal_holds', 'control.erasures',
            'control.retractions']::regclass[]::oid[])
        UNION
        SELECT conrelid FROM pg_constraint, reached WHERE contype = 'f' AND confrelid = name
    )
    SELECT array_agg(name) INTO filled FROM reached WHERE pg_relation_size(name) > 0;
    IF EXISTS (SELECT FROM unnest(filled) AS name WHERE pg_relation_size(name) > 1048576) THEN
        TRUNCATE control.organizations, control.brands, control.audit_log, control.run_failures,
            control.legal_holds, control.erasures, control.retractions CASCADE;
        RETURN;
    END IF;
    FOREACH one IN ARRAY coalesce(filled, '{}') LOOP
        EXECUTE 'DELETE FROM ' || one::regclass;
    END LOOP;
END $$"""

# nothing here must survive a power cut, and databases are made and dropped a lot
_QUICK = ("fsync = off", "full_page_writes = off", "checkpoint_timeout = '1h'")

settings.register_profile("no clock", settings.default, deadline=None, max_examples=60)
settings.load_profile("no clock")  # how long an example takes is for `onevice bench` to say
gc.disable()  # until all tests are collected: what is imported for them stays

pytest_plugins = (
    "tests.markers",
    "tests.spreading",
    "tests.dagster_once",
    "tests.on_servers",
    "tests.elsewhere",
    "tests.graphs",
    "tests.stores",
    "tests.searches",
    "tests.every_store",
    "tests.accounts",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Have the garbage collector pass over modules and tests, for they stay to the end.

    It looked at these again and again: 5 of 83 s of four files of tests (2026-11-23).
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """Collect garbage again, also in the process that only hands out the tests."""
    gc.enable()


@pytest.fixture(autouse=True)
def _no_breaker_from_before() -> None:
    """Let no test be kept from an address that did not answer another one."""
    forget_breakers()


@pytest.fixture(scope="session")
def home() -> Iterator[Path]:
    """A home that other users may enter, because PostgreSQL does not run as root."""
    folder = Path(tempfile.mkdtemp(prefix="onevice-home-"))
    folder.chmod(0o755)
    before = os.environ.get("ONEVICE_HOME")
    os.environ["ONEVICE_HOME"] = str(folder)
    yield folder
    stop_all(folder)
    assert not [one.kind for one in status(folder) if one.pid], "a local server survived"
    shutil.rmtree(folder)
    os.environ.pop("ONEVICE_HOME")
    if before is not None:
        os.environ["ONEVICE_HOME"] = before


@pytest.fixture(scope="session")
def server_url(request: pytest.FixtureRequest) -> str:
    """A PostgreSQL that we are superuser of: ONEVICE_TEST_DATABASE_URL or the embedded."""
    given = os.environ.get("ONEVICE_TEST_DATABASE_URL")
    if given:
        return given
    url = ensure("postgres", request.getfixturevalue("home")).url
    for setting in _QUICK:
        run_on_server(url, f"ALTER SYSTEM SET {setting}")
    run_on_server(url, "SELECT pg_reload_conf()")
    return url


@pytest.fixture
def empty_database(server_url: str) -> Iterator[str]:
    """Address of a database nobody has used yet."""
    with new_database(server_url) as url:
        yield url


@pytest.fixture(scope="session")
def newest_database(server_url: str) -> Iterator[str]:
    """Name of a migrated database, to be copied: a quicker way to one than all migrations."""
    with new_database(server_url) as url:
        control = ControlPlane(url=url)
        with control.begin():
            """Its first use migrates it."""
        control.close()  # what somebody is connected to cannot be copied
        yield str(parse_url(url).database)


@pytest.fixture
def own_database(server_url: str, newest_database: str) -> Iterator[str]:
    """Address of a migrated database without a row that the test may spoil."""
    with new_database(server_url, f"TEMPLATE {newest_database}") as url:
        yield url


@pytest.fixture(scope="session")
def session_database(server_url: str) -> Iterator[str]:
    """Address of the database that all tests' control planes share, one after the other."""
    with new_database(server_url) as url:
        yield url


@pytest.fixture
def control(session_database: str) -> ControlPlane:
    """The control plane, empty; do not change its schema (`empty_database` is for that)."""
    control = ControlPlane(url=session_database)
    with control.begin() as db:
        # lets the audit log be emptied, which is append only
        db.exec_driver_sql("SET LOCAL session_replication_role = replica")
        db.exec_driver_sql("SET LOCAL lock_timeout = '20s'")
        db.exec_driver_sql(_EMPTY)
    return control


@pytest.fixture
def storage_root(tmp_path: Path) -> Iterator[str]:
    """Address below which the test's lake and objects lie."""
    bucket = os.environ.get("ONEVICE_TEST_S3_URL")
    if not bucket:
        yield tmp_path.as_uri()
        return
    with new_prefix(bucket) as url:
        yield url


@pytest.fixture
def lake(storage_root: str) -> Lake:
    """An empty lake."""
    return Lake(url=f"{storage_root}/lake")


@pytest.fixture
def objects(storage_root: str) -> Objects:
    """An empty object store."""
    return Objects(url=f"{storage_root}/objects/llm-brand-monitor")


@contextmanager
def new_prefix(bucket: str) -> Iterator[str]:
    """Address of a prefix of a bucket that lives as long as the context."""
    url = f"{bucket.rstrip('/')}/{uuid4().hex}"
    yield url
    everything = Objects(url=url)
    for path in everything.list(""):
        everything.delete(path)


@contextmanager
def new_database(server_url: str, more: str = "") -> Iterator[str]:
    """Address of a database that lives as long as the context."""
    name = f"test_{uuid4().hex}"
    run_on_server(server_url, f"CREATE DATABASE {name} {more}")
    url = database_url(server_url, name)
    yield url
    ControlPlane(url=url).close()
    run_on_server(server_url, f"DROP DATABASE {name} WITH (FORCE)")


def database_url(server_url: str, name: str) -> str:
    """Address of another database of the same server."""
    return parse_url(server_url).set(database=name).render_as_string(hide_password=False)


def run_on_server(server_url: str, statement: str) -> None:
    """Run a statement that cannot stand in a transaction."""
    engine = sqlalchemy.create_engine(parse_url(server_url), isolation_level="AUTOCOMMIT")
    with engine.connect() as db:
        db.exec_driver_sql(statement)
    engine.dispose()

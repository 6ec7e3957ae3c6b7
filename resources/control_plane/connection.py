"""Connections to the control plane: one engine per address and process, migrated at first use.

An engine never crosses a fork: a child process makes its own. Where no address is set, the
embedded server is started, and looked for again when it stopped answering. What the driver's
errors mean is in `failures.py`.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from resources.control_plane.failures import check_version, explain_errors, explain_refusal
from resources.errors import ConfigurationError, StoreError

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

CONNECT_TIMEOUT_SECONDS = 10
STATEMENT_TIMEOUT_SECONDS = 60

_engines: dict[str, Engine] = {}
_guard = threading.RLock()


@contextmanager
def transaction(address: str) -> Iterator[Connection]:
    """Open a transaction at an address; empty means the embedded server of this home."""
    with _connect(address) as db, explain_errors(db.engine.url), db.begin():
        db.exec_driver_sql(
            "SELECT set_config('TimeZone', 'UTC', true), "
            f"set_config('statement_timeout', '{STATEMENT_TIMEOUT_SECONDS}s', true)"
        )
        yield db


@contextmanager
def transaction_as_is(address: str) -> Iterator[Connection]:
    """Open a transaction on whatever schema is there; migrations alone need that."""
    engine = _make_engine(parse_url(address or _embedded_url()))
    try:
        with explain_errors(engine.url), engine.begin() as db:
            yield db
    finally:
        engine.dispose()


def forget(address: str) -> None:
    """Close the connections to an address; the next use opens new ones and looks at the schema."""
    with _guard:
        engine = _engines.pop(_key(address), None)
    if engine is not None:
        engine.dispose()


def parse_url(text: str) -> URL:
    """Read a PostgreSQL address, with any driver or none in it, for psycopg 3.

    Raises:
        ConfigurationError: for another database or no address at all; the text may hold a
            password, so it is not repeated.
    """
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise ConfigurationError(
            "DATABASE_URL is not an address: write postgresql://user:password@host:5432/database "
            "(with %-escapes in the password), or unset it to use the embedded PostgreSQL."
        ) from None
    if url.drivername.partition("+")[0] not in {"postgresql", "postgres"}:
        raise ConfigurationError(
            f"DATABASE_URL names a {url.drivername} database; the control plane needs "
            "PostgreSQL 16 or newer: postgresql://user:password@host:5432/database."
        )
    return url.set(drivername="postgresql+psycopg")


def _connect(address: str) -> Connection:
    """Take a connection; an embedded server that is gone is started again, once."""
    engine = _engine(address)
    try:
        with explain_errors(engine.url):
            return engine.connect()
    except StoreError:
        if address:
            raise
    forget(address)
    engine = _engine(address)
    with explain_errors(engine.url):
        return engine.connect()


def _engine(address: str) -> Engine:
    """The engine of an address in this process, its schema brought up to date once."""
    with _guard:
        if _key(address) not in _engines:
            url = parse_url(address or _embedded_url())
            engine = _make_engine(url)
            with explain_errors(url):
                _migrate(engine)
            _engines[_key(address)] = engine
        return _engines[_key(address)]


def _key(address: str) -> str:
    if address:
        return address
    from resources.home import home

    return str(home())


def _embedded_url() -> str:
    from resources.home import home
    from resources.local_servers import ensure

    return ensure("postgres", home()).url


def _make_engine(url: URL) -> Engine:
    import sqlalchemy

    return sqlalchemy.create_engine(
        url,
        pool_size=4,
        max_overflow=6,
        pool_pre_ping=True,
        pool_timeout=STATEMENT_TIMEOUT_SECONDS,
        connect_args={
            "connect_timeout": CONNECT_TIMEOUT_SECONDS,
            "application_name": "onevice",
            "prepare_threshold": None,  # poolers such as Supabase's lose prepared statements
        },
    )


def _migrate(engine: Engine) -> None:
    from resources.migrations.postgres import runner

    with engine.begin() as db:
        if not _is_current(db, runner.head()):
            check_version(db)
            with explain_refusal(engine.url):
                runner.upgrade(db)


def _is_current(db: Connection, head: str) -> bool:
    """One query where the schema is in place; the savepoint keeps the transaction usable."""
    from sqlalchemy.exc import ProgrammingError

    try:
        with db.begin_nested():
            found = db.exec_driver_sql("SELECT version_num FROM control.alembic_version").scalar()
    except ProgrammingError:
        return False
    return found == head


def _drop_inherited() -> None:
    """In a forked child: leave the parent's connections to the parent."""
    global _guard  # noqa: PLW0603  a lock may be held by a thread the child does not have
    _guard = threading.RLock()
    for engine in _engines.values():
        engine.dispose(close=False)
    _engines.clear()


os.register_at_fork(after_in_child=_drop_inherited)

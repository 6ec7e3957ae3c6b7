"""Connections to the control plane: one engine per address and process, migrated at first use.

An engine never crosses a fork: a child process makes its own. Where no address is set, the
embedded server is started, and looked for again when it stopped answering. How an engine is made
is in `engine.py`, what the driver's errors mean in `failures.py`.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from resources.control_plane.engine import Limits, allow_seconds, make_engine, parse_url, secure
from resources.control_plane.failures import (
    COMMIT_UNKNOWN,
    NOTHING_KEPT,
    check_version,
    describe,
    explain_errors,
    explain_refusal,
)
from resources.errors import StoreError
from resources.resilience.guard import guarded
from resources.resilience.retry import retrying

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_DEFAULTS = Limits()

_engines: dict[tuple[str, Limits], Engine] = {}
_guard = threading.RLock()


@contextmanager
def transaction(address: str, limits: Limits = _DEFAULTS) -> Iterator[Connection]:
    """Open a transaction at an address; empty means the embedded server of this home."""
    with _connect(address, limits) as db, explain_errors(db.engine.url) as told, db.begin():
        allow_seconds(db, limits.statement_seconds)
        told.outcome = NOTHING_KEPT
        yield db
        told.outcome = COMMIT_UNKNOWN


@contextmanager
def transaction_as_is(address: str, limits: Limits = _DEFAULTS) -> Iterator[Connection]:
    """Open a transaction on whatever schema is there; migrations alone need that."""
    engine = make_engine(secure(parse_url(address or _embedded_url())), limits)
    try:
        with explain_errors(engine.url) as told, engine.begin() as db:
            allow_seconds(db, limits.statement_seconds)
            told.outcome = NOTHING_KEPT
            yield db
            told.outcome = COMMIT_UNKNOWN
    finally:
        engine.dispose()


def forget(address: str) -> None:
    """Close the connections to an address; the next use opens new ones and looks at the schema."""
    with _guard:
        found = [key for key in _engines if key[0] == _key(address)]
        engines = [_engines.pop(key) for key in found]
    for engine in engines:
        engine.dispose()


def libpq_address(address: str) -> str:
    """An address as libpq reads it, its certificate verified; empty means the embedded server."""
    url = secure(parse_url(address or _embedded_url())).set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


def _connect(address: str, limits: Limits) -> Connection:
    """Take a connection; an embedded server that is gone is started again, once."""
    place = describe(parse_url(address)) if address else "The embedded PostgreSQL"
    with guarded("postgres", place, "connect"):
        if address:
            return retrying(limits.retry_seconds)(_open, address, limits)
        try:
            return _open(address, limits)
        except StoreError:
            forget(address)
        return _open(address, limits)


def _open(address: str, limits: Limits) -> Connection:
    engine = _engine(address, limits)
    with explain_errors(engine.url):
        return engine.connect()


def _engine(address: str, limits: Limits) -> Engine:
    """The engine of an address in this process, its schema brought up to date once."""
    with _guard:
        key = (_key(address), limits)
        if key not in _engines:
            url = parse_url(address or _embedded_url())
            engine = make_engine(secure(url), limits)
            with explain_errors(url):
                _migrate(engine)
            _engines[key] = engine
        return _engines[key]


def _key(address: str) -> str:
    if address:
        return address
    from resources.home import home

    return str(home())


def _embedded_url() -> str:
    from resources.home import home
    from resources.local_servers import ensure

    return ensure("postgres", home()).url


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

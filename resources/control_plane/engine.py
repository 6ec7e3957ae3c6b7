"""Engines on PostgreSQL: the address read and secured, pool sizes and time limits, measurement.

Who keeps an engine, and when its schema is migrated, is in `connection.py`.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from resources.errors import ConfigurationError
from resources.resilience import metrics
from resources.resilience.tls import is_trusted_host

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

_GRACE_SECONDS = 10
_KINDS = {
    "select": "read",
    "with": "read",
    "show": "read",
    "insert": "write",
    "update": "write",
    "delete": "write",
    "copy": "write",
    "create": "schema",
    "alter": "schema",
    "drop": "schema",
}
_UNVERIFIED = {"disable", "allow", "prefer"}


@dataclass(frozen=True)
class Limits:
    """Pool and time limits of one address.

    Attributes:
        pool_min: connections kept open; 5 as in seed 000, §6.2 (`min_size`).
        pool_max: connections at most; 20 as there (`max_size`).
        connect_seconds: for one connection to come about, and for one that was kept to show that
            it lives; no seed names it.
        statement_seconds: for one statement, ended by the server; no seed names it.
        retry_seconds: for all tries to connect together; three tries as in seed 000, §6.1.
    """

    pool_min: int = 5
    pool_max: int = 20
    connect_seconds: int = 10
    statement_seconds: int = 60
    retry_seconds: float = 15.0


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


def secure(url: URL) -> URL:
    """The address with the server's certificate verified, unless it is trusted without.

    `sslmode=require`, which many providers hand out, encrypts without looking at who answers: it
    is read as `verify-full`.

    Raises:
        ConfigurationError: the address asks for less.
    """
    host = str(url.host or url.query.get("host") or "")
    if not host or host.startswith("/") or is_trusted_host(host):
        return url
    mode = str(url.query.get("sslmode") or "verify-full")
    if mode in _UNVERIFIED:
        raise ConfigurationError(
            f"DATABASE_URL asks for sslmode={mode} at {host}: passwords and rows would cross the "
            "network unencrypted. Leave it out (verify-full), name the authority by "
            "&sslrootcert=/path/to/ca.crt if it is your own or Supabase's, or list the host in "
            "ONEVICE_PRIVATE_HOSTS if nobody else is on that network."
        )
    mode = "verify-full" if mode == "require" else mode
    url = url.update_query_dict({"sslmode": mode})
    return url if "sslrootcert" in url.query else url.update_query_dict({"sslrootcert": "system"})


def make_engine(url: URL, limits: Limits) -> Engine:
    """Make an engine that connects when it is asked to."""
    import sqlalchemy

    engine = sqlalchemy.create_engine(
        url,
        pool_size=limits.pool_min,
        max_overflow=limits.pool_max - limits.pool_min,
        pool_pre_ping=True,
        pool_timeout=limits.statement_seconds,
        hide_parameters=True,  # an error's text must not repeat what was written
        connect_args={
            "connect_timeout": limits.connect_seconds,
            "application_name": "onevice",
            "prepare_threshold": None,  # poolers such as Supabase's lose prepared statements
        },
    )
    _bound_waiting(engine, limits)
    _measure(engine)
    return engine


def allow_seconds(db: Connection, seconds: int | None) -> None:
    """Let the statements of this transaction take so long; None sets no limit.

    The server ends them; the client waits a little longer than that. Times are read in UTC.
    """
    db.exec_driver_sql(
        "SELECT set_config('TimeZone', 'UTC', true), "
        f"set_config('statement_timeout', '{seconds or 0}s', true)"
    )
    wait = None if seconds is None else seconds + _GRACE_SECONDS
    db.connection.driver_connection.answer_seconds = wait  # type: ignore[union-attr]


def _bound_waiting(engine: Engine, limits: Limits) -> None:
    from sqlalchemy import event

    from resources.control_plane.answering import AnsweringConnection

    def connect(_dialect: Any, _record: Any, args: Any, options: Any) -> AnsweringConnection:
        made = AnsweringConnection.connect(*args, **options)
        made.answer_seconds = limits.connect_seconds
        return made

    def put_back(connection: AnsweringConnection | None, _record: Any) -> None:
        if connection is not None:
            connection.answer_seconds = limits.connect_seconds

    event.listen(engine, "do_connect", connect)
    event.listen(engine, "checkin", put_back)


def _measure(engine: Engine) -> None:
    from sqlalchemy import event

    def begin(_db: Any, _cursor: Any, _sql: str, _values: Any, context: Any, _many: bool) -> None:
        context.begun_at = time.perf_counter()

    def end(_db: Any, _cursor: Any, sql: str, _values: Any, context: Any, _many: bool) -> None:
        word = sql.split(None, 1)[0].lower() if sql.strip() else ""
        taken = time.perf_counter() - context.begun_at
        metrics.observe("postgres", _KINDS.get(word, "other"), taken)

    event.listen(engine, "before_cursor_execute", begin)
    event.listen(engine, "after_cursor_execute", end)

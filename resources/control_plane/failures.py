"""What the database driver's errors mean to a person; no message holds a secret."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from resources.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection
    from sqlalchemy.exc import DBAPIError

_OLDEST = 16
_REFUSALS = {
    "42501": "Let its owner run `onevice migrate up` once, or: GRANT CREATE ON DATABASE {database} "
    "TO {user}.",
    "25006": "It is read-only (default_transaction_read_only is on, or it is a standby): name the "
    "primary in DATABASE_URL, or ALTER DATABASE {database} RESET default_transaction_read_only.",
}
_MEND = "Mend what it names and run `onevice migrate up` again."
_BUSY = {"57014", "55P03", "40P01", "40001"}  # cancelled by timeout, locked, deadlock, conflict


@contextmanager
def explain_errors(url: URL) -> Iterator[None]:
    """Turn what the driver says about the server into a StoreError; bad statements pass."""
    from sqlalchemy.exc import InterfaceError, OperationalError
    from sqlalchemy.exc import TimeoutError as PoolTimeout

    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise StoreError(_explain(error, url)) from error
    except PoolTimeout as error:
        raise StoreError(
            f"Waited for a connection to {describe(url)} in vain: all of this process are in use. "
            "Keep transactions short: none around a crawl or a call of a model."
        ) from error


@contextmanager
def explain_refusal(url: URL) -> Iterator[None]:
    """Turn a refusal to change the schema into a StoreError that says what to do."""
    from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

    try:
        yield
    except DBAPIError as error:
        if isinstance(error, OperationalError | InterfaceError):
            raise
        advice = _REFUSALS.get(str(getattr(error.orig, "sqlstate", "")), _MEND)
        raise StoreError(
            f"Changing the schema in {describe(url)} was refused: {error.orig} All steps of a "
            "change are one transaction, so nothing was changed. "
            + advice.format(database=url.database, user=url.username)
        ) from error


def check_version(db: Connection) -> None:
    """Make sure the server is new enough.

    Raises:
        StoreError: when it is older than PostgreSQL 16.
    """
    found = int(db.exec_driver_sql("SHOW server_version_num").scalar_one())
    if found < _OLDEST * 10_000:
        raise StoreError(
            f"{describe(db.engine.url)} is PostgreSQL {found // 10_000}; the control plane needs "
            f"{_OLDEST} or newer. Upgrade it, or unset DATABASE_URL to use the embedded one."
        )


def describe(url: URL) -> str:
    """An address without its secret: `PostgreSQL at host:5432, database d, user u`."""
    host = url.host or url.query.get("host") or "the local socket"
    where = host if str(host).startswith("/") else f"{host}:{url.port or 5432}"
    return f"PostgreSQL at {where}, database {url.database!r}, user {url.username!r}"


def _explain(error: DBAPIError, url: URL) -> str:
    said = " ".join(str(error.orig).split())
    state = str(getattr(error.orig, "sqlstate", None) or "")
    if "authentication failed" in said or "no password supplied" in said:
        advice = "check user and password in DATABASE_URL"
    elif "does not exist" in said:
        advice = "create the database or user, or correct its name in DATABASE_URL"
    elif state in _BUSY:
        advice = "another transaction holds the rows or the server is overloaded: try again"
    else:
        advice = (
            "check that the server runs and that DATABASE_URL names it; for the embedded one see "
            "`onevice status` and the folder logs/ of its home"
        )
    return f"The control plane ({describe(url)}) did not answer as it should: {said}; {advice}."

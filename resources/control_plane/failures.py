"""What the database driver's errors mean to a person; no message holds a secret."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from resources.errors import StoreError

if TYPE_CHECKING:
    from sqlalchemy import URL
    from sqlalchemy.exc import DBAPIError

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

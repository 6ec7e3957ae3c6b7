"""What the database driver's errors mean to a person; no message holds a secret."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from resources.errors import ConfigurationError, StoreDownError, StoreError
from resources.resilience.health import require_version

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection
    from sqlalchemy.exc import DBAPIError

OLDEST = 16
NOTHING_DONE = "Nothing was done."
NOTHING_KEPT = "Nothing of this transaction was kept."
COMMIT_UNKNOWN = (
    "It was being committed: whether the transaction took effect is not known, so look before "
    "doing it again."
)
_READ_ONLY = "25006"
_REFUSALS = {
    "42501": "Let its owner run `onevice migrate up` once, or: GRANT CREATE ON DATABASE {database} "
    "TO {user}.",
    _READ_ONLY: "It is read-only (default_transaction_read_only is on, or it is a standby): name "
    "the primary in DATABASE_URL, or ALTER DATABASE {database} RESET "
    "default_transaction_read_only.",
}
_MEND = "Mend what it names and run `onevice migrate up` again."
_BUSY = {"57014", "55P03", "40P01", "40001"}  # cancelled by timeout, locked, deadlock, conflict
# the server ends sessions, or takes none now: it may a little later
_DOWN = {"57P01", "57P02", "57P03", "53300"}
_DOWN_WORDS = ("starting up", "shutting down", "too many clients", "remaining connection slots")
_ADVICE = (
    (("certificate verify failed", "root certificate", "server certificate", "SSL SYSCALL"),
     "the server's certificate is not vouched for by an authority known here: name the one that "
     "signed it by &sslrootcert=/path/to/ca.crt in DATABASE_URL (Supabase: its certificate from "
     "Database Settings)"),
    (("does not support SSL",),
     "the server speaks without TLS only: let it have a certificate, or list its host in "
     "ONEVICE_PRIVATE_HOSTS if nobody else is on that network"),
    (("authentication failed", "no password supplied"), "check user and password in DATABASE_URL"),
    (("does not exist",), "create the database or user, or correct its name in DATABASE_URL"),
    (("No space left", "disk full", "could not extend file"),
     "the server's disk is full: free some space there and run the same again"),
)  # fmt: skip


@dataclass
class Told:
    """What an error says was and was not done; whoever goes on changes it."""

    outcome: str = NOTHING_DONE


@contextmanager
def explain_errors(url: URL) -> Iterator[Told]:
    """Turn what the driver says about the server into a StoreError; bad statements pass."""
    from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
    from sqlalchemy.exc import TimeoutError as PoolTimeout

    told = Told()
    try:
        yield told
    except (OperationalError, InterfaceError) as error:
        raise _explain(error, url, told.outcome) from error
    except InternalError as error:
        if getattr(error.orig, "sqlstate", None) != _READ_ONLY:
            raise
        raise _explain(error, url, told.outcome) from error
    except PoolTimeout as error:
        raise StoreError(
            f"Waited for a connection to {describe(url)} in vain: all of this process are in use. "
            f"{NOTHING_DONE} Keep transactions short: none around a crawl or a call of a model."
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
    found = str(db.exec_driver_sql("SHOW server_version").scalar_one())
    require_version(describe(db.engine.url), found, (OLDEST,), "PostgreSQL (DATABASE_URL)")


def describe(url: URL) -> str:
    """An address without its secret: `PostgreSQL at host:5432, database d, user u`."""
    host = url.host or url.query.get("host") or "the local socket"
    where = host if str(host).startswith("/") else f"{host}:{url.port or 5432}"
    return f"PostgreSQL at {where}, database {url.database!r}, user {url.username!r}"


def _explain(error: DBAPIError, url: URL, outcome: str) -> StoreError | ConfigurationError:
    said = " ".join(str(error.orig).split()).rstrip(".")
    state = str(getattr(error.orig, "sqlstate", None) or "")
    kind = StoreDownError if is_down(said, state) else StoreError
    return kind(
        f"The control plane ({describe(url)}) did not answer as it should: {said}; "
        f"{_advise(said, state)}. {outcome}"
    )


def is_down(said: str, state: str) -> bool:
    """Whether nobody answered, or only that it takes nobody now; a verdict on us is an answer."""
    if state:
        return state in _DOWN or state.startswith("08")
    if any(word in said for words, _ in _ADVICE[:2] for word in words):
        return False
    return "FATAL:" not in said or any(word in said for word in _DOWN_WORDS)


def _advise(said: str, state: str) -> str:
    if state == _READ_ONLY:
        return "it takes no writes: DATABASE_URL must name the primary, not a read-only copy of it"
    if state in _BUSY:
        return "another transaction holds the rows or the server is overloaded: try again"
    for words, advice in _ADVICE:
        if any(word in said for word in words):
            return advice
    return (
        "check that the server runs and that DATABASE_URL names it; for the embedded one see "
        "`onevice status` and the folder logs/ of its home"
    )

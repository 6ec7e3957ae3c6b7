"""The property graph over Bolt: Neo4j by address, or the embedded ArcadeDB.

    with graph.session() as session:
        session.write(MERGE_BRANDS, rows)
        session.read(CO_MENTIONED, website_id=…)

Every write is a managed transaction: the driver retries what is transient, we retry what comes
of two writers at once: a ConstraintError (both make one key; the second try finds it made), and
rows that met no node (the embedded graph shows another's commit page by page).
What the nodes and relationships mean stands with the systems that write them, their keys and
indexes in `resources.migrations.neo4j`; which statements exist in `resources.cypher`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import dagster as dg
from pydantic import Field

from resources.cypher import Statement
from resources.errors import ConfigurationError, StoreError
from resources.graph_errors import explain, without_secret

if TYPE_CHECKING:
    from neo4j import Driver, ManagedTransaction, Result

Row = dict[str, Any]
T = TypeVar("T")

_RETRY_SECONDS = 15.0
_CONNECT_SECONDS = 5.0
_TRIES = 6


class _IncompleteWriteError(StoreError):
    """Rows that met no node; tried again, for another writer's commit may be half visible."""


class GraphStore(dg.ConfigurableResource[Any]):
    """A graph database that speaks Bolt and our Cypher profile."""

    uri: str = Field(default="", description="bolt://… or neo4j+s://…; empty: the embedded graph")
    user: str = Field(default="neo4j", description="User name at `uri`; empty: no login")
    password: str = Field(default="", description="Password at `uri`", repr=False)
    database: str = Field(default="neo4j", description="Name of the database")

    @contextmanager
    def session(self) -> Iterator[GraphSession]:
        """Connect, hand out a session, and close whatever happens.

        Raises:
            StoreError: the graph does not answer, or refuses a statement.
            ConfigurationError: it refuses the login, or `uri` is no Bolt address.
        """
        uri, user, password = self._address()
        driver = _open_driver(uri, user, password)
        try:
            yield GraphSession(driver, self.database, without_secret(uri))
        finally:
            driver.close()

    def _address(self) -> tuple[str, str, str]:
        if self.uri:
            return self.uri, self.user, self.password
        from resources.home import home
        from resources.local_servers import ensure

        server = ensure("graph", home())
        return server.url, server.user or "", server.password or ""


class GraphTransaction:
    """Statements that take effect together or not at all."""

    def __init__(self, transaction: ManagedTransaction) -> None:
        """Wrap a transaction of the driver."""
        self._transaction = transaction

    def read(self, statement: Statement, **parameters: Any) -> list[Row]:
        """Run one statement and return its records."""
        found = self._transaction.run(statement.text, parameters)
        rows: list[Row] = [_native(record.data()) for record in found]
        return rows

    def write(
        self, statement: Statement, rows: Sequence[Row], batch: int = 1000, **parameters: Any
    ) -> None:
        """Send rows as `$rows` to an `UNWIND` statement, in batches.

        Raises:
            StoreError: the statement returns `written` and it is not the number of rows: what a
                row refers to is not there.
        """
        sent: list[tuple[int, Result]] = []
        for start in range(0, len(rows), batch):
            part = list(rows[start : start + batch])
            given = {**parameters, "rows": part}
            # not read before the next batch is on its way: the server works while we prepare that
            sent.append((len(part), self._transaction.run(statement.text, given)))
            if len(sent) > 1:
                _confirm(statement, *sent.pop(0))
        for one in sent:
            _confirm(statement, *one)


class GraphSession:
    """An open connection; made by `GraphStore.session`."""

    def __init__(self, driver: Driver, database: str, address: str) -> None:
        """Hold an open driver; `address` has no secret in it."""
        self._driver = driver
        self._database = database
        self.address = address

    def read(self, statement: Statement, **parameters: Any) -> list[Row]:
        """Run a reading statement and return its records as dictionaries.

        Raises:
            StoreError: naming the statement, the address, what was answered and what to do.
        """
        return self._run(statement.name, lambda t: t.read(statement, **parameters), write=False)

    def write(
        self, statement: Statement, rows: Sequence[Row], batch: int = 1000, **parameters: Any
    ) -> None:
        """Send rows as `$rows` to an `UNWIND` statement, one managed transaction per batch.

        Args:
            statement: unwinds `$rows`.
            rows: dictionaries of scalars, lists of scalars and one level of maps.
            batch: rows a transaction; 1,000 is where both databases are fastest.
            **parameters: further parameters, the same for every batch.

        Raises:
            StoreError: as in `read`; earlier batches stay, so statements must be re-runnable.
        """
        for start in range(0, len(rows), batch):
            part = rows[start : start + batch]
            self.change(statement.name, partial(_write, statement, part, parameters))

    def change(self, what: str, work: Callable[[GraphTransaction], T]) -> T:
        """Run several statements in one managed transaction.

        Args:
            what: what is being done, for the message of an error.
            work: called with the transaction, again on every retry: it must hold no state.

        Raises:
            StoreError: nothing of it took effect.
        """
        return self._run(what, work, write=True)

    def _run(self, what: str, work: Callable[[GraphTransaction], T], *, write: bool) -> T:
        from neo4j.exceptions import DriverError, Neo4jError

        try:
            return self._try_again(work, write=write)
        except (Neo4jError, DriverError) as error:
            raise explain(error, what, self.address) from error

    def _try_again(self, work: Callable[[GraphTransaction], T], *, write: bool) -> T:
        from neo4j.exceptions import ConstraintError
        from tenacity import Retrying, retry_if_exception_type, stop_after_attempt
        from tenacity import wait_random_exponential as backoff

        retrying = Retrying(
            retry=retry_if_exception_type((ConstraintError, _IncompleteWriteError)),
            stop=stop_after_attempt(_TRIES),
            wait=backoff(multiplier=0.05, max=1),
            reraise=True,
        )
        with self._driver.session(database=self._database) as session:
            execute = session.execute_write if write else session.execute_read
            done: T = retrying(execute, lambda transaction: work(GraphTransaction(transaction)))
            return done


def _open_driver(uri: str, user: str, password: str) -> Driver:
    from neo4j import GraphDatabase

    if urlsplit(uri).scheme.partition("+")[0] not in {"bolt", "neo4j"}:
        raise ConfigurationError(
            f"NEO4J_URI ({without_secret(uri)}) is no Bolt address: give bolt://host:7687 or "
            "neo4j+s://host, or unset it for the embedded graph."
        )
    return GraphDatabase.driver(
        uri,
        auth=(user, password) if user else None,
        telemetry_disabled=True,
        # an empty graph warns of every label it does not know yet
        notifications_disabled_classifications=["UNRECOGNIZED"],
        connection_timeout=_CONNECT_SECONDS,
        connection_acquisition_timeout=_RETRY_SECONDS,
        max_transaction_retry_time=_RETRY_SECONDS,
    )


def _write(
    statement: Statement, rows: Sequence[Row], parameters: Row, transaction: GraphTransaction
) -> None:
    transaction.write(statement, rows, len(rows), **parameters)


def _confirm(statement: Statement, count: int, answer: Result) -> None:
    """Make sure that a batch was written whole, where its statement tells."""
    for record in answer:
        written = record.data().get("written", count)
        if written != count:
            raise _IncompleteWriteError(
                f"{statement.name} wrote {written} of {count} rows: the others refer to nodes "
                "that are not in the graph. Nothing of that transaction was kept; publish again, "
                "and rebuild the graph if it stays."
            )


def _native(value: Any) -> Any:
    """The driver's dates and times as Python's, also inside lists and maps."""
    if isinstance(value, dict):
        return {name: _native(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_native(one) for one in value]
    return value.to_native() if hasattr(value, "to_native") else value

"""The property graph over Bolt: Neo4j by address, or the embedded ArcadeDB.

    with graph.session() as session:
        session.write(MERGE_BRANDS, rows)
        session.read(CO_MENTIONED, website_id=…)

Every write is a managed transaction. What is transient is tried again (`graph_retry.py`), and so
is what comes of two writers at once: a ConstraintError (both make one key; the second try finds
it made), and rows that met no node (the embedded graph shows another's commit page by page).
What the nodes and relationships mean stands with the systems that write them, their keys and
indexes in `resources.migrations.neo4j`; which statements exist in `resources.cypher`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from operator import methodcaller
from typing import TYPE_CHECKING, Any, TypeVar

import dagster as dg
from pydantic import Field

from resources.cypher import Statement
from resources.errors import StoreError
from resources.graph_driver import Limits, forget_driver, is_neo4j, probe, share_driver, to_native
from resources.graph_errors import explain, without_secret
from resources.graph_retry import retrying_collisions, retrying_transient
from resources.resilience.guard import guarded
from resources.resilience.health import Health, Probe
from resources.variables import value_of

if TYPE_CHECKING:
    from neo4j import Driver, ManagedTransaction, Result

Row = dict[str, Any]
T = TypeVar("T")

_TRIES = 6


class _IncompleteWriteError(StoreError):
    """Rows that met no node; tried again, for another writer's commit may be half visible."""


class GraphStore(dg.ConfigurableResource[Any]):
    """A graph database that speaks Bolt and our Cypher profile."""

    uri: str = Field(
        default="", description="bolt://… or neo4j+s://…; empty: the embedded graph", repr=False
    )
    user: str = Field(default="neo4j", description="User name at `uri`; empty: no login")
    password: str = Field(default="", description="Password at `uri`", repr=False)
    database: str = Field(default="neo4j", description="Name of the database")
    pool_size: int = Field(default=50, ge=1, description="Connections at most (seed 000, §6.1)")
    connection_lifetime_seconds: float = Field(
        default=3600,
        gt=0,
        description="Age at which a connection is replaced (seed 000, §6.1; seed 003 has 200)",
    )
    acquire_seconds: float = Field(
        default=60, gt=0, description="For a usable connection, login included (seed 000, §6.1)"
    )
    connect_seconds: float = Field(default=5, gt=0, description="For the network connection alone")
    statement_seconds: float = Field(default=900, gt=0, description="Of one transaction, at most")
    retry_seconds: float = Field(
        default=15, ge=0, description="For all tries of one transaction (seed 000, §6.1: three)"
    )

    @contextmanager
    def session(self) -> Iterator[GraphSession]:
        """Hand out a session on this process's connections, which stay open for the next one.

        Raises:
            StoreError: the graph does not answer, or refuses a statement.
            ConfigurationError: it refuses the login, or `uri` is no Bolt address.
        """
        uri, user, password = self.address()
        driver = share_driver(uri, user, password, self.limits())
        yield GraphSession(
            driver, self.database, without_secret(uri), self.statement_seconds, self.retry_seconds
        )

    def close(self) -> None:
        """Close this process's connections; the next session opens new ones."""
        forget_driver(*self.address(), self.limits())

    def health(self) -> Health:
        """Whether the graph answers; the embedded one is looked at, not started."""
        return self.probe().run()

    def probe(self) -> Probe:
        """What `onevice status` asks; nothing is asked yet."""
        uri, password = value_of(self.uri), value_of(self.password)
        return probe(uri, self.user, password, self.database, self.limits())

    def limits(self) -> Limits:
        """How many connections, and how long each thing may take."""
        return Limits(
            self.pool_size,
            self.connection_lifetime_seconds,
            self.acquire_seconds,
            self.connect_seconds,
        )

    def address(self) -> tuple[str, str, str]:
        """Address, user and password; the embedded graph is started. Never shown."""
        if uri := value_of(self.uri):
            return uri, self.user, value_of(self.password)
        from resources.home import home
        from resources.local_servers import reach

        server = reach("graph", home())
        return server.url, server.user or "", server.password or ""


class GraphTransaction:
    """Statements that take effect together or not at all."""

    def __init__(self, transaction: ManagedTransaction) -> None:
        self._transaction = transaction

    def read(self, statement: Statement, **parameters: Any) -> list[Row]:
        """Run one statement and return its records."""
        return list(self.stream(statement, **parameters))

    def stream(self, statement: Statement, **parameters: Any) -> Iterator[Row]:
        """Run one statement and hand out its records as they come, 1,000 at once in memory."""
        return (to_native(one.data()) for one in self._transaction.run(statement.text, parameters))

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

    def __init__(
        self,
        driver: Driver,
        database: str,
        address: str,
        statement_seconds: float,
        retry_seconds: float,
    ) -> None:
        self._driver, self._database, self.address = driver, database, address
        self._statement_seconds, self._retry_seconds = statement_seconds, retry_seconds

    @property
    def is_neo4j(self) -> bool:
        """Whether it is Neo4j itself, which has full-text and vector indexes of its own."""
        return is_neo4j(self._driver)

    def read(self, statement: Statement, **parameters: Any) -> list[Row]:
        """Run a reading statement and return its records as dictionaries.

        Raises:
            StoreError: naming the statement, the address, what was answered and what to do.
        """
        return self._run(statement.name, lambda t: t.read(statement, **parameters), "read")

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
            send = methodcaller("write", statement, part, batch, **parameters)
            self.change(statement.name, send)

    def look(self, what: str, work: Callable[[GraphTransaction], T]) -> T:
        """Run several reading statements in one transaction: a third of the round trips.

        Raises:
            StoreError: as in `read`.
        """
        return self._run(what, work, "read")

    def change(self, what: str, work: Callable[[GraphTransaction], T]) -> T:
        """Run several statements in one managed transaction.

        Args:
            what: what is being done, for an error's message.
            work: called with the transaction, again on every retry: it must hold no state.

        Raises:
            StoreError: nothing of it took effect.
        """
        return self._run(what, work, "write")

    def _run(self, what: str, work: Callable[[GraphTransaction], T], kind: str) -> T:
        from neo4j.exceptions import DriverError, Neo4jError

        with guarded("graph", f"The graph at {self.address}", kind):
            try:
                return self._try_again(work, write=kind != "read")
            except (Neo4jError, DriverError) as error:
                raise explain(error, what, self.address) from error

    def _try_again(self, work: Callable[[GraphTransaction], T], *, write: bool) -> T:
        from neo4j import unit_of_work
        from neo4j.exceptions import ConstraintError

        with self._driver.session(database=self._database) as session:
            execute = session.execute_write if write else session.execute_read
            bounded = unit_of_work(timeout=self._statement_seconds)
            again = retrying_collisions((ConstraintError, _IncompleteWriteError), _TRIES)
            patient = retrying_transient(self._retry_seconds)
            whole = bounded(lambda one: work(GraphTransaction(one)))
            done: T = again(patient, execute, whole)
            return done


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

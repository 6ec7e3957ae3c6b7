"""The graph for programs that do many things at once: reading statements, in one event loop.

    graph = AsyncGraph(store)
    found, tied = await graph.look("intents.list", [(STATEMENT, parameters), (…)])
    await graph.close()

Retries, breaker, messages and settings are those of `GraphStore`; a connection is of the loop that
made it. Writing is the assets' work and stays there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from resources.cypher import Statement
from resources.errors import StoreDownError
from resources.graph_driver import open_async_driver, to_native
from resources.graph_errors import explain, without_secret
from resources.graph_retry import retrying_transient_async
from resources.graph_store import GraphStore
from resources.resilience.breaker import breaker_of
from resources.resilience.guard import guarded

if TYPE_CHECKING:
    from neo4j import AsyncDriver, AsyncManagedTransaction

Row = dict[str, Any]
Asked = tuple[Statement, Mapping[str, Any]]


class AsyncGraph:
    """Reads; nothing is opened before the first statement."""

    def __init__(
        self,
        store: GraphStore,
        *,
        lifetime_seconds: float | None = None,
        retry_seconds: float | None = None,
    ) -> None:
        """Prepare.

        Args:
            store: whose address, login and limits are taken.
            lifetime_seconds: age at which a connection is replaced; the store's by default.
            retry_seconds: for all tries of one transaction; the store's by default.
        """
        self._store = store
        self._lifetime = lifetime_seconds or store.connection_lifetime_seconds
        self._patience = store.retry_seconds if retry_seconds is None else retry_seconds
        self._driver: AsyncDriver | None = None
        self.address = without_secret(store.uri) if store.uri else "the embedded graph"

    async def read(self, statement: Statement, **parameters: Any) -> list[Row]:
        """Run one reading statement and return its records as dictionaries.

        Raises:
            StoreError: naming the statement, the address, what was answered and what to do.
            ConfigurationError: the graph refuses the login, or its address is none.
        """
        (found,) = await self.look(statement.name, [(statement, parameters)])
        return found

    async def look(self, what: str, asked: Sequence[Asked]) -> list[list[Row]]:
        """Run several reading statements in one transaction. Raises as `read` does.

        Args:
            what: what is being done, for the message of an error.
            asked: statements with their parameters.

        Returns:
            The records of each.
        """
        from neo4j.exceptions import DriverError, Neo4jError

        with guarded("graph", self._place, "read"):
            driver = await self._open()
            patient = retrying_transient_async(self._patience)
            try:
                found: list[list[Row]] = await patient(self._try, driver, asked)
            except (Neo4jError, DriverError) as error:
                told = explain(error, what, self.address)
                if isinstance(told, StoreDownError) and not self._store.uri:
                    await self.close()  # an embedded graph that comes back has another address
                raise told from error
            return found

    @property
    def is_left_alone(self) -> bool:
        """Whether it did not answer several times in a row, so that nothing is sent to it now."""
        return breaker_of("graph", self._place).state == "open"

    @property
    def _place(self) -> str:
        return f"The graph at {self.address}"

    async def close(self) -> None:
        """Close the connections; the next statement opens new ones."""
        driver, self._driver = self._driver, None
        if driver is not None:
            await driver.close()

    async def _try(self, driver: AsyncDriver, asked: Sequence[Asked]) -> list[list[Row]]:
        from neo4j import unit_of_work

        @unit_of_work(timeout=self._store.statement_seconds)
        async def work(transaction: AsyncManagedTransaction) -> list[list[Row]]:
            return [await _collect(transaction, *one) for one in asked]

        async with driver.session(database=self._store.database) as session:
            return await session.execute_read(work)

    async def _open(self) -> AsyncDriver:
        if self._driver is None:
            # starting the embedded graph takes seconds that others need not wait for
            uri, user, password = await asyncio.to_thread(self._store.address)
            self.address = without_secret(uri)
            limits = self._store.limits()._replace(connection_lifetime_seconds=self._lifetime)
            self._driver = open_async_driver(uri, user, password, limits)
        return self._driver


async def _collect(
    transaction: AsyncManagedTransaction, statement: Statement, parameters: Mapping[str, Any]
) -> list[Row]:
    result = await transaction.run(statement.text, dict(parameters))
    return [to_native(one.data()) async for one in result]

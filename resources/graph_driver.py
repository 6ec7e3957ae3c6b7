"""Drivers of the graph: pool sizes and time limits, and health.

What is sent through one is in `graph_store.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from resources.graph_errors import bad_address, check_address, explain, without_secret
from resources.resilience.health import Answer, Probe, embedded, require_version

if TYPE_CHECKING:
    from neo4j import Driver

_OLDEST = (5, 7)  # the first to let notifications be switched off


class Limits(NamedTuple):
    """How many connections, and how long each thing may take; `GraphStore`'s fields say why."""

    pool_size: int
    connection_lifetime_seconds: float
    acquire_seconds: float
    connect_seconds: float
    retry_seconds: float


def open_driver(uri: str, user: str, password: str, limits: Limits) -> Driver:
    """Make a driver; it connects at the first statement.

    Raises:
        ConfigurationError: the address is none, or would not verify who answers.
    """
    from neo4j import GraphDatabase
    from neo4j.exceptions import ConfigurationError as NoAddressError

    check_address(uri)
    try:
        return GraphDatabase.driver(
            uri,
            auth=(user, password) if user else None,
            telemetry_disabled=True,
            # an empty graph warns of every label it does not know yet
            notifications_disabled_classifications=["UNRECOGNIZED"],
            max_connection_pool_size=limits.pool_size,
            max_connection_lifetime=limits.connection_lifetime_seconds,
            connection_acquisition_timeout=limits.acquire_seconds,
            connection_timeout=limits.connect_seconds,
            max_transaction_retry_time=limits.retry_seconds,
        )
    except NoAddressError:  # which repeats the whole of it
        raise bad_address(f"NEO4J_URI ({without_secret(uri)})") from None


def probe(uri: str, user: str, password: str, database: str, limits: Limits) -> Probe:
    """The probe of an address; empty means the embedded graph."""
    if not uri:
        return embedded("graph", "graph")
    address = without_secret(uri)

    def ask() -> Answer:
        from neo4j.exceptions import DriverError, Neo4jError

        try:
            with open_driver(uri, user, password, limits) as driver:
                agent = driver.get_server_info().agent
                with driver.session(database=database) as session:
                    session.run("RETURN 1").consume()
        except (Neo4jError, DriverError) as error:
            raise explain(error, "health", address) from error
        require_version(f"The graph at {address}", agent, _OLDEST, "Neo4j (NEO4J_URI)")
        return Answer(agent)

    return Probe("graph", "server", f"The graph at {address}", ask, ("neo4j",))


def to_native(value: Any) -> Any:
    """The driver's dates and times as Python's, also inside lists and maps."""
    if isinstance(value, dict):
        return {name: to_native(one) for name, one in value.items()}
    if isinstance(value, list):
        return [to_native(one) for one in value]
    return value.to_native() if hasattr(value, "to_native") else value

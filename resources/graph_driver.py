"""Drivers of the graph: one pool per address, login and process, its limits, and health.

What is sent through one is in `graph_store.py`. A driver never crosses a fork: a child process
makes its own.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
from typing import TYPE_CHECKING, Any, NamedTuple

from resources.graph_errors import bad_address, check_address, explain, without_secret
from resources.resilience.health import Answer, Probe, embedded, require_version

if TYPE_CHECKING:
    from neo4j import AsyncDriver, Driver

_OLDEST = (5, 7)  # the first to let notifications be switched off
_IDLE_SECONDS = 30  # a connection that was idle for so long is tried before it is used

_guard = threading.RLock()


class Limits(NamedTuple):
    """How many connections, and how long each thing may take; `GraphStore`'s fields say why."""

    pool_size: int
    connection_lifetime_seconds: float
    acquire_seconds: float
    connect_seconds: float


_Key = tuple[str, str, str, Limits]
_drivers: dict[_Key, Driver] = {}


def share_driver(uri: str, user: str, password: str, limits: Limits) -> Driver:
    """The driver of an address and login in this process; raises as `open_driver` does."""
    key = (uri, user, password, limits)
    with _guard:
        if key not in _drivers:
            _drivers[key] = open_driver(*key)
        return _drivers[key]


def is_neo4j(driver: Driver) -> bool:
    """Whether a server is Neo4j: the embedded graph calls itself compatible with it.

    Raises:
        StoreError: it does not answer.
    """
    from neo4j.exceptions import DriverError, Neo4jError

    try:
        agent = driver.get_server_info().agent
    except (Neo4jError, DriverError) as error:
        raise explain(error, "asking which server it is", "its address") from error
    return agent.startswith("Neo4j/") and "compatible" not in agent


def forget_driver(uri: str, user: str, password: str, limits: Limits) -> None:
    """Close the connections to an address; the next use opens new ones."""
    with _guard:
        driver = _drivers.pop((uri, user, password, limits), None)
    if driver is not None:
        driver.close()


def open_driver(uri: str, user: str, password: str, limits: Limits) -> Driver:
    """Make a driver; it connects at the first statement.

    Raises:
        ConfigurationError: the address is none, or would not verify who answers.
    """
    from neo4j import GraphDatabase
    from neo4j.exceptions import ConfigurationError as NoAddressError

    check_address(uri)
    _silence_driver()
    try:
        return GraphDatabase.driver(uri, **_options(user, password, limits))
    except NoAddressError:  # which repeats the whole of it
        raise bad_address(f"NEO4J_URI ({without_secret(uri)})") from None


def open_async_driver(uri: str, user: str, password: str, limits: Limits) -> AsyncDriver:
    """As `open_driver`, for one event loop."""
    from neo4j import AsyncGraphDatabase
    from neo4j.exceptions import ConfigurationError as NoAddressError

    check_address(uri)
    _silence_driver()
    try:
        return AsyncGraphDatabase.driver(uri, **_options(user, password, limits))
    except NoAddressError:  # which repeats the whole of it
        raise bad_address(f"NEO4J_URI ({without_secret(uri)})") from None


def _options(user: str, password: str, limits: Limits) -> dict[str, Any]:
    return {
        "auth": (user, password) if user else None,
        "telemetry_disabled": True,
        # an empty graph warns of every label it does not know yet
        "notifications_disabled_classifications": ["UNRECOGNIZED"],
        "max_connection_pool_size": limits.pool_size,
        "max_connection_lifetime": limits.connection_lifetime_seconds,
        "connection_acquisition_timeout": limits.acquire_seconds,
        "connection_timeout": limits.connect_seconds,
        "liveness_check_timeout": _IDLE_SECONDS,
        "max_transaction_retry_time": 0,  # graph_retry.py tries again
    }


def _silence_driver() -> None:
    """What it prints it raises too, to be told with what to do; who set a level keeps it."""
    log = logging.getLogger("neo4j")
    if log.level == logging.NOTSET:
        log.setLevel(logging.CRITICAL)


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


def _close_all() -> None:
    """At the end of the process: a driver that is only dropped complains."""
    with _guard:
        for driver in _drivers.values():
            driver.close()
        _drivers.clear()


def _leave_to_parent() -> None:
    """In a forked child: the connections are the parent's, and so may be the lock's holder."""
    global _guard, _drivers  # noqa: PLW0603  a lock may be held by a thread the child does not have
    _guard, _inherited[:] = threading.RLock(), _drivers.values()
    _drivers = {}


_inherited: list[Driver] = []  # kept, because a driver that is dropped says goodbye for the parent
atexit.register(_close_all)
os.register_at_fork(after_in_child=_leave_to_parent)

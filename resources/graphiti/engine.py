"""Opens Graphiti on the Neo4j that is configured: quiet, and bounded to what is its own.

Graphiti has no embedded form here. What it would do to a database that others use too is refused:
it drops every index on request, clears every node, and makes its indexes in the background of each
connection; here they are made by `prepare` alone.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any, Final

from resources.errors import ConfigurationError
from resources.graph_errors import explain, without_secret
from resources.variables import value_of

if TYPE_CHECKING:
    from graphiti_core import Graphiti
    from graphiti_core.llm_client import LLMClient

    from resources.embedding.embedder import Embedder
    from resources.graph_store import GraphStore

_TELEMETRY: Final = "GRAPHITI_TELEMETRY_ENABLED"
_DOTENV: Final = "PYTHON_DOTENV_DISABLED"
_AT_ONCE: Final = 8
"""Calls of one episode that Graphiti may make side by side; the provider's own limits stay."""

_WHAT_TO_DO: Final = (
    "set NEO4J_URI, NEO4J_USER and NEO4J_PASSWORD. Without it the same facts answer from "
    "PostgreSQL: `onevice timeline show SUBJECT --at … --known …`."
)


def require_neo4j(graph: GraphStore) -> None:
    """Make sure that Graphiti can run: it needs Neo4j itself.

    Raises:
        ConfigurationError: no Neo4j is configured, the address is another graph's, or the package
            is not installed.
        StoreError: it does not answer.
    """
    if not value_of(graph.uri):
        raise ConfigurationError(f"Graphiti runs on Neo4j, and none is configured: {_WHAT_TO_DO}")
    with graph.session() as session:
        if not session.is_neo4j:
            raise ConfigurationError(
                f"The graph at {session.address} is not Neo4j, which Graphiti needs for its "
                f"full-text and vector functions: {_WHAT_TO_DO}"
            )
    _import_quietly()


@asynccontextmanager
async def open_graphiti(
    graph: GraphStore, embedder: Embedder, llm: LLMClient | None = None
) -> AsyncIterator[Graphiti]:
    """Graphiti for the length of the block, in one event loop.

    Args:
        graph: a configured Neo4j (`require_neo4j`).
        embedder: makes every vector.
        llm: reads free text; none where nothing is asked of a model.

    Raises:
        StoreError: Neo4j refused a statement or does not answer.
    """
    from neo4j.exceptions import DriverError, Neo4jError

    from resources.graphiti.models import make_embedder, make_ranker

    _import_quietly()
    from graphiti_core import Graphiti
    from graphiti_core.llm_client.openai_generic_client import OpenAIGenericClient

    uri, user, password = graph.address()
    engine = Graphiti(
        llm_client=llm or OpenAIGenericClient(client=_Nobody()),
        embedder=make_embedder(embedder),
        cross_encoder=make_ranker(embedder),
        graph_driver=_make_driver()(uri, user, password, graph.database),
        max_coroutines=_AT_ONCE,
    )
    try:
        yield engine
    except (Neo4jError, DriverError) as error:
        raise explain(error, "asking Graphiti", without_secret(uri)) from error
    finally:
        await engine.close()  # type: ignore[no-untyped-call]


async def prepare(engine: Graphiti) -> None:
    """Make Graphiti's own indexes, one after the other, where they are not there; no constraint."""
    from graphiti_core.graph_queries import get_fulltext_indices, get_range_indices

    provider = engine.driver.provider
    for statement in (*get_range_indices(provider), *get_fulltext_indices(provider)):
        await engine.driver.execute_query(statement)
    await engine.driver.execute_query("CALL db.awaitIndexes(60)")


def _make_driver() -> type[Any]:
    """Graphiti's Neo4j driver, which changes no schema by itself and never drops one."""
    from graphiti_core.driver.neo4j_driver import Neo4jDriver

    class OwnDriver(Neo4jDriver):  # type: ignore[misc, unused-ignore]
        async def build_indices_and_constraints(self, delete_existing: bool = False) -> None:
            """Called on every connection: nothing, `prepare` does it once."""
            if delete_existing:
                self.delete_all_indexes()

        def delete_all_indexes(self) -> Any:
            """Refuse: they are the indexes of every system in the database."""
            raise ConfigurationError(
                "Graphiti would drop every index of the database, those of other systems too. "
                "Nothing was dropped."
            )

    return OwnDriver


class _Nobody:
    """Where no language model was given and Graphiti asks one all the same."""

    def __getattr__(self, name: str) -> Any:
        raise ConfigurationError(
            "Graphiti wanted to ask a language model, and none was opened for this: only "
            "`onevice timeline graphiti read` does."
        )


def _import_quietly() -> None:
    """Import it without reports home, and without its reading of a `.env` into our variables.

    Raises:
        ConfigurationError: it is not installed.
    """
    os.environ[_TELEMETRY] = "false"  # whatever the person set: nothing is reported home
    with _set(_DOTENV, "1"):
        try:
            import graphiti_core  # noqa: F401
        except ImportError as error:
            raise ConfigurationError(
                "Graphiti is not installed: `pip install 'onevice-assets[operations]'`."
            ) from error


@contextmanager
def _set(name: str, value: str) -> Iterator[None]:
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before

"""A store's schema made whole, or anew, before its copies are written again from the lake.

What somebody took away by hand is not in the way: a history that says "applied" over a schema
that is gone is what `up` alone cannot mend. Never touches schema `control`: what is there was
decided, and stands nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from resources.errors import ConfigurationError, StoreError
from resources.graph_store import GraphStore
from resources.migrations.neo4j.empty import empty_graph
from resources.migrations.neo4j.runner import GraphMigrations
from resources.migrations.postgres.serving import ServingSchema
from resources.migrations.store_migrations import Drift
from resources.migrations.vectors.store import VectorStoreMigrations


class Schema(Protocol):
    """What `StoreMigrations` has of this."""

    def up(self) -> object:
        """Apply what is missing by the history."""

    def down(self, to: str) -> object:
        """Undo everything above a version."""

    def check(self) -> Sequence[Drift]:
        """Every difference to what is declared."""


@dataclass(frozen=True)
class Copied:
    """The part of a store that is a copy of the lake.

    Attributes:
        store: which.
        holds: what is lost by dropping it, in words.
        schema: its migrations.
        empty: takes every row away, where going down does not.
    """

    store: str
    holds: str
    schema: Schema
    empty: Callable[[], None] = lambda: None

    def make_whole(self) -> list[str]:
        """Bring the schema up, and make it anew where declared parts are gone; tell which were.

        Raises:
            StoreError: the store refuses, or parts are missing even then.
        """
        self.schema.up()
        missing = self.list_missing()
        if missing:
            self._make_anew()
        return missing

    def drop(self) -> None:
        """Take everything away and make the schema anew, empty. Raises as `make_whole` does."""
        self.empty()
        self._make_anew()

    def _make_anew(self) -> None:
        self.schema.down("0000")
        self.schema.up()
        if left := self.list_missing():
            raise StoreError(
                f"Made the schema of {self.store} anew, and {', '.join(left)} is missing still. "
                f"Nothing was published; see `onevice migrate check --store {self.store}`."
            )

    def list_missing(self) -> list[str]:
        """Declared parts that are not there; what others added or changed is not ours to drop."""
        return [one.place for one in self.schema.check() if one.declared and not one.actual]


def find_copied(store: str, resources: Mapping[str, Any]) -> Copied:
    """The part of a store that rebuilding may drop.

    Args:
        store: `postgres`, `graph`, `search` or `vectors`.
        resources: by name, at least those of the store.

    Raises:
        ConfigurationError: nothing of that store is a copy.
    """
    if store == "postgres":
        return Copied(store, "every row of schema serving", ServingSchema(resources["control"]))
    if store == "graph":
        graph: GraphStore = resources["graph"]
        holds = "every node and relationship of the brand monitor and of talent graphs"
        return Copied(store, holds, GraphMigrations(graph), lambda: empty_graph(graph))
    if store == "search":
        return Copied(store, "every indexed document", resources["search"].migrations())
    if store == "vectors":
        vectors = VectorStoreMigrations(resources["vectors"], resources["embeddings"])
        return Copied(store, "every vector of the model in use", vectors)
    raise ConfigurationError(f"Nothing in {store} is a copy of the lake that could be rebuilt.")

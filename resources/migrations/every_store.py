"""The one list of the stores that have migrations, made of the registry's resources."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from resources.migrations.store_migrations import StoreMigrations

NEEDED = frozenset({"control", "graph", "search", "vectors", "embeddings"})
"""Names of the resources that reach the stores."""


def every_store(resources: Mapping[str, Any]) -> list[StoreMigrations]:
    """Migrations of each store, in the order they are brought up.

    Args:
        resources: by name, at least those of `NEEDED`, ready to use.
    """
    from resources.migrations.neo4j.runner import GraphMigrations
    from resources.migrations.postgres.migrations import PostgresMigrations
    from resources.migrations.vectors.store import VectorStoreMigrations

    return [
        PostgresMigrations(resources["control"]),
        GraphMigrations(resources["graph"]),
        resources["search"].migrations(),
        VectorStoreMigrations(resources["vectors"], resources["embeddings"]),
    ]

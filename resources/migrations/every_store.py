"""The one list of the stores that have migrations, made of the registry's resources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from resources.migrations.neo4j.runner import GraphMigrations
from resources.migrations.postgres.migrations import PostgresMigrations
from resources.migrations.store_migrations import StoreMigrations

MIGRATED: Mapping[str, Callable[[Any], StoreMigrations]] = {
    "control": PostgresMigrations,
    "graph": GraphMigrations,
}
"""By name of the resource that reaches the store, in the order they are brought up."""


def every_store(resources: Mapping[str, Any]) -> list[StoreMigrations]:
    """Migrations of each store.

    Args:
        resources: by name, at least those of `MIGRATED`, ready to use.
    """
    return [make(resources[name]) for name, make in MIGRATED.items()]

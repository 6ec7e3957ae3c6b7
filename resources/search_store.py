"""The search as a Dagster resource: Elasticsearch by address, or tables in the control plane.

    with search.open() as index:
        index.replace("brand_mentions", scope, documents)
        index.search(SearchQuery("brand_mentions", tenant, "…"))

Without an address the indexes appear at first use; a server's are made by `onevice migrate` or by
the first replacement. What an index can do is in `resources/search_index/index.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import dagster as dg
from pydantic import Field

from resources.control_plane.resource import ControlPlane

if TYPE_CHECKING:
    from resources.migrations.store_migrations import StoreMigrations
    from resources.search_index.index import SearchIndex

_ready: set[tuple[str, str]] = set()


class SearchStore(dg.ConfigurableResource[Any]):
    """Opens the search of one system."""

    url: str = Field(
        "",
        description="https://user:password@host:9200, best as EnvVar; empty = in PostgreSQL",
        repr=False,
    )
    api_key: str = Field("", description="Elasticsearch API key, best as EnvVar", repr=False)
    database_url: str = Field("", description="PostgreSQL that is searched without `url`", repr=False)
    prefix: str = Field(default="brand_monitor", description="What every index begins with")

    @contextmanager
    def open(self) -> Iterator[SearchIndex]:
        """Hand out the index and close it whatever happens.

        Raises:
            ConfigurationError: the address is none, or the login is refused.
            StoreError: the store does not answer, or is of another version.
        """
        from resources.migrations.elasticsearch.revisions import known_revisions

        declared = known_revisions()[-1].by_name
        from resources.search_index.postgres_index import PostgresSearchIndex

        control = ControlPlane(url=self.database_url)
        yield PostgresSearchIndex(control, self.prefix, declared)

    def migrations(self) -> StoreMigrations:
        """The versions of this search."""
        from resources.migrations.elasticsearch.postgres_runner import PostgresSearchMigrations

        return PostgresSearchMigrations(ControlPlane(url=self.database_url), self.prefix)

"""The search as a Dagster resource: Elasticsearch by address, or tables in the control plane.

    with search.open() as index:
        index.replace("brand_mentions", scope, documents)
        index.search(SearchQuery("brand_mentions", tenant, "…"))

The indexes appear with the first replacement, or by `onevice migrate up --store search`. What an
index can do is in `resources/search_index/index.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import dagster as dg
from pydantic import Field

from resources.control_plane.resource import ControlPlane
from resources.resilience.health import Health, Probe
from resources.variables import value_of

if TYPE_CHECKING:
    from resources.migrations.elasticsearch.revisions import SearchRevision
    from resources.migrations.store_migrations import StoreMigrations
    from resources.search_index.index import SearchIndex


class SearchStore(dg.ConfigurableResource[Any]):
    """Opens the search of one system."""

    url: str = Field(
        "",
        description="https://user:password@host:9200, best as EnvVar; empty = in PostgreSQL",
        repr=False,
    )
    api_key: str = Field("", description="Elasticsearch API key, best as EnvVar", repr=False)
    database_url: str = Field(
        "", description="PostgreSQL that is searched where `url` is empty", repr=False
    )
    prefix: str = Field(default="brand_monitor", description="What every index begins with")

    @contextmanager
    def open(self, revisions: Sequence[SearchRevision] = ()) -> Iterator[SearchIndex]:
        """Hand out the indexes, and close the connections whatever happens.

        Args:
            revisions: whose last one declares them; those of `versions/` by default.

        Raises:
            ConfigurationError: ELASTICSEARCH_URL is no address or not encrypted, or there are two
                logins.
        """
        from resources.migrations.elasticsearch.revisions import known_revisions

        declared = (revisions or known_revisions())[-1].by_name
        make = self.migrations(revisions).up
        if not (url := value_of(self.url)):
            from resources.search_index.postgres_index import PostgresSearchIndex

            yield PostgresSearchIndex(self._control(), self.prefix, declared, make)
            return
        from resources.search_index.elastic_client import describe, open_client
        from resources.search_index.elastic_index import ElasticSearchIndex

        with open_client(url, value_of(self.api_key)) as client:
            yield ElasticSearchIndex(client, describe(url), self.prefix, declared, make)

    def migrations(self, revisions: Sequence[SearchRevision] = ()) -> StoreMigrations:
        """The versions of this search: those of `versions/` unless others are given."""
        from resources.migrations.elasticsearch.revisions import known_revisions

        known = revisions or known_revisions()
        if url := value_of(self.url):
            from resources.migrations.elasticsearch.elastic_runner import ElasticSearchMigrations

            return ElasticSearchMigrations(url, value_of(self.api_key), self.prefix, known)
        from resources.migrations.elasticsearch.postgres_runner import PostgresSearchMigrations

        return PostgresSearchMigrations(self._control(), self.prefix, known)

    def read_version(self) -> str:
        """What answers, `Elasticsearch 9.5.3` or `PostgreSQL 18.4`; asks it.

        Raises:
            StoreError: it does not answer, or is not version 9.
            ConfigurationError: it refuses the login.
        """
        if value_of(self.url):
            return self.probe().ask().version
        with self._control().begin() as db:
            return f"PostgreSQL {db.exec_driver_sql('SHOW server_version').scalar_one()}"

    def health(self) -> Health:
        """Whether it answers, without migrating anything and without starting it."""
        return self.probe().run()

    def probe(self) -> Probe:
        """What `onevice status` asks; nothing is asked yet."""
        if url := value_of(self.url):
            from resources.search_index.elastic_health import probe

            return probe(url, value_of(self.api_key))
        return replace(self._control().probe(), store="search")

    def _control(self) -> ControlPlane:
        return ControlPlane(url=value_of(self.database_url))

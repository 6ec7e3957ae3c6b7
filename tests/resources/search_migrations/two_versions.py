"""The shipped version of the search, and one more that changes an index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from resources.migrations.elasticsearch.elastic_runner import ElasticSearchMigrations
from resources.migrations.elasticsearch.postgres_runner import PostgresSearchMigrations
from resources.migrations.elasticsearch.revisions import SearchRevision, known_revisions
from resources.search_index.declaration import Field
from resources.search_store import SearchStore

FIRST = known_revisions()[0]
_PAGES, _MENTIONS = FIRST.indexes
SECOND = SearchRevision(
    "0002",
    "languages",
    (
        replace(_PAGES, version=2, own_fields=(*_PAGES.own_fields, Field("language", "keyword"))),
        _MENTIONS,
    ),
)


def versions_of(
    store: SearchStore, revisions: Sequence[SearchRevision] = (FIRST, SECOND)
) -> ElasticSearchMigrations | PostgresSearchMigrations:
    """The store's migrations as code with two versions has them; a dead runner waits a second."""
    made = store.migrations()
    if isinstance(made, ElasticSearchMigrations):
        return replace(made, revisions=revisions, lease_seconds=1.0)
    assert isinstance(made, PostgresSearchMigrations)
    return replace(made, revisions=revisions)

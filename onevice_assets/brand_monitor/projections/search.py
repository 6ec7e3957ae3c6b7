"""Projection to the search: a website's pages, and what a day's answers say of each brand.

Which documents those are is in `search_documents.py`; how an index holds them in
`resources/search_index`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from onevice_assets.brand_monitor.projections.search_documents import (
    from_rows,
    list_mentions,
    list_pages,
    to_rows,
)
from onevice_assets.publishing.projection import Rows, Scope, ShowsEveryDay
from onevice_assets.tables import answers, audience
from resources.errors import MissingDataError
from resources.lake import Lake
from resources.lake_retired import read_kept
from resources.migrations.elasticsearch.revisions import known_revisions
from resources.search_index.documents import Document, DocumentScope
from resources.search_store import SearchStore

if TYPE_CHECKING:
    from resources.search_index.declaration import IndexDeclaration

_STATES = answers.llm_brand_states.only(
    "id", "llm_response_id", "brand_id", "brand_name", "presence", "position_rank", "belief_sold",
    "mention_start", "mention_end", "evidence_start", "evidence_end",
)  # fmt: skip
_RESPONSES = answers.llm_responses.only(
    "id", "response_text", "llm_provider", "prompt_id", "asked_at"
)
_BELIEFS = answers.llm_answer_belief_maps.only(
    "llm_response_id", "brand_id", "intent_type", "funnel_stage"
)
PAGES, MENTIONS = "website_content", "brand_mentions"


class SearchProjection(ShowsEveryDay):
    """Copies a website's pages, or a day's mentions, into the search."""

    store = "search"

    def __init__(self, lake: Lake, search: SearchStore) -> None:
        self._lake = lake
        self._search = search

    def build(self, scope: Scope) -> Rows:
        """Documents by index, as `projection.Projection.build`.

        A website's scope is one document for each page with text; a day's is one for each brand
        that an answer names, with the deciding sentence and nothing more of the answer.

        Raises:
            MissingDataError: naming the lake table that has no such partition.
        """
        declared = _declared(scope)
        documents = self._pages(scope) if scope.day is None else self._mentions(scope)
        return {declared.name: to_rows(declared, documents)}

    def read(self, scope: Scope) -> Rows:
        """Documents by index, as `projection.Projection.read`; none where no index is yet."""
        declared = _declared(scope)
        with self._search.open() as index:
            try:
                found = index.read(declared.name, _of(scope))
            except MissingDataError:
                found = []
        return {declared.name: to_rows(declared, found)}

    def replace(self, scope: Scope, rows: Rows) -> None:
        """Make the index hold exactly these documents of the scope.

        In PostgreSQL it is one transaction. Elasticsearch keeps what it took of a replacement that
        it refused in part; the next one completes it.

        Raises:
            StoreError: naming the documents that were not taken, and why.
        """
        declared = _declared(scope)
        with self._search.open() as index:
            index.replace(declared.name, _of(scope), from_rows(declared, rows[declared.name]))

    def count(self, scope: Scope) -> dict[str, int]:
        """Documents the search holds of the scope, by index."""
        declared = _declared(scope)
        with self._search.open() as index:
            try:
                return {declared.name: index.count(declared.name, _of(scope))}
            except MissingDataError:
                return {declared.name: 0}

    def _pages(self, scope: Scope) -> Sequence[Document]:
        pages = self._lake.read_rows(audience.scraped_pages, scope.partition)
        analysis = self._lake.read_rows_if_there(audience.website_analysis, scope.partition)
        return list_pages(scope, pages, analysis)

    def _mentions(self, scope: Scope) -> Sequence[Document]:
        import pyarrow.compute as pc

        states, responses, beliefs = (
            read_kept(self._lake, table, scope.partition)
            for table in (_STATES, _RESPONSES, _BELIEFS)
        )
        # most states are of brands that an answer does not name
        named = states.filter(pc.is_valid(states["mention_start"]))
        wanted = beliefs.filter(pc.is_in(beliefs["llm_response_id"], named["llm_response_id"]))
        return list_mentions(scope, named.to_pylist(), responses.to_pylist(), wanted.to_pylist())


def _declared(scope: Scope) -> IndexDeclaration:
    """A scope goes to one index: pages stand, mentions belong to a day."""
    return known_revisions()[-1].by_name[PAGES if scope.day is None else MENTIONS]


def _of(scope: Scope) -> DocumentScope:
    return DocumentScope(scope.organization_id, scope.website_id, scope.day)

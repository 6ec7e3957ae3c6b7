"""What a search index can do; Elasticsearch and PostgreSQL do it alike (one contract suite)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from resources.search_index.documents import Document, DocumentScope, Replaced, Tenant
from resources.search_index.search_query import Found, SearchQuery


class SearchIndex(Protocol):
    """Declared indexes of one system. No call without a tenant.

    Every method raises `StoreError` when the store does not do it, `ConfigurationError` when it
    refuses the login, and `MissingDataError` when the index was never made.
    """

    @property
    def address(self) -> str:
        """Where it is, without a secret."""

    def replace(self, index: str, scope: DocumentScope, documents: Sequence[Document]) -> Replaced:
        """Make the index hold exactly these documents of the scope; searches see them at once.

        Doing it again changes nothing. Where the store has no transactions, what it refused is
        named, the others are kept, and a second call completes it.

        Raises:
            InputError: a document belongs to another scope, or is there twice.
            StoreError: naming the documents that were not taken, and why.
        """

    def read(self, index: str, scope: DocumentScope) -> list[Document]:
        """Every document of a scope, by id."""

    def count(self, index: str, scope: DocumentScope) -> int:
        """How many documents a scope has."""

    def count_all(self, index: str, tenants: Sequence[Tenant]) -> int:
        """How many documents some tenants have, of every day."""

    def forget(self, index: str, tenants: Sequence[Tenant]) -> int:
        """Delete every document of some tenants, of every day; how many those were."""

    def search(self, query: SearchQuery) -> Found:
        """Answer a question.

        Raises:
            InputError: the text holds nothing to find, or a filter or facet is not declared.
        """

"""The search in Elasticsearch 9: every call goes to an alias, never to a version's own index.

Elasticsearch has no transactions: a replacement that is refused in part keeps what was taken, and
a second call completes it. The indexes are made and replaced in
`resources/migrations/elasticsearch/elastic_runner.py`; what is asked is in `elastic_query.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from resources.errors import MissingDataError
from resources.search_index.declaration import IndexDeclaration
from resources.search_index.documents import (
    Document,
    DocumentScope,
    Replaced,
    Tenant,
    check_documents,
    drop_nul,
)
from resources.search_index.elastic_bulk import Action, Sent, raise_refused, send
from resources.search_index.elastic_errors import asking
from resources.search_index.elastic_query import (
    Marks,
    build_search,
    read_found,
    scope_query,
    tenants_query,
)
from resources.search_index.search_query import Found, SearchQuery, check_query

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

PATIENCE_SECONDS = 60.0  # twice what a migration that died holds its lock
_PAGE = 2_000


def alias_name(prefix: str, index: str) -> str:
    """Name that stands for an index, whatever its version."""
    return f"{prefix}-{index}"


class ElasticSearchIndex:
    """The indexes of one system on one server; made by `SearchStore.open`."""

    def __init__(
        self,
        client: Elasticsearch,
        address: str,
        prefix: str,
        declared: Mapping[str, IndexDeclaration],
        make: Callable[[], object],
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        """Search by an open client.

        Args:
            client: of the server.
            address: of it, without a secret.
            prefix: what every alias begins with.
            declared: indexes by name.
            make: makes the indexes, for the first replacement of all.
            patience_seconds: how long a migration may keep a writer waiting.
        """
        self._client = client
        self._address = address
        self._prefix = prefix
        self._declared = declared
        self._make = make
        self._patience = patience_seconds

    @property
    def address(self) -> str:
        """Where it is, without a secret."""
        return self._address

    def replace(self, index: str, scope: DocumentScope, documents: Sequence[Document]) -> Replaced:
        """Make the index hold exactly these documents of the scope."""
        check_documents(scope, documents)
        try:
            return self._replace(index, scope, documents)
        except MissingDataError:
            self._make()
        return self._replace(index, scope, documents)

    def read(self, index: str, scope: DocumentScope) -> list[Document]:
        """Every document of a scope, by id."""
        with asking("read", f"reading {index} of {scope}", self._address):
            found = [one["_source"] for one in self._scan(index, scope_query(scope), source=True)]
        return sorted(found, key=lambda one: str(one["id"]))

    def count(self, index: str, scope: DocumentScope) -> int:
        """How many documents a scope has."""
        with asking("read", f"counting {index} of {scope}", self._address):
            alias = alias_name(self._prefix, index)
            return int(self._client.count(index=alias, query=scope_query(scope))["count"])

    def count_all(self, index: str, tenants: Sequence[Tenant]) -> int:
        """How many documents some tenants have, of every day."""
        with asking("read", f"counting {index}", self._address):
            alias = alias_name(self._prefix, index)
            self._client.indices.refresh(index=alias)
            return int(self._client.count(index=alias, query=tenants_query(tenants))["count"])

    def forget(self, index: str, tenants: Sequence[Tenant]) -> int:
        """Delete every document of some tenants; segments are merged, so that none keeps them."""
        alias, what = alias_name(self._prefix, index), f"erasing from {index}"
        with asking("write", what, self._address):
            self._client.indices.refresh(index=alias)
            found = self._scan(index, tenants_query(tenants), source=False)
            gone: list[Action] = [{"_op_type": "delete", "_id": one["_id"]} for one in found]
            sent = self._send(alias, gone)
            self._client.indices.forcemerge(index=alias, only_expunge_deletes=True)
        raise_refused(sent, what, self._address, len(gone))
        return sent.done["delete"]

    def search(self, query: SearchQuery) -> Found:
        """Answer a question."""
        declared, marks = self._declared[query.index], Marks.draw()
        check_query(query, declared)
        body = build_search(declared, query, marks)
        with asking("read", f"searching {query.index}", self._address):
            answer = self._client.search(index=alias_name(self._prefix, query.index), **body)
        return read_found(declared, query, answer.body, marks)

    def _replace(self, index: str, scope: DocumentScope, documents: Sequence[Document]) -> Replaced:
        alias, what = alias_name(self._prefix, index), f"replacing {index} of {scope}"
        wanted = {_key(scope, one["id"]): one for one in documents}
        with asking("write", what, self._address):
            # what an interrupted replacement wrote is only seen after a refresh
            self._client.indices.refresh(index=alias)
            there = {one["_id"] for one in self._scan(index, scope_query(scope), source=False)}
            gone = sorted(there - wanted.keys())
            actions: list[Action] = [
                {"_op_type": "index", "_id": key, "_source": drop_nul(one)}
                for key, one in wanted.items()
            ]
            actions += [{"_op_type": "delete", "_id": key} for key in gone]
            sent = self._send(alias, actions)
        raise_refused(sent, what, self._address, len(actions))
        return Replaced(sent.done["index"], sent.done["delete"])

    def _send(self, alias: str, actions: list[Action]) -> Sent:
        """Send changes; whoever asks afterwards sees them."""
        sent = send(
            self._client, actions, patience_seconds=self._patience, index=alias, require_alias=True
        )
        self._client.indices.refresh(index=alias)
        return sent

    def _scan(self, index: str, query: dict[str, Any], *, source: bool) -> Iterator[dict[str, Any]]:
        from elasticsearch import helpers

        return iter(
            helpers.scan(
                self._client,
                index=alias_name(self._prefix, index),
                query={"query": query, "_source": source},
                size=_PAGE,
            )
        )


def _key(scope: DocumentScope, document_id: str) -> str:
    """A document's key in the server: the tenant is part of it, so no id meets another's."""
    return f"{scope.organization_id}/{scope.website_id}/{document_id}"

"""Pinecone as a store of vectors.

Pinecone has no transactions and shows a write only after a while: after each replacement it is
looked at until it shows what was written, so that the next step sees it. Namespaces come with
their first record; the index itself, its dimension and metric are made in Pinecone's console.
While Pinecone is busy or away its client asks again, four times in all, waiting as told by
Retry-After but at most a minute; it does not let us change that.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

from resources.resilience.guard import guarded
from resources.vector_index.patience import BusyStoreError
from resources.vector_index.pinecone_errors import describe, explain, url_of
from resources.vector_index.pinecone_records import (
    MOST_VECTORS,
    batches,
    collection_of,
    namespace_of,
    prefix_of,
    to_entry,
    to_found,
    to_record,
    within_filter,
)
from resources.vector_index.vector_index import Actual, Collection, check_vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from pinecone.index import Index

    from resources.vector_index.vector_index import Entry, Found, Place, Within

P = ParamSpec("P")
T = TypeVar("T")

_TIMEOUT_SECONDS: Final = 30.0
_SHOWN_WITHIN_SECONDS: Final = 60.0
_LOOK_EVERY_SECONDS: Final = 0.5
_LIST_PAGE: Final = 100
_FETCH_PAGE: Final = 50  # ids stand in the address of the request
_MOST_RESULTS: Final = 400  # with their texts they stay below 4 MB, Pinecone's largest answer


def connect_to_pinecone(host: str, api_key: str) -> PineconeIndex:
    """Make a client of one index; nothing is asked yet."""
    from pinecone.index import Index

    client = Index(host=url_of(host), api_key=api_key, timeout=_TIMEOUT_SECONDS)
    return PineconeIndex(client, describe(host))


@dataclass(frozen=True)
class PineconeIndex:
    """The `VectorIndex` of Pinecone."""

    client: Index
    address: str
    look_every_s: float = _LOOK_EVERY_SECONDS
    shown_within_s: float = _SHOWN_WITHIN_SECONDS
    store: str = "pinecone"

    def read(
        self, collection: Collection, place: Place, *, with_vectors: bool = True
    ) -> list[Entry]:
        """Every entry of a place, by id."""
        namespace = namespace_of(collection, place.organization_id)
        ids = self._list(namespace, prefix_of(place))
        found = [
            to_entry(one.id, one.values if with_vectors else None, one.metadata or {})
            for one in self._fetch(namespace, ids)
        ]
        return sorted(found, key=lambda one: one.id)

    def write(
        self, collection: Collection, place: Place, entries: Sequence[Entry], gone: Sequence[str]
    ) -> None:
        """Upsert, then delete, in batches that Pinecone takes, and wait until that shows."""
        namespace = namespace_of(collection, place.organization_id)
        records = [to_record(place, one) for one in entries]
        sent = 0
        for batch in batches(records):
            self._do(
                "write",
                f"writing vectors {sent + 1:,} to {sent + len(batch):,} of {len(records):,} to "
                f"{namespace}",
                self.client.upsert,
                vectors=batch,
                namespace=namespace,
            )
            sent += len(batch)
        ids = [f"{prefix_of(place)}{one}" for one in gone]
        self._delete(namespace, ids)
        self._wait_until_shown(namespace, prefix_of(place), records, set(ids))

    def find_nearest(
        self, collection: Collection, vector: NDArray[np.float32], within: Within, limit: int = 10
    ) -> list[Found]:
        """The entries nearest to a vector; at most 400 of them."""
        check_vectors(collection, [vector])
        namespace = namespace_of(collection, within.organization_id)
        answer = self._do(
            "read",
            f"searching {namespace}",
            self.client.query,
            top_k=min(limit, _MOST_RESULTS),
            vector=vector.tolist(),
            namespace=namespace,
            filter=within_filter(collection, within),
            include_metadata=True,
        )
        return [to_found(one.id, one.score, one.metadata or {}) for one in answer.matches]

    def count(self, collection: Collection, within: Within) -> int:
        """How many entries a search would see: Pinecone counts nothing by filter, so we list."""
        chosen = within_filter(collection, within)
        namespace = namespace_of(collection, within.organization_id)
        if within.where or within.since or within.until:
            return self._count_by_metadata(namespace, chosen)
        prefix = f"{within.website_id}#" if within.website_id else None
        return len(self._list(namespace, prefix))

    def names(self) -> list[str]:
        """Names of the collections that namespaces belong to, and of namespaces of others."""
        pages = self._do("read", "listing the namespaces", _all, self.client.list_namespaces)
        namespaces = [one.name for page in pages for one in page.namespaces]
        return sorted({collection_of(name) or name for name in namespaces})

    def find(self, collection: Collection) -> Actual | None:
        """The collection as the index would hold it: namespaces need no making."""
        stats = self._do("read", "looking at the index", self.client.describe_index_stats)
        return Actual(
            name=collection.name,
            dimensions=stats.dimension,
            distance=stats.metric,
            precision=None,
            is_quantized=None,
            indexes=None,
        )

    def create(self, collection: Collection) -> None:
        """Nothing to do: a namespace comes with its first record."""

    def drop(self, name: str) -> None:
        """Remove the namespaces of a collection, every tenant's."""
        pages = self._do("read", "listing the namespaces", _all, self.client.list_namespaces)
        for one in (one for page in pages for one in page.namespaces):
            if collection_of(one.name) == name:
                what = f"dropping {one.name}"
                self._do("schema", what, self.client.delete_namespace, name=one.name)

    def forget(self, name: str, organization_id: str, website_ids: Sequence[str] = ()) -> None:
        """Delete a tenant's namespace, or the records whose ids begin with some websites'."""
        pages = self._do("read", "listing the namespaces", _all, self.client.list_namespaces)
        for one in (one.name for page in pages for one in page.namespaces):
            if collection_of(one) != name or organization_id not in one:
                continue
            if not website_ids:
                ids = self._list(one, None)
                self._do("schema", f"dropping {one}", self.client.delete_namespace, name=one)
                self._wait_until_shown(one, None, [], set(ids))
            for prefix in (f"{website}#" for website in website_ids):
                ids = self._list(one, prefix)
                self._delete(one, ids)
                self._wait_until_shown(one, prefix, [], set(ids))

    def _delete(self, namespace: str, ids: list[str]) -> None:
        what = f"deleting {len(ids):,} vectors from {namespace}"
        for start in range(0, len(ids), MOST_VECTORS):
            some = ids[start : start + MOST_VECTORS]
            self._do("write", what, self.client.delete, ids=some, namespace=namespace)

    def close(self) -> None:
        """Close the connections."""
        self.client.close()

    def _list(self, namespace: str, prefix: str | None) -> list[str]:
        listed = partial(self.client.list, prefix=prefix, limit=_LIST_PAGE, namespace=namespace)
        pages = self._do("read", f"listing {namespace}", _all, listed)
        return [str(one.id) for page in pages for one in page.vectors]

    def _fetch(self, namespace: str, ids: Sequence[str]) -> Iterator[Any]:
        for start in range(0, len(ids), _FETCH_PAGE):
            part = ids[start : start + _FETCH_PAGE]
            what = f"reading {namespace}"
            answer = self._do("read", what, self.client.fetch, ids=part, namespace=namespace)
            yield from answer.vectors.values()

    def _count_by_metadata(self, namespace: str, chosen: dict[str, Any]) -> int:
        count, token = 0, None
        while True:
            page = self._do(
                "read",
                f"counting {namespace}",
                self.client.fetch_by_metadata,
                filter=chosen,
                namespace=namespace,
                limit=_LIST_PAGE,
                pagination_token=token,
            )
            count += len(page.vectors)
            token = page.pagination.next if page.pagination else None
            if token is None:
                return count

    def _wait_until_shown(
        self, namespace: str, prefix: str | None, records: Sequence[dict[str, Any]], gone: set[str]
    ) -> None:
        """Look until what was written shows and what was deleted does not."""
        deadline = time.monotonic() + self.shown_within_s
        wanted = {one["id"]: one["metadata"] for one in records}
        while True:
            ids = set(self._list(namespace, prefix))
            if wanted.keys() <= ids and not gone & ids:
                held = {one.id: one.metadata for one in self._fetch(namespace, list(wanted))}
                # whole numbers come back as floats, which Python takes for equal
                wanted = {key: sent for key, sent in wanted.items() if held.get(key) != sent}
                if not wanted:
                    return
            if time.monotonic() > deadline:
                raise BusyStoreError(
                    f"{self.address} took {len(records):,} vectors and {len(gone):,} deletions in "
                    f"{namespace}, but does not show all of them after {self.shown_within_s:g} s. "
                    "Run it again: what shows by then is not sent twice."
                )
            time.sleep(self.look_every_s)

    def _do(
        self, kind: str, what: str, work: Callable[P, T], /, *args: P.args, **options: P.kwargs
    ) -> T:
        from pinecone.exceptions import PineconeException

        with guarded("vectors", self.address, kind):
            try:
                return work(*args, **options)
            except PineconeException as error:
                # not chained: its text may repeat what was sent
                raise explain(error, what, self.address) from None


def _all(list_pages: Callable[P, Iterator[T]], *args: P.args, **options: P.kwargs) -> list[T]:
    """Every page, now: an iterator would ask for the next one outside of our retries."""
    return list(list_pages(*args, **options))

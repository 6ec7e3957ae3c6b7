"""Qdrant as a store of vectors.

Qdrant has no transactions over several points: a place is replaced by upserts and then deletions,
each waited for, and a second call completes what a first one left half done. Calls that can be
repeated are, while Qdrant is busy or away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar

from resources.resilience.guard import guarded
from resources.vector_index.patience import FIRST_WAIT_S, try_again
from resources.vector_index.qdrant_errors import describe, explain
from resources.vector_index.qdrant_points import (
    collection_options,
    describe_collection,
    field_indexes,
    of_owners,
    of_place,
    to_entry,
    to_found,
    to_point,
    within_filter,
)
from resources.vector_index.vector_index import check_vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from qdrant_client import QdrantClient

    from resources.vector_index.vector_index import (
        Actual,
        Collection,
        Entry,
        Found,
        Place,
        Within,
    )

P = ParamSpec("P")
T = TypeVar("T")

_TIMEOUT_SECONDS: Final = 30
_MOST_VECTORS: Final = 1_000
_MOST_NUMBERS: Final = 400_000  # of an upsert: some 9 MB of JSON; Qdrant refuses 32
_PAGE: Final = 1_000
_CONFLICT: Final = 409

OVERSAMPLING: float | None = 2.0
"""So many times what is wanted is chosen by 8-bit copies, then compared exactly; none: not at all.
ADR 42 has what it brings."""


def connect_to_qdrant(url: str, api_key: str) -> QdrantIndex:
    """Make a client; nothing is asked yet."""
    from qdrant_client import QdrantClient

    client = QdrantClient(
        url=url, api_key=api_key or None, timeout=_TIMEOUT_SECONDS, check_compatibility=False
    )
    return QdrantIndex(client, describe(url))


@dataclass(frozen=True)
class QdrantIndex:
    """The `VectorIndex` of Qdrant."""

    client: QdrantClient
    address: str
    first_wait_s: float = FIRST_WAIT_S
    store: str = "qdrant"

    def read(
        self, collection: Collection, place: Place, *, with_vectors: bool = True
    ) -> list[Entry]:
        """Every entry of a place, by id."""
        found: list[Entry] = []
        offset = None
        what = f"reading {collection.name}"
        while True:
            page, offset = self._do(
                "read",
                what,
                self.client.scroll,
                collection.name,
                scroll_filter=of_place(place),
                limit=_batch_size(collection) if with_vectors else _PAGE,
                offset=offset,
                with_vectors=with_vectors,
            )
            found.extend(map(to_entry, page))
            if offset is None:
                return sorted(found, key=lambda one: one.id)

    def write(
        self, collection: Collection, place: Place, entries: Sequence[Entry], gone: Sequence[str]
    ) -> None:
        """Upsert, then delete, in batches that Qdrant takes; each is waited for."""
        from qdrant_client import models

        size = _batch_size(collection)
        for start in range(0, len(entries), size):
            points = [to_point(place, one) for one in entries[start : start + size]]
            self._do(
                "write",
                f"writing vectors {start + 1:,} to {start + len(points):,} of {len(entries):,} to "
                f"{collection.name}",
                self.client.upsert,
                collection.name,
                points,
                wait=True,
            )
        for start in range(0, len(gone), _MOST_VECTORS):
            ids = models.PointIdsList(points=list(gone[start : start + _MOST_VECTORS]))
            self._do(
                "write",
                f"deleting {len(gone):,} vectors from {collection.name}",
                self.client.delete,
                collection.name,
                ids,
                wait=True,
            )

    def find_nearest(
        self, collection: Collection, vector: NDArray[np.float32], within: Within, limit: int = 10
    ) -> list[Found]:
        """The entries nearest to a vector, compared by 8-bit copies and then exactly."""
        from qdrant_client import models

        check_vectors(collection, [vector])
        exactly = models.QuantizationSearchParams(
            rescore=OVERSAMPLING is not None, oversampling=OVERSAMPLING
        )
        answer = self._do(
            "read",
            f"searching {collection.name}",
            self.client.query_points,
            collection.name,
            query=vector.tolist(),
            query_filter=within_filter(collection, within),
            search_params=models.SearchParams(hnsw_ef=max(128, limit), quantization=exactly),
            limit=limit,
            with_payload=True,
        )
        return [to_found(point) for point in answer.points]

    def count(self, collection: Collection, within: Within) -> int:
        """How many entries a search would see."""
        chosen = within_filter(collection, within)
        answer = self._do(
            "read",
            f"counting {collection.name}",
            self.client.count,
            collection.name,
            count_filter=chosen,
            exact=True,
        )
        return answer.count

    def names(self) -> list[str]:
        """Names of the store's collections, sorted."""
        listed = self._do("read", "listing the collections", self.client.get_collections)
        return sorted(one.name for one in listed.collections)

    def find(self, collection: Collection) -> Actual | None:
        """A collection as the store has it."""
        name, what = collection.name, f"looking at {collection.name}"
        if not self._do("read", what, self.client.collection_exists, name):
            return None
        return describe_collection(name, self._do("read", what, self.client.get_collection, name))

    def create(self, collection: Collection) -> None:
        """Make what a collection lacks; another process may be making it too."""
        there = self.find(collection)
        if there is None:
            self._do("schema", f"making {collection.name}", self._create, collection)
        indexes = (there.indexes if there else None) or frozenset()
        for field, params in field_indexes(collection).items():
            if field not in indexes:
                self._do(
                    "schema",
                    f"making the index on {field} of {collection.name}",
                    self.client.create_payload_index,
                    collection.name,
                    field,
                    params,
                    wait=True,
                )

    def drop(self, name: str) -> None:
        """Remove a collection."""
        self._do("schema", f"dropping {name}", self.client.delete_collection, name)

    def forget(self, name: str, organization_id: str, website_ids: Sequence[str] = ()) -> None:
        """Delete a tenant's points, or some websites', by filter; waited for."""
        self._do(
            "write",
            f"erasing from {name}",
            self.client.delete,
            name,
            of_owners(organization_id, website_ids),
            wait=True,
        )

    def close(self) -> None:
        """Close the connections."""
        self.client.close()

    def _create(self, collection: Collection) -> None:
        from qdrant_client.http.exceptions import UnexpectedResponse

        try:
            self.client.create_collection(collection.name, **collection_options(collection))
        except UnexpectedResponse as error:
            if error.status_code != _CONFLICT:  # somebody else was first
                raise

    def _do(
        self, kind: str, what: str, work: Callable[P, T], /, *args: P.args, **options: P.kwargs
    ) -> T:
        from qdrant_client.common.client_exceptions import QdrantException
        from qdrant_client.http.exceptions import ApiException

        def attempt() -> T:
            try:
                return work(*args, **options)
            except (ApiException, QdrantException) as error:
                # not chained: its text may repeat what was sent
                raise explain(error, what, self.address) from None

        with guarded("vectors", self.address, kind):
            return try_again(attempt, self.first_wait_s)


def _batch_size(collection: Collection) -> int:
    return max(1, min(_MOST_VECTORS, _MOST_NUMBERS // collection.dimensions))

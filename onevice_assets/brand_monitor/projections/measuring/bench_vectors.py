"""How fast texts are embedded, stored and found, and how much of the nearest a search finds.

Three tenants share a collection, with 90, 9 and 1 percent of the entries: an index that is fast
for the large one may lose the small one. Recall is against comparing every vector of the tenant.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.brand_monitor.projections.measuring.made_up_texts import make_texts
from resources.embedding.static_vectors import StaticVectors
from resources.identity import derived_id, text_hash
from resources.vector_index.replace_place import replace_place
from resources.vector_index.vector_index import Collection, Entry, Place, Within

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from resources.vector_index.vector_index import VectorIndex

_DAY: Final = date(2026, 1, 1)
_SHARES: Final = {"90_percent": 0.90, "9_percent": 0.09, "1_percent": 0.01}
_PLACE_SIZE: Final = 1_000
_WITH_GRAPH: Final = 5_000
_QUERIES: Final = 200
_NEAREST: Final = 10


@dataclass(frozen=True)
class _Tenant:
    organization_id: str
    website_id: str
    entries: list[Entry]
    vectors: NDArray[np.float32]


def bench_vectors(index: VectorIndex, count: int = 100_000) -> dict[str, Any]:
    """Measure one store with the embedded model; its collection is dropped at the end.

    Args:
        index: an open store.
        count: entries in all, at least 1,000.

    Returns:
        `texts_embedded_per_s`; `vectors_written_per_s` of the first 5,000, into the index;
        `vectors_loaded_per_s` of the others and `index_built_s`, the index being made after them
        where the store lets one (pgvector); `rewrite_of_nothing_s`, a second replacement by the
        same; and per tenant `p50_ms`, `p90_ms` and `recall_at_10`.
    """
    collection = Collection("bench_texts", StaticVectors.model, StaticVectors.dimensions)
    texts = make_texts(count)
    started = time.perf_counter()
    vectors = StaticVectors().embed(texts)
    embedded = time.perf_counter() - started
    tenants = _share_out(texts, vectors)
    index.drop(collection.name)
    index.create(collection)
    try:
        written = _write(index, collection, tenants, most=_WITH_GRAPH)
        loaded, built = _load_the_rest(index, collection, tenants)
        again = _write(index, collection, tenants)
        asked = StaticVectors().embed(make_texts(_QUERIES, seed=2))
        found = {name: _search(index, collection, one, asked) for name, one in tenants.items()}
    finally:
        index.drop(collection.name)
    return {
        "store": index.store,
        "vectors": count,
        "dimensions": collection.dimensions,
        "texts_embedded_per_s": round(count / embedded),
        "vectors_written_per_s": round(min(count, _WITH_GRAPH) / written),
        "vectors_loaded_per_s": round(max(count - _WITH_GRAPH, 0) / loaded),
        "index_built_s": round(built, 1),
        "rewrite_of_nothing_s": round(again, 2),
        **found,
    }


def _share_out(texts: list[str], vectors: NDArray[np.float32]) -> dict[str, _Tenant]:
    tenants, start = {}, 0
    for name, share in _SHARES.items():
        end = min(start + round(len(texts) * share), len(texts))
        entries = [
            Entry(derived_id(_DAY, "bench", place), text, text_hash(text), {}, vector)
            for place, text, vector in zip(
                range(start, end), texts[start:end], vectors[start:end], strict=True
            )
        ]
        organization, website = derived_id(_DAY, "organizations", name), derived_id(_DAY, name)
        tenants[name] = _Tenant(organization, website, entries, vectors[start:end])
        start = end
    return tenants


def _load_the_rest(
    index: VectorIndex, collection: Collection, tenants: dict[str, _Tenant]
) -> tuple[float, float]:
    """Seconds to write what is missing, and to build the index afterwards where one can do that."""
    from resources.vector_index.postgres_index import PostgresIndex

    if isinstance(index, PostgresIndex):
        index.drop_graph(collection)
    loaded = _write(index, collection, tenants)
    started = time.perf_counter()
    index.create(collection)
    return loaded, time.perf_counter() - started


def _write(
    index: VectorIndex,
    collection: Collection,
    tenants: dict[str, _Tenant],
    most: int | None = None,
) -> float:
    """Seconds to replace every tenant's days, 1,000 entries each, vectors being there already."""
    started, left = time.perf_counter(), most or len(tenants) * 10**9
    for one in tenants.values():
        for number, start in enumerate(range(0, len(one.entries), _PLACE_SIZE)):
            place = Place(one.organization_id, one.website_id, _DAY + timedelta(days=number))
            part = one.entries[start : start + min(_PLACE_SIZE, left)]
            left -= len(part)
            if part:
                replace_place(index, collection, place, part, StaticVectors())
    return time.perf_counter() - started


def _search(
    index: VectorIndex, collection: Collection, tenant: _Tenant, asked: NDArray[np.float32]
) -> dict[str, float]:
    import numpy as np

    within, took, hits = Within(tenant.organization_id), [], 0
    nearest = np.argsort(-(asked @ tenant.vectors.T), axis=1)[:, :_NEAREST]
    for vector, places in zip(asked, nearest, strict=True):
        started = time.perf_counter()
        found = index.find_nearest(collection, vector, within, _NEAREST)
        took.append(time.perf_counter() - started)
        hits += len({one.id for one in found} & {tenant.entries[place].id for place in places})
    p50, p90 = np.percentile(took, [50, 90]) * 1_000
    wanted = nearest.size
    return {
        "entries": len(tenant.entries),
        "p50_ms": round(float(p50), 2),
        "p90_ms": round(float(p90), 2),
        "recall_at_10": round(hits / wanted, 4),
    }

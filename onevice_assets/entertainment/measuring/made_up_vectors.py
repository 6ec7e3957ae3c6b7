"""Made-up vectors in the platform's own vector index, beside the embedded graph."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.entertainment.graph.model.every import NODES
from onevice_assets.entertainment.measuring.made_up_graph import MadeUp
from onevice_assets.entertainment.talent.nearest import StoreFinder
from resources.identity import text_hash
from resources.vector_index.vector_index import Collection, Entry, Place

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from resources.vector_index.resource import VectorStore

_DIMENSIONS: Final = 256
_MODEL: Final = "bench-256"


@contextmanager
def fill_store(
    vectors: VectorStore, made: MadeUp, counts: Mapping[str, int]
) -> Iterator[StoreFinder]:
    """A finder over made-up vectors of some labels; its collections go at the end.

    Words are not searched: the search index is none.
    """
    collections = {
        label: Collection(f"bench_entertainment_{label.lower()}", _MODEL, _DIMENSIONS)
        for label in counts
    }
    with vectors.open() as index:
        try:
            for seed, (label, count) in enumerate(counts.items()):
                index.drop(collections[label].name)
                index.create(collections[label])
                entries = list(_entries(made, label, count, seed))
                place = Place(_uuid(made.id_of("union", 0)), _uuid(made.id_of("union", 1)))
                index.write(collections[label], place, entries, [])
            nothing: Any = None
            yield StoreFinder(index, nothing, _embedding(made), collections, {})
        finally:
            for one in collections.values():
                index.drop(one.name)


def _entries(made: MadeUp, label: str, count: int, seed: int) -> Iterator[Entry]:
    for number, vector in made.vectors(count, _DIMENSIONS, seed):
        text = f"{label} {number}"
        identity = _uuid(made.id_of(NODES[label].prefix, number))
        yield Entry(identity, text, text_hash(text), {}, vector)


def _embedding(made: MadeUp) -> Any:
    def embed(text: str) -> NDArray[np.float32]:
        *_, (_number, vector) = made.vectors(2, _DIMENSIONS, sum(text.encode()) % 97)
        return vector

    return embed


def _uuid(node_id: str) -> str:
    return node_id.rpartition("_")[2]

"""Made-up vectors and texts in the platform's own indexes, beside the embedded graph."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.entertainment.graph.finding.copy_texts import INDEXES, copy_texts
from onevice_assets.entertainment.graph.model.every import NODES
from onevice_assets.entertainment.graph.model.rows import GraphRows, uuid_of
from onevice_assets.entertainment.measuring.made_up_graph import MadeUp
from onevice_assets.entertainment.measuring.made_up_vectors import make_vectors
from onevice_assets.entertainment.talent.nearest import StoreFinder
from resources.identity import text_hash
from resources.vector_index.vector_index import Collection, Entry, Place

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DIMENSIONS: Final = 256
_MODEL: Final = "bench-256"


@contextmanager
def fill_stores(
    resources: Mapping[str, Any],
    made: MadeUp,
    counts: Mapping[str, int],
    embed: Callable[[str], NDArray[np.float32]],
) -> Iterator[StoreFinder]:
    """A finder over made-up vectors of some labels and every text; both go at the end.

    Args:
        resources: `vectors` and `search`.
        made: the graph they are of.
        counts: label → how many of its nodes have a vector.
        embed: gives vectors of 256 dimensions.
    """
    collections = {
        label: Collection(f"bench_entertainment_{label.lower()}", _MODEL, DIMENSIONS)
        for label in counts
    }
    indexes = {label: index for label, (index, _) in INDEXES.items()}
    owner = made.organization_id
    with resources["vectors"].open() as index, resources["search"].open() as search:
        try:
            for seed, (label, count) in enumerate(counts.items()):
                index.drop(collections[label].name)
                index.create(collections[label])
                entries = list(_entries(made, label, count, seed))
                index.write(collections[label], Place(owner, owner), entries, [])
            copy_texts(search, GraphRows(owner, dict(made.nodes())))
            yield StoreFinder(index, search, embed, collections, indexes)
        finally:
            copy_texts(search, GraphRows(owner))
            for one in collections.values():
                index.drop(one.name)


def _entries(made: MadeUp, label: str, count: int, seed: int) -> Iterator[Entry]:
    for number, vector in make_vectors(made.seed, count, DIMENSIONS, seed):
        text = f"{label} {number}"
        identity = uuid_of(made.id_of(NODES[label].prefix, number))
        yield Entry(identity, text, text_hash(text), {}, vector)

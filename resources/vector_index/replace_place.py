"""Replace what a place of a store holds by what it should hold, at the least cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from resources.errors import InputError
from resources.vector_index.vector_index import check_vectors

if TYPE_CHECKING:
    from resources.embedding.embedder import Embedder
    from resources.vector_index.vector_index import Collection, Entry, Place, VectorIndex


@dataclass(frozen=True)
class Replaced:
    """What a replacement came to: entries of the place now, and what it took."""

    entry_count: int
    sent_count: int
    embedded_count: int
    deleted_count: int


def replace_place(
    index: VectorIndex,
    collection: Collection,
    place: Place,
    entries: Sequence[Entry],
    embedder: Embedder,
) -> Replaced:
    """Make a place hold exactly these entries.

    What the store holds already, by id, content hash and metadata, is neither embedded nor sent
    again; what comes with a vector is not embedded. Doing it again changes nothing.

    Args:
        index: the store.
        collection: of the embedder's model.
        place: every entry belongs to it.
        entries: with different ids.
        embedder: makes the vectors that are missing.

    Raises:
        InputError: two entries of one id, a model or a length of vector that is not the
            collection's; nothing was written.
        StoreError: the store did not take it; a second call completes it.
        ProviderError, BudgetError: the model was not asked or did not answer; nothing was written.
    """
    _check(collection, entries, embedder)
    held = {one.id: one for one in index.read(collection, place, with_vectors=False)}
    wanted = {one.id: one for one in entries}
    fresh = [one for one in entries if not one.says_the_same(held.get(one.id))]
    gone = sorted(held.keys() - wanted.keys())
    blank = [one for one in fresh if one.vector is None]
    if blank:
        vectors = embedder.embed([one.text for one in blank])
        made = {one.id: replace(one, vector=v) for one, v in zip(blank, vectors, strict=True)}
        fresh = [made.get(one.id, one) for one in fresh]
    check_vectors(collection, [one.vector for one in fresh])
    if fresh or gone:
        index.write(collection, place, fresh, gone)
    return Replaced(len(wanted), len(fresh), len(blank), len(gone))


def _check(collection: Collection, entries: Sequence[Entry], embedder: Embedder) -> None:
    if (embedder.model, embedder.dimensions) != (collection.model, collection.dimensions):
        raise InputError(
            f"{collection.name} holds vectors of {collection.model} ({collection.dimensions:,} "
            f"dimensions), not of {embedder.model} ({embedder.dimensions:,}): vectors of two "
            "models are never mixed. Nothing was written."
        )
    check_vectors(collection, [one.vector for one in entries if one.vector is not None])
    if len({one.id for one in entries}) != len(entries):
        raise InputError(
            f"{len(entries)} entries for {collection.name} do not have different ids. Nothing was "
            "written."
        )

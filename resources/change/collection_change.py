"""Vectors: a collection by another model, of another length or precision, beside the old one.

Vectors cannot be converted, so the texts that lie beside them are embedded again. A store of
vectors has no alias in every kind of it; the phase is the alias, for pgvector, Qdrant and Pinecone
alike. Two collections are not written at once everywhere, so a place is copied while nobody
writes: its texts are embedded before that, and only what changed meanwhile then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from resources.change.phase import Phase, Shape
from resources.vector_index.replace_place import replace_place
from resources.vector_index.vector_index import Collection, Entry, Place, VectorIndex

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from resources.change.store_change import Alone, Row
    from resources.embedding.embedder import Embedder


@dataclass(frozen=True)
class Embedded:
    """A collection with the model whose vectors it holds."""

    collection: Collection
    embedder: Embedder


@dataclass(frozen=True)
class CollectionChange:
    """See `StoreChange`; writers call `write`, readers ask the collection of `reading`.

    Attributes:
        index: the store.
        name, what: see `StoreChange`.
        old, new: the collections.
        places: every place that may hold entries, as the lake knows them.
    """

    index: VectorIndex
    name: str
    what: str
    old: Embedded
    new: Embedded
    places: Callable[[], Iterable[Place]]
    store: str = "vectors"
    is_atomic: bool = False

    @property
    def adds(self) -> frozenset[str]:
        """See `StoreChange`."""
        return frozenset({f"collection {self.new.collection.name}"})

    def write(self, phase: Phase, place: Place, entries: Sequence[Entry]) -> None:
        """Make a place hold exactly these entries in every shape that is written.

        The one that is read comes last: what answers is never ahead of the other one.
        """
        for shape in sorted(phase.writes, key=lambda one: one == phase.reads):
            self._replace(self._of(shape), place, entries)

    def reading(self, phase: Phase) -> Embedded:
        """The collection that answers, and the model a question is embedded by."""
        return self._of(phase.reads)

    def read_old(self) -> Iterator[Row]:
        """See `StoreChange`; vectors follow from the texts and are not kept."""
        for place in self.places():
            for one in self.index.read(self.old.collection, place, with_vectors=False):
                day = place.day.isoformat() if place.day else None
                told = {"id": one.id, "text": one.text, "content_hash": one.content_hash}
                yield {**vars(place), **told, "day": day, "metadata": dict(one.metadata)}

    def put_back(self, rows: Iterable[Row]) -> int:
        """See `StoreChange`."""
        kept: dict[Place, list[Entry]] = {}
        for row in rows:
            day = date.fromisoformat(row["day"]) if row["day"] else None
            place = Place(row["organization_id"], row["website_id"], day)
            one = Entry(row["id"], row["text"], row["content_hash"], row["metadata"])
            kept.setdefault(place, []).append(one)
        count = 0
        for place, entries in kept.items():
            there = self.index.read(self.old.collection, place, with_vectors=False)
            missing = [one for one in entries if one.id not in {held.id for held in there}]
            self._replace(self.old, place, [*there, *missing])
            count += len(missing)
        return count

    def make_new(self) -> None:
        """See `StoreChange`."""
        self.index.create(self.new.collection)

    def drop_new(self) -> None:
        """See `StoreChange`."""
        self.index.drop(self.new.collection.name)

    def start_dual_write(self) -> None:
        """See `StoreChange`: writers do."""

    def stop_dual_write(self) -> None:
        """See `StoreChange`."""

    def fill_new(self, alone: Alone) -> int:
        """See `StoreChange`."""
        return self._fill(self.old, self.new, alone)

    def clear_new(self) -> None:
        """See `StoreChange`."""
        for place in self.places():
            self._replace(self.new, place, [])

    def compare(self) -> list[str]:
        """See `StoreChange`: ids, contents and metadata of each place."""
        found = []
        for place in self.places():
            old, new = self._read(self.old, place), self._read(self.new, place)
            found += [
                f"entry {one}"
                for one in sorted(old.keys() | new.keys())
                if one not in old or not old[one].says_the_same(new.get(one))
            ]
        return found

    def drop_old(self) -> None:
        """See `StoreChange`."""
        self.index.drop(self.old.collection.name)

    def make_old(self) -> None:
        """See `StoreChange`."""
        self.index.create(self.old.collection)

    def fill_old(self, alone: Alone) -> int:
        """See `StoreChange`."""
        return self._fill(self.new, self.old, alone)

    def _fill(self, source: Embedded, target: Embedded, alone: Alone) -> int:
        count = 0
        for place in self.places():
            before = list(self._read(source, place).values())
            texts = [one.text for one in before]
            made = list(target.embedder.embed(texts)) if texts else []
            vectors = {one.content_hash: v for one, v in zip(before, made, strict=True)}
            with alone():
                count += self._copy(source, target, place, vectors)
        return count

    def _copy(
        self,
        source: Embedded,
        target: Embedded,
        place: Place,
        vectors: dict[str, NDArray[np.float32]],
    ) -> int:
        there = [
            replace(one, vector=vectors.get(one.content_hash))
            for one in self._read(source, place).values()
        ]
        done = replace_place(self.index, target.collection, place, there, target.embedder)
        return done.sent_count

    def _replace(self, shape: Embedded, place: Place, entries: Sequence[Entry]) -> None:
        replace_place(self.index, shape.collection, place, entries, shape.embedder)

    def _read(self, shape: Embedded, place: Place) -> dict[str, Entry]:
        found = self.index.read(shape.collection, place, with_vectors=False)
        return {one.id: one for one in found}

    def _of(self, shape: Shape) -> Embedded:
        return self.old if shape == "old" else self.new

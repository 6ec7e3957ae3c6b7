"""What is known now, as texts with their vectors: `unit 1234 driver Ann Lee`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from onevice_assets.operations.timeline.contract import Recorded
from onevice_assets.operations.timeline.fact import Fact
from resources.identity import text_hash
from resources.migrations.vectors.declared import OPERATIONS, collection
from resources.vector_index.vector_index import Entry, Place

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from resources.embedding.embedder import Embedder
    from resources.embedding.resource import Embeddings
    from resources.vector_index.vector_index import Collection, VectorIndex

COLLECTION: Final = f"{OPERATIONS}facts"


class FactVectors:
    """An organization's facts in the store of vectors; an entry's id is the fact's."""

    def __init__(self, index: VectorIndex, embedder: Embedder, organization_id: str) -> None:
        """Hold the open store and the model; nothing is asked yet."""
        self._index, self._embedder, self._owner = index, embedder, organization_id

    @property
    def collection(self) -> Collection:
        """The collection of this model's vectors."""
        return collection_of(self._embedder)

    @property
    def place(self) -> Place:
        """Where an organization's entries lie: they belong to none of its websites."""
        return Place(self._owner, self._owner)

    def apply(self, recorded: Iterable[Recorded]) -> None:
        """Write what is known now, take away what is known no longer; again is no change.

        Raises:
            StoreError: the store did not take it; a second call completes it.
            ProviderError, BudgetError: the model was not asked or did not answer.
        """
        for one in recorded:
            known = {fact.identity(self._owner): fact for fact in one.came}
            entries = [to_entry(id_, fact) for id_, fact in known.items() if fact.is_current]
            vectors = self._embed({entry.text for entry in entries})
            full = [_with_vector(entry, vectors[entry.text]) for entry in entries]
            gone = {id_ for id_, _ in one.gone} | known.keys() - {entry.id for entry in entries}
            self._index.write(self.collection, self.place, full, sorted(gone))

    def read(self) -> list[Entry]:
        """Every entry of the organization, without vectors, by id."""
        return self._index.read(self.collection, self.place, with_vectors=False)

    def take_away(self) -> None:
        """Delete the organization's entries."""
        gone = [entry.id for entry in self.read()]
        if gone:
            self._index.write(self.collection, self.place, [], gone)

    def _embed(self, texts: set[str]) -> dict[str, NDArray[np.float32]]:
        """Each text once: many facts say the same of different times."""
        if not texts:
            return {}
        every = sorted(texts)
        return dict(zip(every, self._embedder.embed(every), strict=True))


def collection_of(model: Embedder | Embeddings) -> Collection:
    """The collection of a model's vectors."""
    return collection(COLLECTION, model.model, model.dimensions)


def to_entry(identity: str, fact: Fact) -> Entry:
    """A fact as an entry without vector; moments are microseconds, as everywhere."""
    text = f"{fact.subject} {fact.relation} {fact.object}"
    return Entry(
        identity,
        text,
        text_hash(text),
        {
            "subject": fact.subject,
            "relation": fact.relation,
            "object": fact.object,
            "valid_from": fact.valid.start,
            "valid_to": fact.valid.end,
            "known_from": fact.known.start,
            "statement_id": fact.statement_id,
        },
    )


def _with_vector(entry: Entry, vector: NDArray[np.float32]) -> Entry:
    return Entry(entry.id, entry.text, entry.content_hash, entry.metadata, vector)

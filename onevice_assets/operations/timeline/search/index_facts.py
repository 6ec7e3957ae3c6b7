"""Gives every fact of an organization a vector: what it says as a sentence, once per triple.

A subject, relation and object that hold at several times are one text: when it held is asked of
PostgreSQL. Each saga sends the texts that its facts lack, so a fact is found by meaning at once.
What has a vector is noted in PostgreSQL (`operations.fact_texts`) after the store has it, so that
whatever is cut off is sent again, and nothing twice that is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.operations.timeline.search import queries
from resources.identity import derived_id, text_hash
from resources.migrations.vectors.declared import OPERATIONS, collection
from resources.vector_index.vector_index import Entry, Place

if TYPE_CHECKING:
    from onevice_assets.operations.timeline.contract import Recorded
    from resources.control_plane.resource import ControlPlane
    from resources.embedding.embedder import Embedder
    from resources.embedding.resource import Embeddings
    from resources.vector_index.vector_index import Collection, VectorIndex

_PAGE: Final = 5_000  # facts a question
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST: Final = "00000000-0000-0000-0000-000000000000"
_NOTE: Final = (
    "INSERT INTO operations.fact_texts (organization_id, kept_in, id, subject, relation, object) "
    "SELECT %(owner)s, %(kept_in)s, * FROM unnest(%(ids)s::uuid[], %(subjects)s::bigint[], "
    "%(relations)s::integer[], %(objects)s::bigint[]) ON CONFLICT DO NOTHING"
)


@dataclass(frozen=True)
class TextStore:
    """Where an organization's texts have their vectors.

    Attributes:
        control: holds the facts, and which of them have one.
        index: the store, at its newest version.
        embedder: makes the vectors.
        organization_id: whose facts.
    """

    control: ControlPlane
    index: VectorIndex
    embedder: Embedder
    organization_id: str

    @property
    def collection(self) -> Collection:
        """The collection for the embedder's vectors."""
        return collection_of(self.embedder)

    @property
    def place(self) -> Place:
        """Where an organization's entries lie: they belong to none of its websites."""
        return Place(self.organization_id, self.organization_id)

    @property
    def kept_in(self) -> str:
        """Name of the store and the collection, as it is noted."""
        return f"{self.index.store} {self.collection.name}"

    def apply(self, recorded: Iterable[Recorded]) -> None:
        """Send the texts that facts lack; again is no change.

        No text is taken away here, for another fact may say the same meanwhile: `mend` does.

        Raises:
            StoreError, ProviderError, BudgetError: as `index_facts`.
        """
        for one in recorded:
            ids = [fact.identity(self.organization_id) for fact in one.came]
            if ids and (missing := self._look(queries.MISSING_OF_FACTS, ids=ids)):
                _send(self, missing)

    def read(self) -> list[Entry]:
        """Every entry of the organization, without vectors, by id."""
        return self.index.read(self.collection, self.place, with_vectors=False)

    def mend(self, differing: Iterable[str], extra: Iterable[str]) -> None:
        """Send again what differs, and delete what no fact says, by ids of texts."""
        self._change("DELETE FROM operations.fact_texts WHERE {} AND id = ANY(%(ids)s::uuid[])",
                     ids=list(differing))  # fmt: skip
        self.index.write(self.collection, self.place, [], sorted(extra))
        index_facts(self)

    def take_away(self) -> int:
        """Delete the organization's entries, and what is noted of them; how many these were."""
        forget_texts(self)
        if gone := [entry.id for entry in self.read()]:
            self.index.write(self.collection, self.place, [], gone)
        return len(gone)

    def _look(self, sql: str, **given: Any) -> Sequence[Any]:
        given |= {"organization_id": self.organization_id, "kept_in": self.kept_in}
        with self.control.begin() as db:
            return db.exec_driver_sql(sql, given).all()

    def _change(self, sql: str, **given: Any) -> None:
        of = "organization_id = %(organization_id)s AND kept_in = %(kept_in)s"
        given |= {"organization_id": self.organization_id, "kept_in": self.kept_in}
        with self.control.begin() as db:
            db.exec_driver_sql(sql.format(of), given)


def collection_of(model: Embedder | Embeddings) -> Collection:
    """The collection of a model's vectors."""
    return collection(f"{OPERATIONS}fact_texts", model.model, model.dimensions)


def index_facts(store: TextStore) -> int:
    """Embed and send what has no vector yet; a second call sends nothing.

    Returns:
        How many texts were sent.

    Raises:
        StoreError, ProviderError, BudgetError: a store or the model refused; what was sent before
            is noted, and a second call goes on.
    """
    last, sent = _FIRST, 0
    while True:
        rows = store._look(queries.MISSING_TEXTS, last=last, limit=_PAGE)
        if not rows:
            return sent
        last = str(rows[0][0])
        missing = [row[1:] for row in rows if row[1] is not None]
        if missing:
            _send(store, missing)
            sent += len(missing)


def forget_texts(store: TextStore) -> None:
    """Note that the store has none of them: it was emptied, or is another one of this name."""
    store._change("DELETE FROM operations.fact_texts WHERE {}")


def write_text(subject: str, relation: str, object_: str) -> str:
    """What a fact says, as it is embedded."""
    return f"{subject} {relation.replace('_', ' ')} {object_}"


def to_entry(organization_id: str, subject: str, relation: str, object_: str) -> Entry:
    """The text of a triple as an entry without vector."""
    text = write_text(subject, relation, object_)
    identity = derived_id(
        _EPOCH, "operations.fact_texts", organization_id, subject, relation, object_
    )
    return Entry(identity, text, text_hash(text), {"relation": relation})


def _send(store: TextStore, missing: Sequence[Sequence[Any]]) -> None:
    """Send texts, then note them: numbers and names of subject, relation and object each."""
    plain = [to_entry(store.organization_id, *row[3:]) for row in missing]
    vectors = store.embedder.embed([one.text for one in plain])
    entries = [replace(one, vector=vector) for one, vector in zip(plain, vectors, strict=True)]
    store.index.write(store.collection, store.place, entries, ())
    subjects, relations, objects, *_ = map(list, zip(*missing, strict=True))
    columns = {"subjects": subjects, "relations": relations, "objects": objects}
    given = {"owner": store.organization_id, "kept_in": store.kept_in}
    with store.control.begin() as db:
        db.exec_driver_sql(_NOTE, {**given, "ids": [one.id for one in entries], **columns})

"""Gives every fact of an organization a vector: what it says as a sentence, once per triple.

A subject, relation and object that hold at several times are one text: when it held is asked of
PostgreSQL. What has a vector is noted there (`operations.fact_texts`) after the store has it, so
that whatever is cut off is sent again, and nothing twice that is there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.operations.timeline.search import queries
from resources.identity import derived_id, text_hash
from resources.migrations.vectors.declared import OPERATIONS, collection
from resources.vector_index.vector_index import Entry, Place

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.embedding.embedder import Embedder
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
        embedder = self.embedder
        return collection(f"{OPERATIONS}fact_texts", embedder.model, embedder.dimensions)

    @property
    def kept_in(self) -> str:
        """Name of the store and the collection, as it is noted."""
        return f"{self.index.store} {self.collection.name}"


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
        given = {"organization_id": store.organization_id, "kept_in": store.kept_in}
        with store.control.begin() as db:
            rows = db.exec_driver_sql(
                queries.MISSING_TEXTS, {**given, "last": last, "limit": _PAGE}
            ).all()
        if not rows:
            return sent
        last = str(rows[0][0])
        missing = [row[1:] for row in rows if row[1] is not None]
        if missing:
            _send(store, missing)
            sent += len(missing)


def forget_texts(store: TextStore) -> None:
    """Note that the store has none of them: it was emptied, or is another one of this name."""
    with store.control.begin() as db:
        db.exec_driver_sql(
            "DELETE FROM operations.fact_texts "
            "WHERE organization_id = %(owner)s AND kept_in = %(kept_in)s",
            {"owner": store.organization_id, "kept_in": store.kept_in},
        )


def write_text(subject: str, relation: str, object_: str) -> str:
    """What a fact says, as it is embedded."""
    return f"{subject} {relation.replace('_', ' ')} {object_}"


def _send(store: TextStore, missing: Sequence[Sequence[Any]]) -> None:
    owner = store.organization_id
    texts = [write_text(*row[3:]) for row in missing]
    vectors = store.embedder.embed(texts)
    entries = [
        Entry(
            derived_id(_EPOCH, "operations.fact_texts", owner, *row[3:]),
            text,
            text_hash(text),
            {"relation": row[4]},
            vector,
        )
        for row, text, vector in zip(missing, texts, vectors, strict=True)
    ]
    store.index.write(store.collection, Place(owner, owner), entries, ())
    subjects, relations, objects, *_ = map(list, zip(*missing, strict=True))
    columns = {"subjects": subjects, "relations": relations, "objects": objects}
    given = {"owner": owner, "kept_in": store.kept_in, "ids": [one.id for one in entries]}
    with store.control.begin() as db:
        db.exec_driver_sql(_NOTE, given | columns)

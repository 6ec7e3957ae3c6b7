"""The interface to a store of vectors, and what goes through it.

Every entry carries its organization and website, every search names its organization: there is
no call that sees two tenants.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal, Protocol

from resources.embedding.embedder import qualify
from resources.errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Value = str | int | float | bool
Precision = Literal["float32", "float16"]

USUAL_GRAPH = (16, 64)
"""pgvector's own."""
THOROUGH_GRAPH = (24, 128)
"""Finds more of the nearest among very similar texts; takes 2.5 times as long to build (ADR 42)."""

TENANT_FIELDS = ("organization_id", "website_id", "day")
"""What every entry carries beside its own fields; always indexed."""


@dataclass(frozen=True)
class Collection:
    """One kind of entries by one model, as declared.

    Attributes:
        base: name of the kind, as `brand_monitor_pages`.
        model: the embedder whose vectors it holds.
        dimensions: their length.
        fields: names of the metadata that searches filter by; texts, indexed.
        precision: how the vectors are stored, where the store lets one choose.
        is_quantized: whether searches run on 8-bit copies first, where the store has them.
        graph: how thoroughly pgvector's graph is built: neighbours of an entry (`m`), candidates
            for them (`ef_construction`); another one needs the index built again.
    """

    base: str
    model: str
    dimensions: int
    fields: tuple[str, ...] = ()
    precision: Precision = "float32"
    is_quantized: bool = True
    graph: tuple[int, int] = USUAL_GRAPH

    @property
    def name(self) -> str:
        """Name in a store: vectors of different models never meet."""
        return qualify(self.base, self.model)


@dataclass(frozen=True)
class Place:
    """What is replaced and read at once: a website's entries of a day, or its standing ones."""

    organization_id: str
    website_id: str
    day: date | None = None

    def __post_init__(self) -> None:
        """Refuse a place without tenant."""
        _require(self.organization_id, "the organization of the entries")
        _require(self.website_id, "the website of the entries")


@dataclass(frozen=True)
class Entry:
    """One text and its vector.

    Attributes:
        id: UUID, the same in every store.
        text: what was embedded.
        content_hash: SHA-256 of the text, hexadecimal.
        metadata: what else is known of it; no nulls, and none of `TENANT_FIELDS`.
        vector: of length 1; none before it is embedded.
    """

    id: str
    text: str
    content_hash: str
    metadata: Mapping[str, Value] = field(default_factory=dict)
    vector: NDArray[np.float32] | None = None

    def says_the_same(self, other: Entry | None) -> bool:
        """Whether another entry has this one's content; vectors follow from it."""
        return other is not None and (self.id, self.content_hash, dict(self.metadata)) == (
            other.id,
            other.content_hash,
            dict(other.metadata),
        )


@dataclass(frozen=True)
class Within:
    """What a search may see.

    Attributes:
        organization_id: the tenant; there is no search without.
        website_id: one of its websites; all by default.
        since, until: first and last day of the entries; entries without a day are then left out.
        where: by a declared field, the values of which an entry has one.
    """

    organization_id: str
    website_id: str | None = None
    since: date | None = None
    until: date | None = None
    where: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a search without tenant."""
        _require(self.organization_id, "the organization that asks")

    def check_fields(self, collection: Collection) -> None:
        """Refuse fields that are not declared, and so not indexed.

        Raises:
            InputError: naming the field and those that are.
        """
        for name in self.where:
            if name not in collection.fields:
                known = ", ".join(collection.fields) or "none"
                raise InputError(
                    f"{collection.name} cannot be searched by {name!r}: its fields are {known}."
                )


@dataclass(frozen=True)
class Found:
    """One result of a search: `score` is the cosine, −1 to 1, nearest first."""

    id: str
    score: float
    website_id: str
    day: date | None
    text: str
    metadata: Mapping[str, Value]


@dataclass(frozen=True)
class Actual:
    """A collection as a store has it.

    Attributes:
        name: its name there.
        dimensions, distance: of its vectors; none where the store cannot tell.
        precision: of its vectors; none where the store does not let one choose.
        is_quantized: none where the store does not let one choose.
        indexes: fields that searches can filter by; none where the store indexes all.
        has_vector_index: whether searches need not look at every vector.
    """

    name: str
    dimensions: int | None
    distance: str | None
    precision: Precision | None
    is_quantized: bool | None
    indexes: frozenset[str] | None
    has_vector_index: bool = True


class VectorIndex(Protocol):
    """A store of vectors; every method raises `StoreError` when the store does not do it."""

    @property
    def store(self) -> str:
        """Which: `pgvector`, `qdrant`, `pinecone`."""

    @property
    def address(self) -> str:
        """Where it is, without the secret."""

    def read(
        self, collection: Collection, place: Place, *, with_vectors: bool = True
    ) -> list[Entry]:
        """Every entry of a place, by id."""

    def write(
        self, collection: Collection, place: Place, entries: Sequence[Entry], gone: Sequence[str]
    ) -> None:
        """Write entries with vectors over those of the same id, and delete others of the place.

        A second call completes what one left half done; `replace_place` is what calls this.
        """

    def find_nearest(
        self, collection: Collection, vector: NDArray[np.float32], within: Within, limit: int = 10
    ) -> list[Found]:
        """The entries nearest to a vector by cosine, nearest first, at most `limit`.

        Raises:
            InputError: a field that is not declared, or a vector of another length.
        """

    def count(self, collection: Collection, within: Within) -> int:
        """How many entries a search would see. Raises as `find_nearest` does."""

    def names(self) -> list[str]:
        """Names of the store's collections, ours or not, sorted."""

    def find(self, collection: Collection) -> Actual | None:
        """A collection as the store has it; none where it has none."""

    def create(self, collection: Collection) -> None:
        """Make what a collection lacks; nothing that is there is changed."""

    def drop(self, name: str) -> None:
        """Remove a collection and what it holds; nothing happens where there is none."""

    def forget(self, name: str, organization_id: str, website_ids: Sequence[str] = ()) -> None:
        """Delete every entry of a tenant in a collection, or of some of its websites, for good."""

    def close(self) -> None:
        """Close its connections."""


def check_vectors(collection: Collection, vectors: Sequence[NDArray[np.float32] | None]) -> None:
    """Make sure that vectors are there and of the collection's length.

    Raises:
        InputError: naming both lengths; nothing may have been written before this.
    """
    for vector in vectors:
        length = None if vector is None else len(vector)
        if length != collection.dimensions:
            found = "no vector" if length is None else f"a vector of {length:,} dimensions"
            raise InputError(
                f"{collection.name} holds vectors of {collection.model} with "
                f"{collection.dimensions:,} dimensions, but was given {found}. Nothing was "
                "written or searched: embed the text by that model, or use the collection of the "
                "other model (ONEVICE_EMBEDDINGS)."
            )


def _require(value: str, what: str) -> None:
    if not value:
        raise InputError(f"A vector store is never asked without {what}: give its id.")

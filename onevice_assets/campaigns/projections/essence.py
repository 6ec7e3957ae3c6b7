"""The copies in the store of vectors: one per namespace of a client, `droom-{type}-{brand_id}`.

In Pinecone that is the namespace, in the index of the seed (`graphelion-deux`) or any other; in
pgvector and Qdrant the collection `droom-{type}`, in which the client stands where other
collections have their organization. No search is asked without it, so none sees two clients.

`droom-cross-campaign-learnings` is the organization's: what its clients were taught together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.campaigns.projections.arrow_rows import (
    ESSENCE,
    to_entries,
    to_essence_table,
    with_vectors,
)
from onevice_assets.campaigns.projections.make_rows import make_essence, make_texts
from onevice_assets.campaigns.projections.read_client import read_client
from onevice_assets.publishing.projection import Rows, Scope, ShowsEveryDay
from onevice_assets.tables import campaign_learnings as learned
from onevice_assets.tables import campaigns as tables
from resources.migrations.vectors import VectorMigrations
from resources.migrations.vectors.declared import CAMPAIGNS, collection
from resources.vector_index.replace_place import replace_place
from resources.vector_index.vector_index import Place

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.embedding.resource import Embeddings
    from resources.lake import Lake
    from resources.object_store import Objects
    from resources.table_schema import Table
    from resources.vector_index.resource import VectorStore
    from resources.vector_index.vector_index import Collection, VectorIndex


@dataclass(frozen=True)
class Namespace:
    """One kind of texts.

    Attributes:
        name: what its rows go by, as the asset.
        base: of the collection, after `droom-`.
        table: where the texts come from; but of `content` all have `text` and `metadata`.
        is_needed: whether a client cannot be published before it was made.
    """

    name: str
    base: str
    table: Table
    is_needed: bool = False


NAMESPACES: Final = (
    Namespace(ESSENCE, "content-essence", tables.content),
    Namespace("scenario_outcomes", "scenario-outcomes", learned.scenarios),
    Namespace("audience_psychographics", "audience-psychographics", learned.psychographics),
    Namespace("narrative_patterns", "narrative-patterns", learned.narrative_patterns),
)
CROSS_CLIENT: Final = (
    Namespace(
        "cross_campaign_learnings",
        "cross-campaign-learnings",
        learned.cross_client_learnings,
        is_needed=True,
    ),
)


@dataclass(frozen=True)
class MemoryVectors(ShowsEveryDay):
    """The `Projection` of the store of vectors.

    Attributes:
        vectors: the store; collections it lacks are made at first use.
        embeddings: the model; its calls are paid by the client's organization.
        control, objects: ledger and kept vectors of a model that costs money.
        namespaces: what is copied.
    """

    lake: Lake
    control: ControlPlane
    objects: Objects
    vectors: VectorStore
    embeddings: Embeddings
    namespaces: Sequence[Namespace] = NAMESPACES
    store: str = "vectors"

    def build(self, scope: Scope) -> Rows:
        """The owner's texts, without vectors; see `Projection.build`."""
        return {one.name: to_essence_table(self._read(one, scope)) for one in self.namespaces}

    def read(self, scope: Scope) -> Rows:
        """What the store holds of the owner, with vectors; see `Projection.read`."""
        place = place_of(scope.owner_id)
        with self._open() as index:
            return {
                one.name: with_vectors(
                    index.read(collection_of(one, self.embeddings), place),
                    self.embeddings.dimensions,
                )
                for one in self.namespaces
            }

    def replace(self, scope: Scope, rows: Rows) -> None:
        """Make the store hold these rows of the owner; see `Projection.replace`.

        A namespace that the rows do not name is left alone: a saga of before had fewer.

        Raises:
            ProviderError, BudgetError: of a model that is asked over the network.
        """
        embedder = self.embeddings.open_for_organization(
            self.control, self.objects, scope.organization_id
        )
        place = place_of(scope.owner_id)
        with self._open() as index:
            for one in (two for two in self.namespaces if two.name in rows):
                entries = to_entries(rows[one.name])
                replace_place(index, collection_of(one, self.embeddings), place, entries, embedder)

    def _read(self, one: Namespace, scope: Scope) -> list[dict[str, Any]]:
        if one.name == ESSENCE:
            return make_essence(*read_client(self.lake, scope.partition))
        read = self.lake.read_rows if one.is_needed else self.lake.read_rows_if_there
        return make_texts(read(one.table, scope.partition))

    @contextmanager
    def _open(self) -> Iterator[VectorIndex]:
        with self.vectors.open() as index:
            VectorMigrations(index, self.embeddings.model, self.embeddings.dimensions).up()
            yield index


def collection_of(one: Namespace, embeddings: Embeddings) -> Collection:
    """The collection of a namespace, for one model's vectors."""
    return collection(f"{CAMPAIGNS}{one.base}", embeddings.model, embeddings.dimensions)


def place_of(owner_id: str) -> Place:
    """Where an owner's entries lie: of nobody else's, the organization's other clients included."""
    return Place(owner_id, owner_id)

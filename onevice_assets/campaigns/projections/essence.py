"""The copy in the store of vectors: what each creative shows, `droom-content-essence-{brand_id}`.

In Pinecone that is the namespace, in the index of the seed (`graphelion-deux`) or any other; in
pgvector and Qdrant the collection `droom-content-essence`, in which the client stands where other
collections have their organization. No search is asked without it, so none sees two clients.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onevice_assets.campaigns.projections.arrow_rows import (
    ESSENCE,
    to_entries,
    to_essence_table,
    with_vectors,
)
from onevice_assets.campaigns.projections.make_rows import make_essence
from onevice_assets.campaigns.projections.read_client import read_client
from onevice_assets.publishing.projection import Rows, Scope, ShowsEveryDay
from resources.migrations.vectors import VectorMigrations
from resources.migrations.vectors.declared import CAMPAIGNS, collection
from resources.vector_index.replace_place import replace_place
from resources.vector_index.vector_index import Place

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.embedding.resource import Embeddings
    from resources.lake import Lake
    from resources.object_store import Objects
    from resources.vector_index.resource import VectorStore
    from resources.vector_index.vector_index import Collection, VectorIndex


@dataclass(frozen=True)
class ContentEssence(ShowsEveryDay):
    """The `Projection` of the store of vectors.

    Attributes:
        vectors: the store; collections it lacks are made at first use.
        embeddings: the model; its calls are paid by the client's organization.
        control, objects: ledger and kept vectors of a model that costs money.
    """

    lake: Lake
    control: ControlPlane
    objects: Objects
    vectors: VectorStore
    embeddings: Embeddings
    store: str = "vectors"

    def build(self, scope: Scope) -> Rows:
        """The client's descriptions, without vectors; see `Projection.build`."""
        rows = make_essence(*read_client(self.lake, scope.partition))
        return {ESSENCE: to_essence_table(rows)}

    def read(self, scope: Scope) -> Rows:
        """What the store holds of the client, with vectors; see `Projection.read`."""
        with self._open() as index:
            held = index.read(self._collection(), place_of(scope.owner_id))
        return {ESSENCE: with_vectors(held, self.embeddings.dimensions)}

    def replace(self, scope: Scope, rows: Rows) -> None:
        """Make the store hold these rows of the client; see `Projection.replace`.

        Raises:
            ProviderError, BudgetError: of a model that is asked over the network.
        """
        embedder = self.embeddings.open_for_organization(
            self.control, self.objects, scope.organization_id
        )
        with self._open() as index:
            entries = to_entries(rows[ESSENCE])
            place = place_of(scope.owner_id)
            replace_place(index, self._collection(), place, entries, embedder)

    def _collection(self) -> Collection:
        return essence_of(self.embeddings)

    @contextmanager
    def _open(self) -> Iterator[VectorIndex]:
        with self.vectors.open() as index:
            VectorMigrations(index, self.embeddings.model, self.embeddings.dimensions).up()
            yield index


def essence_of(embeddings: Embeddings) -> Collection:
    """The collection of descriptions, for one model's vectors."""
    return collection(f"{CAMPAIGNS}content-essence", embeddings.model, embeddings.dimensions)


def place_of(brand_id: str) -> Place:
    """Where a client's entries lie: of nobody else's, the organization's other clients included."""
    return Place(brand_id, brand_id)

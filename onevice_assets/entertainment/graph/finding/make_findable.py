"""What makes published nodes findable, each kind in its place; called after every publish.

| | a real Neo4j | the embedded graph |
| --- | --- | --- |
| texts | its full-text indexes, which fill themselves | the platform's search index |
| vectors of the seeds' model | on the nodes | the platform's store of vectors |
| vectors of another model | the platform's store of vectors | the same |
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onevice_assets.entertainment.graph.finding.copy_texts import copy_texts
from onevice_assets.entertainment.graph.finding.copy_vectors import copy_vectors
from onevice_assets.entertainment.graph.finding.ensure_indexes import ensure_indexes, is_in_graph
from onevice_assets.entertainment.graph.finding.write_vectors import write_vectors
from resources.migrations.vectors.runner import VectorMigrations

if TYPE_CHECKING:
    from onevice_assets.entertainment.graph.model.rows import GraphRows
    from resources.control_plane.resource import ControlPlane
    from resources.embedding.embedder import Embedder
    from resources.embedding.resource import Embeddings
    from resources.graph_store import GraphStore
    from resources.object_store import Objects
    from resources.search_store import SearchStore
    from resources.vector_index.resource import VectorStore


@dataclass(frozen=True)
class FindingStores:
    """Where texts and vectors may lie, and what makes vectors."""

    graph: GraphStore
    vectors: VectorStore
    search: SearchStore
    embeddings: Embeddings
    control: ControlPlane
    objects: Objects

    def open_model(self, organization_id: str) -> Embedder:
        """The model, on the organization's own account."""
        return self.embeddings.open_for_organization(self.control, self.objects, organization_id)

    def has_own_texts(self) -> bool:
        """Whether the graph itself finds texts. Raises StoreError where it does not answer."""
        with self.graph.session() as session:
            return session.is_neo4j

    def has_own_vectors(self) -> bool:
        """Whether the graph itself has the model's vectors. Raises StoreError as above."""
        with self.graph.session() as session:
            return is_in_graph(session, self.embeddings.model)


def make_findable(stores: FindingStores, rows: GraphRows) -> dict[str, int]:
    """Bring the texts and vectors of a published graph where searches look for them.

    What is there already is neither embedded nor sent again.

    Args:
        stores: embedded or real, in any mix.
        rows: the published graph of one organization.

    Returns:
        Vectors and texts that were written: `vectors`, `texts`; texts of a real Neo4j are none.

    Raises:
        StoreError: a store did not take it; a second call completes it.
        ProviderError, BudgetError: of a model that is asked over the network.
    """
    model = stores.open_model(rows.organization_id)
    with stores.graph.session() as session:
        vectors_in_graph = is_in_graph(session, model.model)
        written = write_vectors(session, model, rows) if vectors_in_graph else 0
        # after the vectors: an index that is filled at once has few segments to look at
        is_neo4j = ensure_indexes(session)
    if vectors_in_graph:
        return {"vectors": written, "texts": 0}
    with stores.vectors.open() as index:
        VectorMigrations(index, model.model, model.dimensions).up()
        vectors = copy_vectors(index, model, rows)
    written = sum(one.sent_count for one in vectors.values())
    if is_neo4j:
        return {"vectors": written, "texts": 0}
    with stores.search.open() as search:
        texts = copy_texts(search, rows)
    return {"vectors": written, "texts": sum(texts.values())}

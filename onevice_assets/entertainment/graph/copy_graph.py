"""The copies of an organization's graph: the graph itself, and the vectors of its texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from onevice_assets.entertainment.graph.finding.copy_vectors import copy_vectors
from onevice_assets.entertainment.graph.finding.ensure_indexes import ensure_indexes, is_in_graph
from onevice_assets.entertainment.graph.finding.write_vectors import write_vectors
from onevice_assets.entertainment.graph.model.rows import GraphRows
from onevice_assets.entertainment.graph.write_graph import Published, publish

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.embedding.resource import Embeddings
    from resources.graph_store import GraphStore
    from resources.object_store import Objects
    from resources.vector_index.resource import VectorStore


@dataclass(frozen=True)
class Copied:
    """What was done about vectors.

    Attributes:
        model: whose they are.
        is_in_graph: they lie on the nodes; else in the platform's store, under the model's name.
        held: vectors that are there now; of those on nodes, nodes with texts.
        sent: vectors, or nodes with new ones, that were written.
        deleted: vectors taken away.
    """

    model: str
    is_in_graph: bool
    held: int
    sent: int
    deleted: int


@dataclass(frozen=True)
class VectorCopy:
    """Where vectors go, and what makes them.

    Attributes:
        graph: holds those of the seed's model, where it is a Neo4j.
        vectors: the platform's store, for all others.
        embeddings: the model; one that costs is paid by the organization.
        control, objects: ledger and kept vectors of such a one.
    """

    graph: GraphStore
    vectors: VectorStore
    embeddings: Embeddings
    control: ControlPlane
    objects: Objects

    def write(self, rows: GraphRows) -> Copied:
        """Make every text of the published graph have its vector; the same rows send nothing.

        Raises:
            StoreError: a store did not take it; a second call completes it.
            ProviderError, BudgetError: of a model that is asked over the network.
        """
        embedder = self.embeddings.open(self.control, self.objects, "")
        with self.graph.session() as session:
            if is_in_graph(session, embedder.model):
                sent = write_vectors(session, embedder, rows)
                held = sum(len(some) for some in rows.nodes.values())
                return Copied(embedder.model, True, held, sent, 0)
        from resources.migrations.vectors import VectorMigrations

        with self.vectors.open() as store:
            VectorMigrations(store, embedder.model, embedder.dimensions).up()
            done = copy_vectors(store, embedder, rows).values()
        return Copied(
            embedder.model,
            False,
            sum(one.entry_count for one in done),
            sum(one.sent_count for one in done),
            sum(one.deleted_count for one in done),
        )


def publish_graph(graph: GraphStore, rows: GraphRows) -> Published:
    """Make the graph hold exactly these rows of the organization; the same rows write nothing.

    Raises:
        SchemaError: rows are not what the model declares.
        StoreError: the graph refused; the organization's graph is as it was.
    """
    with graph.session() as session:
        ensure_indexes(session)
        return publish(session, rows)

"""The stores that hold an organization's facts, open for writing and asking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from onevice_assets.operations.timeline.changes import phases_of_intervals
from onevice_assets.operations.timeline.contract import Recorded
from onevice_assets.operations.timeline.graph.facts import GraphFacts
from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
from onevice_assets.operations.timeline.search.index_facts import TextStore, collection_of
from resources.saga.effort import Patience

if TYPE_CHECKING:
    from resources.control_plane.resource import ControlPlane
    from resources.embedding.embedder import Embedder
    from resources.graph_store import GraphStore
    from resources.redis_store import RedisStore
    from resources.vector_index.vector_index import VectorIndex

NEEDED = frozenset({"control", "graph", "vectors", "embeddings", "objects", "redis"})
"""Names of the resources that `open_stores` takes."""


class Copy(Protocol):
    """A store that follows PostgreSQL."""

    def apply(self, recorded: list[Recorded]) -> None:
        """Take facts away and write others; again is no change. Raises `StoreError`."""
        ...

    def take_away(self) -> int:
        """Delete all facts of the organization; how many things these were. Raises `StoreError`."""
        ...


@dataclass
class Stores:
    """Open stores; what is none is not written.

    Attributes:
        control: the truth, and the log of sagas.
        graph: a copy of all facts.
        vectors: what facts say, a text for each subject, relation and object.
        embed: the embedder on the account of an organization; there where `vectors` is.
        redis: where facts are cached.
        patience: how long a saga goes on trying.
    """

    control: ControlPlane
    graph: GraphStore | None = None
    vectors: VectorIndex | None = None
    embed: Any = None
    redis: RedisStore | None = None
    patience: Patience = field(default_factory=Patience)

    def facts(self, organization_id: str) -> PostgresFacts:
        """The truth about an organization."""
        return PostgresFacts(self.control, organization_id)

    def graph_facts(self, organization_id: str) -> GraphFacts | None:
        """Its copy in the graph, where there is one."""
        if self.graph is None:
            return None
        return GraphFacts(self.graph, organization_id, phases_of_intervals(self.control))

    def vector_facts(self, organization_id: str) -> TextStore | None:
        """Its texts and vectors, where there are any."""
        if self.vectors is None:
            return None
        embedder: Embedder = self.embed(organization_id)
        return TextStore(self.control, self.vectors, embedder, organization_id)

    def copies(self, organization_id: str) -> dict[str, Copy]:
        """Every copy by the name of its store, in the order they are written."""
        named = {
            "graph": self.graph_facts(organization_id),
            "vectors": self.vector_facts(organization_id),
        }
        return {name: copy for name, copy in named.items() if copy is not None}


@contextmanager
def open_stores(resources: Mapping[str, Any]) -> Iterator[Stores]:
    """Open every store that there is a resource of, ready to be written.

    Args:
        resources: by name; `control` at least.

    Raises:
        StoreError: the graph does not answer; nothing was written.
    """
    control, graph = resources["control"], resources.get("graph")
    if graph is not None:
        GraphFacts(graph, "").prepare()
    vectors = resources.get("vectors")
    if vectors is None:
        yield Stores(control, graph, redis=resources.get("redis"))
        return
    embeddings = resources["embeddings"]
    embed = partial(embeddings.open_for_organization, control, resources.get("objects"))
    with vectors.open() as index:
        index.create(collection_of(embeddings))
        yield Stores(control, graph, index, embed, resources.get("redis"))


def list_owners(control: ControlPlane, organization_id: str | None = None) -> dict[str, str]:
    """Slugs of the organizations that have a timeline, by their id; of one, if it has one."""
    with control.begin() as db:
        found = db.exec_driver_sql(
            "SELECT id::text, slug FROM control.organizations o "
            "WHERE (%(id)s::text IS NULL OR id::text = %(id)s) AND EXISTS "
            "(SELECT 1 FROM operations.relations r WHERE r.organization_id = o.id) ORDER BY slug",
            {"id": organization_id},
        )
        return {str(id_): str(slug) for id_, slug in found}

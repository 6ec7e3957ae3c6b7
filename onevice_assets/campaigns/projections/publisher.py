"""What publishes a client's memory to both stores, and what its sagas are resumed by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.campaigns.projections.essence import MemoryVectors
from onevice_assets.campaigns.projections.memory_graph import MemoryGraph
from onevice_assets.campaigns.projections.needed import NEEDED
from onevice_assets.publishing.projection import Scope
from onevice_assets.publishing.publish import Publisher
from resources.saga.log import SagaLog

if TYPE_CHECKING:
    from resources.control_plane.campaign_clients import Client

KIND: Final = "publish_memory"


def make_publisher(resources: Mapping[str, Any]) -> Publisher:
    """A publisher to the graph and the store of vectors.

    Args:
        resources: by name, at least those of `NEEDED`.
    """
    given = {name: resources[name] for name in NEEDED}
    graph = MemoryGraph(given["lake"], given["graph"])
    essence = MemoryVectors(
        given["lake"],
        given["control"],
        given["objects"],
        given["vectors"],
        given["embeddings"],
    )
    return Publisher(SagaLog(given["control"]), given["objects"], (graph, essence), kind=KIND)


def scope_of(client: Client) -> Scope:
    """A client as what is published at once; it stands where a website stands elsewhere."""
    return Scope(client.organization_id, client.id, client.key, of="client")

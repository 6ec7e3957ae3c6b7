"""Check of the stage `timeline`: no store tells other facts than PostgreSQL."""

from typing import Any

import dagster as dg

from resources.control_plane.resource import ControlPlane
from resources.embedding.resource import Embeddings
from resources.graph_store import GraphStore
from resources.object_store import Objects
from resources.vector_index.resource import VectorStore


@dg.asset_check(asset=dg.AssetKey(["operations", "timeline_copies"]))
def every_copy_holds_the_facts_of_postgresql(
    control: ControlPlane,
    graph: GraphStore,
    vectors: VectorStore,
    embeddings: Embeddings,
    objects: Objects,
) -> dg.AssetCheckResult:
    """The graph and the vectors hold each fact of PostgreSQL as it stands, and no other.

    What differs is copied again by `onevice timeline check --mend`.
    """
    from onevice_assets.operations.timeline.coordination.compare import compare_every

    resources = {"control": control, "graph": graph, "vectors": vectors}
    found = compare_every({**resources, "embeddings": embeddings, "objects": objects})
    told: dict[str, Any] = {
        f"{slug}, {one.store}": one.tell() for slug, one in found if not one.is_equal
    }
    return dg.AssetCheckResult(
        passed=not told,
        severity=dg.AssetCheckSeverity.ERROR,
        description=next(iter(told.values()), None),
        metadata={"different": dg.MetadataValue.json(told)},
    )

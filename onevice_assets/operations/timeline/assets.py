"""Asset of the stage `timeline`: every store's copy of the facts beside PostgreSQL."""

from typing import Any

import dagster as dg

from onevice_assets.groups import group, owners, tags
from onevice_assets.lake_assets import markdown_table
from resources.control_plane.resource import ControlPlane
from resources.embedding.resource import Embeddings
from resources.graph_store import GraphStore
from resources.object_store import Objects
from resources.vector_index.resource import VectorStore


@dg.asset(
    key=["operations", "timeline_copies"],
    group_name=group("operations", "timeline"),
    owners=owners("operations"),
    kinds={"postgres", "neo4j"},
    tags=tags(layer="upkeep"),
    code_version="1",
)
def timeline_copies(
    control: ControlPlane,
    graph: GraphStore,
    vectors: VectorStore,
    embeddings: Embeddings,
    objects: Objects,
) -> dg.MaterializeResult[Any]:
    """One row per organization and store: whether it holds the facts that PostgreSQL does.

    Compared fact by fact, in batches; nothing is stored or mended. A re-run tells how it is then;
    facts that are being written meanwhile may be told as different.
    """
    from onevice_assets.operations.timeline.coordination.compare import compare_every

    resources = {"control": control, "graph": graph, "vectors": vectors}
    found = compare_every({**resources, "embeddings": embeddings, "objects": objects})
    rows = [
        {
            "organization": slug,
            "store": one.store,
            "facts": one.fact_count,
            "stored": one.stored_count,
            "missing": len(one.missing),
            "extra": len(one.extra),
            "changed": len(one.changed),
        }
        for slug, one in found
    ]
    metadata: dict[str, Any] = {"dagster/row_count": len(rows)}
    if rows:
        metadata["copies"] = dg.MetadataValue.md(markdown_table(rows))
    return dg.MaterializeResult(metadata=metadata)

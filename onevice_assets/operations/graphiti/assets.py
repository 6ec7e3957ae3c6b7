"""Asset of the stage `graphiti`: the timeline's facts in the temporal graph engine."""

from typing import Any

import dagster as dg

from onevice_assets.groups import group, owners, tags
from onevice_assets.lake_assets import ONE_A_RUN, RETRY, find_organization, not_retried
from onevice_assets.partitions import operations_organizations
from resources.control_plane.resource import ControlPlane
from resources.embedding.resource import Embeddings
from resources.graph_store import GraphStore
from resources.object_store import Objects


@dg.asset(
    key=["operations", "graphiti", "facts"],
    group_name=group("operations", "graphiti"),
    owners=owners("operations"),
    kinds={"neo4j"},
    tags={**tags(layer="projection"), "cut": "organization"},
    partitions_def=operations_organizations,
    code_version="1",
    backfill_policy=ONE_A_RUN,
    retry_policy=RETRY,
)
def graphiti_facts(
    context: dg.AssetExecutionContext,
    control: ControlPlane,
    graph: GraphStore,
    embeddings: Embeddings,
    objects: Objects,
) -> dg.MaterializeResult[Any]:
    """All facts of an organization's timeline as Graphiti's entities and edges, exactly.

    Grain: organization. Source: schema `operations` in PostgreSQL. No language model is asked;
    vectors are the embedder's. A re-run writes what differs; without Neo4j it fails at once.
    """
    from onevice_assets.operations.graphiti.load_facts import load_facts
    from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
    from resources.errors import ConfigurationError

    owner = find_organization(control, context.partition_key)
    model = embeddings.open_for_organization(control, objects, owner)
    with not_retried(ConfigurationError):
        done = load_facts(PostgresFacts(control, owner), graph, control, model)
    count = done.facts - done.unsayable
    metadata: dict[str, Any] = {
        "dagster/row_count": count,
        "dagster/partition_row_count": count,
        "changed": done.changed,
        **vars(done),
    }
    return dg.MaterializeResult(metadata=metadata)

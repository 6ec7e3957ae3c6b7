"""Assets of the stage `graph`: the rows of an organization's graph, and their copies in stores."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from onevice_assets.groups import group, owners, tags
from onevice_assets.lake_assets import ONE_A_RUN, options, result
from onevice_assets.partitions import entertainment_organizations
from onevice_assets.tables import entertainment_graph as tables
from resources.control_plane.resource import ControlPlane
from resources.embedding.resource import Embeddings
from resources.errors import InputError
from resources.graph_store import GraphStore
from resources.lake import Lake
from resources.object_store import Objects
from resources.redis_store import RedisStore
from resources.table_schema import Table

_CHECKED = [dg.AssetKey(["entertainment", f"checked_{one}"]) for one in ("nodes", "edges")]
_BUILT = [dg.AssetKey(["entertainment", f"graph_{one}"]) for one in ("nodes", "edges")]
_AGAIN = dg.RetryPolicy(
    max_retries=3, delay=2, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS
)


def _spec(table: Table) -> dg.AssetSpec:
    known = options(table, "graph", kinds={"python"})
    return dg.AssetSpec(
        **known, code_version="1", description=table.description, deps=list(_CHECKED)
    )


@dg.multi_asset(
    name="derive_graph",
    specs=[_spec(tables.graph_nodes), _spec(tables.graph_edges)],
    backfill_policy=ONE_A_RUN,
)
def derive_graph(
    context: dg.AssetExecutionContext, lake: Lake, control: ControlPlane
) -> Iterator[dg.MaterializeResult[Any]]:
    """Derive what follows from an organization's rows, and write them as they are published."""
    from onevice_assets.entertainment.graph.build import build

    key = context.partition_key
    rows, written = build(lake, key, _find_organization(control, key))
    counts = [{"rows of": name, "count": count} for name, count in rows.count().items() if count]
    for table in (tables.graph_nodes, tables.graph_edges):
        yield result(context, table, {key: written[table.name]}, preview=counts)


def _copy(store: str, name: str, kind: str) -> dict[str, Any]:
    """What the copies in stores have in common."""
    return {
        "key": ["entertainment", store, name],
        "group_name": group("entertainment", "graph"),
        "owners": owners("entertainment"),
        "kinds": {kind},
        "tags": {**tags(layer="projection"), "cut": "organization"},
        "partitions_def": entertainment_organizations,
        "code_version": "1",
        "backfill_policy": ONE_A_RUN,
        "retry_policy": _AGAIN,
    }


@dg.asset(**_copy("graph", "talent_graph", "neo4j"), deps=_BUILT)
def talent_graph(
    context: dg.AssetExecutionContext,
    lake: Lake,
    control: ControlPlane,
    graph: GraphStore,
    redis: RedisStore,
) -> dg.MaterializeResult[Any]:
    """The organization's graph: people, projects, companies, documents, concepts and unions.

    A copy of `graph_nodes` and `graph_edges`, written by what differs in one transaction. The same
    rows again write nothing; a change by hand is mended. Kept answers of `onevice talent` are
    forgotten after it.
    """
    from onevice_assets.entertainment.graph.build import read_built
    from onevice_assets.entertainment.graph.copy_graph import publish_graph
    from onevice_assets.entertainment.talent.forget import forget_organization

    key = context.partition_key
    organization_id = _find_organization(control, key)
    rows = read_built(lake, key, organization_id)
    done = publish_graph(graph, rows)
    changed = any(vars(done).values())
    if changed:
        forget_organization(redis, organization_id)
    count = sum(rows.count().values())
    metadata = {
        "dagster/row_count": count,
        "dagster/partition_row_count": count,
        "changed": changed,
        **vars(done),
    }
    return dg.MaterializeResult(metadata=metadata)


@dg.asset(
    **_copy("vectors", "talent_vectors", "postgres"),
    deps=[dg.AssetKey(["entertainment", "graph", "talent_graph"])],
)
def talent_vectors(
    context: dg.AssetExecutionContext,
    lake: Lake,
    control: ControlPlane,
    objects: Objects,
    graph: GraphStore,
    vectors: dg.ResourceParam[Any],
    embeddings: Embeddings,
) -> dg.MaterializeResult[Any]:
    """Vectors of what people, projects, documents and concepts say: what is found by meaning.

    On the nodes of a real Neo4j for the model its indexes are made for; else in the platform's
    store, under the model's name. Made of texts that everybody may see who may see the node. The
    same texts again embed and send nothing.
    """
    from onevice_assets.entertainment.graph.build import read_built
    from onevice_assets.entertainment.graph.copy_graph import VectorCopy

    key = context.partition_key
    rows = read_built(lake, key, _find_organization(control, key))
    done = VectorCopy(graph, vectors, embeddings, control, objects).write(rows)
    metadata = {
        "dagster/row_count": done.held,
        "dagster/partition_row_count": done.held,
        "changed": bool(done.sent or done.deleted),
        **vars(done),
    }
    return dg.MaterializeResult(metadata=metadata)


def _find_organization(control: ControlPlane, slug: str) -> str:
    from resources.control_plane import organizations

    try:
        with control.begin() as db:
            return organizations.find(db, slug)
    except InputError as error:
        raise dg.Failure(description=str(error), allow_retries=False) from error

"""Assets of the stage `graph`: the rows of an organization's graph, and their copies in stores."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from onevice_assets.groups import group, owners, tags
from onevice_assets.lake_assets import ONE_A_RUN, RETRY, find_organization, options, result
from onevice_assets.partitions import entertainment_organizations
from onevice_assets.tables import entertainment_graph as tables
from resources.control_plane.resource import ControlPlane
from resources.graph_store import GraphStore
from resources.lake import Lake
from resources.redis_store import RedisStore
from resources.table_schema import Table

_CHECKED = [dg.AssetKey(["entertainment", f"checked_{one}"]) for one in ("nodes", "edges")]
_BUILT = [dg.AssetKey(["entertainment", f"graph_{one}"]) for one in ("nodes", "edges")]
# a store of vectors is one of several classes: only its name is known here
_FINDING = ("graph", "vectors", "search", "embeddings", "control", "objects")


def _spec(table: Table) -> dg.AssetSpec:
    known = options(table, "graph", kinds={"python"})
    deps = [*_CHECKED, dg.AssetKey(["entertainment", "times_found"])]
    return dg.AssetSpec(**known, code_version="2", description=table.description, deps=deps)


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
    rows, written = build(lake, key, find_organization(control, key))
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
        "retry_policy": RETRY,
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
    from onevice_assets.entertainment.graph.write_graph import publish
    from onevice_assets.entertainment.talent.forget import forget_organization

    key = context.partition_key
    organization_id = find_organization(control, key)
    rows = read_built(lake, key, organization_id)
    with graph.session() as session:
        done = publish(session, rows)
    # also where nothing differed: a run that died after its publish left old answers
    forget_organization(redis, organization_id)
    count = sum(rows.count().values())
    metadata = {
        "dagster/row_count": count,
        "dagster/partition_row_count": count,
        "changed": any(vars(done).values()),
        **vars(done),
    }
    return dg.MaterializeResult(metadata=metadata)


@dg.asset(
    **_copy("finding", "talent_texts", "python"),
    deps=[dg.AssetKey(["entertainment", "graph", "talent_graph"])],
    required_resource_keys={"lake", *_FINDING},
)
def talent_texts(context: dg.AssetExecutionContext) -> dg.MaterializeResult[Any]:
    """Texts and vectors of the graph's nodes: what is found by words and by meaning.

    Made of texts that everybody may see who may see the node. Of a real Neo4j its own indexes hold
    them; else the platform's, vectors under their model's name. The same texts again embed and send
    nothing.
    """
    from onevice_assets.entertainment.graph.build import read_built
    from onevice_assets.entertainment.graph.finding.make_findable import (
        FindingStores,
        make_findable,
    )

    key, run = context.partition_key, context.resources
    rows = read_built(run.lake, key, find_organization(run.control, key))
    stores = FindingStores(**{name: getattr(run, name) for name in _FINDING})
    sent = make_findable(stores, rows)
    count = sum(len(some) for some in rows.nodes.values())
    metadata = {
        "dagster/row_count": count,
        "dagster/partition_row_count": count,
        "changed": any(sent.values()),
        "model": run.embeddings.model,
        **{f"{name} written": number for name, number in sent.items()},
    }
    return dg.MaterializeResult(metadata=metadata)

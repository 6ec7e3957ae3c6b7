"""Checks of the copies: that both stores hold what the lake says."""

from typing import Any

import dagster as dg

from onevice_assets.campaigns.projections.needed import NEEDED
from onevice_assets.partitions import campaign_clients

_GRAPH = dg.AssetKey(["campaigns", "graph", "campaign_memory"])
_ESSENCE = dg.AssetKey(["campaigns", "vectors", "content_essence"])


@dg.asset_check(asset=_GRAPH, partitions_def=campaign_clients, required_resource_keys=set(NEEDED))
def the_memory_holds_what_the_lake_says(context: dg.AssetCheckExecutionContext) -> Any:
    """Every node and relationship of the client is that of the lake, value by value."""
    return _compare(context, "graph")


@dg.asset_check(asset=_ESSENCE, partitions_def=campaign_clients, required_resource_keys=set(NEEDED))
def the_vectors_are_of_what_the_lake_says(context: dg.AssetCheckExecutionContext) -> Any:
    """Every text of the client has its vector, in each namespace, and there is no other."""
    return _compare(context, "vectors")


def _compare(context: dg.AssetCheckExecutionContext, store: str) -> dg.AssetCheckResult:
    from onevice_assets.campaigns.projections.publisher import make_publisher, scope_of
    from onevice_assets.publishing.digest import digest_rows
    from resources.control_plane import campaign_clients as clients

    resources = {name: getattr(context.resources, name) for name in NEEDED}
    with resources["control"].begin() as db:
        scope = scope_of(clients.find(db, context.partition_key))
    (copy,) = (one for one in make_publisher(resources).projections if one.store == store)
    wanted, held = digest_rows(copy.build(scope)), digest_rows(copy.read(scope))
    differ = [name for name in wanted if wanted[name] != held.get(name)]
    counts = {name: one.row_count for name, one in wanted.items()}
    return dg.AssetCheckResult(passed=not differ, metadata={"rows": counts, "differ": differ})

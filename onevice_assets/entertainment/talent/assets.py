"""Asset `times_found`: how often each node of an organization's graph was found."""

from typing import Any

import dagster as dg

from onevice_assets.lake_assets import ONE_A_RUN, find_organization, options, result
from onevice_assets.tables.entertainment_finds import times_found as table
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from resources.redis_store import RedisStore

_SHOWN = ("node_id", "times", "last_at")


@dg.asset(
    **options(table, "talent", kinds={"python", "redis"}),
    code_version="1",
    backfill_policy=ONE_A_RUN,
)
def times_found(
    context: dg.AssetExecutionContext, control: ControlPlane, lake: Lake, redis: RedisStore
) -> dg.MaterializeResult[Any]:
    """One row per node of the graph: how often it was part of an answer, and when it last was.

    Source: the counters in Redis since the last fold, added to what stands here. A re-run with
    nothing counted changes nothing; one that was cut off is finished by the next.
    """
    from onevice_assets.entertainment.talent.fold_counts import fold_counts

    key = context.partition_key
    owner = find_organization(control, key)
    written, rows = fold_counts(redis, lake, key, owner)
    preview = [{name: one[name] for name in _SHOWN} for one in rows[:10]]
    return result(context, table, {key: written}, preview=preview)

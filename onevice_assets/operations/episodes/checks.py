"""Checks of episodes: how much of a batch could not be used."""

import dagster as dg

from onevice_assets.operations_assets import find_owner
from onevice_assets.partitions import operations_batches
from resources.control_plane.resource import ControlPlane

_EPISODES = dg.AssetKey(["operations", "episodes"])


@dg.asset_check(asset=_EPISODES, partitions_def=operations_batches)
def files_are_read(
    context: dg.AssetCheckExecutionContext, control: ControlPlane
) -> dg.AssetCheckResult:
    """Every file of the batch could be read, and every line of it."""
    from resources.operation_tables import quarantine

    key = context.partition_key
    with control.begin() as db:
        told = quarantine.list_all(db, find_owner(control, key), batch=key)
    broken = [one for one in told if one.episode_id is None]
    shown = {f"{one.file}:{one.line or ''}": one.reason for one in broken[:10]}
    return dg.AssetCheckResult(
        passed=not broken,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"unreadable": len(broken), "where": shown},
    )

"""Checks of entities: rows that could not be used, and customers that may be one."""

import dagster as dg

from onevice_assets.operations_assets import find_owner
from onevice_assets.partitions import operations_batches
from resources.control_plane.resource import ControlPlane

_ENTITIES = dg.AssetKey(["operations", "entities"])


@dg.asset_check(asset=_ENTITIES, partitions_def=operations_batches)
def every_row_is_mapped(
    context: dg.AssetCheckExecutionContext, control: ControlPlane
) -> dg.AssetCheckResult:
    """No row, document or mail of the batch was refused, and none waits."""
    from resources.operation_tables import episodes

    key = context.partition_key
    owner = find_owner(control, key)
    with control.begin() as db:
        counted = episodes.count(db, owner, key)
    left = {
        f"{source} {outcome}": number
        for (source, outcome), number in counted.items()
        if outcome in ("refused", "waiting")
    }
    return dg.AssetCheckResult(
        passed=not left, severity=dg.AssetCheckSeverity.WARN, metadata={"rows": left}
    )


@dg.asset_check(asset=_ENTITIES, partitions_def=operations_batches)
def no_two_customers_have_one_name(
    context: dg.AssetCheckExecutionContext, control: ControlPlane
) -> dg.AssetCheckResult:
    """Customers with one name are two here; whether they are one is for a person to say."""
    from resources.operation_tables import entities

    with control.begin() as db:
        found = entities.list_shared_names(db, find_owner(control, context.partition_key))
    return dg.AssetCheckResult(
        passed=not found,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"names": len(found), "customers": dict(list(found.items())[:20])},
    )

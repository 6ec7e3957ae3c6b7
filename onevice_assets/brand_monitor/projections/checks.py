"""Checks of the stage `projections`: every store holds what the lake makes, row by row."""

from typing import Any

import dagster as dg

from onevice_assets.brand_monitor.projections.assets import asset_key, list_parts
from onevice_assets.brand_monitor.projections.copy_parts import Copy, Part
from onevice_assets.partitions import website_days, websites


def _comparing(
    copy: Copy, part: Part, partitions: dg.PartitionsDefinition[Any]
) -> dg.AssetChecksDefinition:
    @dg.asset_check(
        asset=asset_key(copy, part),
        name=f"{part.name}_is_as_the_lake",
        partitions_def=partitions,
        required_resource_keys={"control", *copy.resources},
        description="Every row of the store's copy is as the lake makes it, and no other is there.",
    )
    def check(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        from onevice_assets.publishing.drift import compare_copies, tell_drift
        from onevice_assets.publishing.scopes import find_scopes

        resources: Any = context.resources
        projection = copy.make(resources)
        with resources.control.begin() as db:
            scopes = find_scopes(db, context.partition_keys)
        found = [one for scope in scopes.values() for one in compare_copies(projection, scope)]
        return dg.AssetCheckResult(
            passed=all(one.is_equal for one in found),
            severity=dg.AssetCheckSeverity.ERROR,
            description=tell_drift(found),
            metadata={"differing tables": sum(not one.is_equal for one in found)},
        )

    return check


website_checks = [_comparing(copy, part, websites) for copy, part in list_parts("website")]
day_checks = [_comparing(copy, part, website_days) for copy, part in list_parts("day")]

"""Checks of the stage `projections`: every store holds as many rows as the lake makes."""

from typing import Any

import dagster as dg

from onevice_assets.brand_monitor.projections.assets import asset_key, list_parts
from onevice_assets.brand_monitor.projections.list_projections import Copy, Part
from onevice_assets.partitions import website_days, websites


def _counting(
    copy: Copy, part: Part, partitions: dg.PartitionsDefinition[Any]
) -> dg.AssetChecksDefinition:
    @dg.asset_check(
        asset=asset_key(copy, part),
        name=f"{part.name}_holds_as_many_rows_as_the_lake",
        partitions_def=partitions,
        required_resource_keys={"control"} | set(copy.resources),
        description="Rows of each table in the store are as many as the lake's rows make.",
    )
    def check(context: dg.AssetCheckExecutionContext) -> dg.AssetCheckResult:
        from onevice_assets.publishing.find_scope import find_scopes

        resources: Any = context.resources
        projection = copy.make(resources)
        with resources.control.begin() as db:
            scopes = find_scopes(db, context.partition_keys)
        different: dict[str, Any] = {}
        for partition, scope in scopes.items():
            built, there = projection.build(scope), projection.read(scope)
            for name, rows in built.items():
                if len(rows) != len(there[name]):
                    counts = {"lake": len(rows), copy.store: len(there[name])}
                    different[f"{partition} {name}"] = counts
        return dg.AssetCheckResult(
            passed=not different,
            severity=dg.AssetCheckSeverity.ERROR,
            metadata={"differences": dg.MetadataValue.json(different)},
        )

    return check


website_checks = [_counting(copy, part, websites) for copy, part in list_parts("website")]
day_checks = [_counting(copy, part, website_days) for copy, part in list_parts("day")]

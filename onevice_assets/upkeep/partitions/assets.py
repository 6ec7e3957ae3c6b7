"""Asset of the stage `partitions`: what a run left failed. It brings its check, from one look.

It is made by the assembly, for only that knows every asset and what each is cut by.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import dagster as dg

from onevice_assets.groups import OWNERS, group, tags
from onevice_assets.lake_assets import markdown_table

KEY = dg.AssetKey(["upkeep", "failed_partitions"])
CHECK = "no_partitions_are_left_failed"
Results = Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]
_MOST_ROWS = 50
_NEXT = (
    "`onevice show run_failures` says why each failed; mend that, then materialize the partitions "
    "again (UI: the asset, Partitions, failed; days: `onevice backfill --from DAY --to DAY`)"
)


def watch(assets: Iterable[Any]) -> dg.AssetsDefinition:
    """Make the asset that looks after others.

    Args:
        assets: definitions or specs; those without partitions are left out.
    """
    from onevice_assets.observing.failed_partitions import list_partitioned

    partitioned = list_partitioned(spec for one in assets for spec in _specs(one))

    @dg.asset(
        key=KEY,
        group_name=group("upkeep", "partitions"),
        owners=OWNERS,
        kinds={"python"},
        tags=tags(layer="upkeep"),
        code_version="1",
        check_specs=[dg.AssetCheckSpec(CHECK, asset=KEY, description="No partition is failed.")],
    )
    def failed_partitions(context: dg.AssetExecutionContext) -> Results:
        """One row per asset with partitions that a run left failed: which, and of which job.

        Read from Dagster's status cache, of the newest 2,000 runs that failed. A re-run tells how
        it is then; a partition that was made since is no longer told. Nothing is stored.
        """
        from onevice_assets.observing.failed_partitions import list_failed, tell_failed

        found = list_failed(context.instance, partitioned)
        rows = [
            {"asset": one.asset, "count": len(one.partitions), "first": one.partitions[0]}
            for one in found[:_MOST_ROWS]
        ]
        metadata: dict[str, Any] = {"dagster/row_count": len(found)}
        if rows:
            metadata["failed"] = dg.MetadataValue.md(markdown_table(rows))
        lines = tell_failed(found)
        yield dg.MaterializeResult(metadata=metadata)
        yield dg.AssetCheckResult(
            passed=not found,
            check_name=CHECK,
            severity=dg.AssetCheckSeverity.ERROR,
            description=f"{_NEXT}. " + "; ".join(lines) if lines else None,
            metadata={"partitions": sum(len(one.partitions) for one in found)},
        )

    return failed_partitions


def _specs(asset: Any) -> Iterator[dg.AssetSpec]:
    yield from [asset] if isinstance(asset, dg.AssetSpec) else asset.specs

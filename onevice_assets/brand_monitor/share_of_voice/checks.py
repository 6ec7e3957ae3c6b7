"""dbt's tests as asset checks: what is promised before a mart is published, and how it went."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import dagster as dg

from onevice_assets.partitions import website_days

if TYPE_CHECKING:
    from onevice_assets.brand_monitor.share_of_voice.publish_marts import Offender
    from resources.dbt_manifest import Mart, MartTest
    from resources.dbt_runner import NodeResult


def check_specs(marts: Mapping[str, Mart], system: str) -> list[dg.AssetCheckSpec]:
    """One blocking check per dbt test of the marts; a test of severity warn does not block."""
    return [
        dg.AssetCheckSpec(
            test.name,
            asset=dg.AssetKey([system, mart.name]),
            description=test.description,
            blocking=not test.is_warning,
            partitions_def=website_days,
        )
        for mart in marts.values()
        for test in mart.tests
    ]


def check_results(
    marts: Mapping[str, Mart],
    system: str,
    results: Sequence[NodeResult],
    offenders: Sequence[Offender],
) -> Iterator[dg.AssetCheckResult]:
    """What dbt found, test by test; tests that dbt skipped say nothing."""
    found = {result.unique_id: result for result in results if result.status != "skipped"}
    rows = {one.result.unique_id: one.rows for one in offenders}
    for mart in marts.values():
        for test in mart.tests:
            if test.unique_id in found:
                yield _result(
                    dg.AssetKey([system, mart.name]),
                    test,
                    found[test.unique_id],
                    rows.get(test.unique_id, []),
                )


def _result(
    asset: dg.AssetKey, test: MartTest, found: NodeResult, rows: list[dict[str, Any]]
) -> dg.AssetCheckResult:
    metadata: dict[str, Any] = {"seconds": found.seconds}
    if found.failures is not None:
        metadata["rows_found"] = found.failures
    if found.message:
        metadata["dbt_says"] = found.message
    if rows:
        metadata["first_rows"] = dg.MetadataValue.json(
            [{name: str(value) for name, value in row.items()} for row in rows]
        )
    severity = dg.AssetCheckSeverity.WARN if test.is_warning else dg.AssetCheckSeverity.ERROR
    return dg.AssetCheckResult(
        passed=found.status == "pass",
        asset_key=asset,
        check_name=test.name,
        severity=severity,
        metadata=metadata,
    )

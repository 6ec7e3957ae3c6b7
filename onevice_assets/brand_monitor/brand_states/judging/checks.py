"""The check of `brand_state_judgements`: a warning where the judge and we read differently."""

import dagster as dg

from onevice_assets.partitions import website_days
from onevice_assets.tables import answers
from resources.lake import Lake

_MIN_AGREEMENT = 0.7
_MIN_ROWS = 30


@dg.asset_check(
    asset=dg.AssetKey(["brand_monitor", "brand_state_judgements"]), partitions_def=website_days
)
def the_judge_agrees_on_presence(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """Every judge with 30 verdicts or more agrees with our presence on at least 70 % of them."""
    from onevice_assets.brand_monitor.brand_states.judging.compare_verdicts import measure

    rows = lake.read_rows(answers.brand_state_judgements, context.partition_keys)
    shares = {
        f"{one.judge.label}, prompt {one.judge.prompt_version}": one.shares["presence"]
        for one in measure(rows)
        if one.rows >= _MIN_ROWS
    }
    return dg.AssetCheckResult(
        passed=min(shares.values(), default=1.0) >= _MIN_AGREEMENT,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"rows": len(rows), "presence_agreement": dg.MetadataValue.json(shares)},
    )

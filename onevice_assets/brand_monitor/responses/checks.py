"""Checks of `llm_responses`: what would poison every number after it, and what to look at."""

from datetime import date
from typing import Any

import dagster as dg

from onevice_assets.partitions import split_key, website_days
from onevice_assets.tables.answers import llm_responses as table
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake

_KEY = dg.AssetKey([table.system, table.name])
_MOST_MISSING = 0.2


def _partition(context: dg.AssetCheckExecutionContext) -> str:
    return str(context.partition_key)


@dg.asset_check(asset=_KEY, blocking=True, partitions_def=website_days)
def every_answer_says_something(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """No response text is empty: a call without an answer is missing, not a response."""
    empty = [
        row["id"]
        for row in lake.read_rows(table, _partition(context))
        if not row["response_text"].strip()
    ]
    return dg.AssetCheckResult(passed=not empty, metadata={"empty": len(empty), "ids": empty[:10]})


@dg.asset_check(asset=_KEY, blocking=True, partitions_def=website_days)
def every_call_counts_once(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """One row per simulation run, prompt, provider, model, sample and, in imports, time."""
    from onevice_assets.brand_monitor.responses.look import find_duplicates

    twice = find_duplicates(lake.read_rows(table, _partition(context)))
    return dg.AssetCheckResult(passed=not twice, metadata={"twice": len(twice), "ids": twice[:10]})


@dg.asset_check(asset=_KEY, partitions_def=website_days)
def few_calls_are_missing(
    context: dg.AssetCheckExecutionContext, control: ControlPlane
) -> dg.AssetCheckResult:
    """At most a fifth of the planned calls has no answer."""
    from onevice_assets.brand_monitor.responses.look import share_missing
    from resources.control_plane import simulations, websites

    day, key = split_key(_partition(context))
    with control.begin() as db:
        website = websites.find(db, key)
        share = share_missing(simulations.runs_of_day(db, website.id, date.fromisoformat(day)))
    return dg.AssetCheckResult(
        passed=share <= _MOST_MISSING,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"share_missing": dg.MetadataValue.float(share)},
    )


@dg.asset_check(asset=_KEY, partitions_def=website_days)
def one_model_answers_all_day(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """The model that answers under one name does not change within the day."""
    from onevice_assets.brand_monitor.responses.look import list_served

    served = list_served(lake.read_rows(table, _partition(context)))
    changed = {name: models for name, models in served.items() if len(models) > 1}
    metadata: dict[str, Any] = {name: ", ".join(models) for name, models in changed.items()}
    return dg.AssetCheckResult(
        passed=not changed, severity=dg.AssetCheckSeverity.WARN, metadata=metadata
    )

"""Checks of the stage `brand_states`: blocking where a row is wrong, else a warning."""

from typing import Any

import dagster as dg

from onevice_assets.brand_monitor.brand_states.version import EXTRACTOR_VERSION
from onevice_assets.partitions import website_days
from onevice_assets.tables import answers
from resources.lake import Lake

_STATES = dg.AssetKey(["brand_monitor", "llm_brand_states"])
_MIN_INFORMATIVE = 0.05


@dg.asset_check(asset=_STATES, partitions_def=website_days, blocking=True)
def states_point_into_their_answers(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """Every state has an answer, offsets inside it, a surface that stands there, and one row."""
    from onevice_assets.brand_monitor.brand_states.check_rows import find_bad_states

    bad: list[dict[str, Any]] = []
    for partition in context.partition_keys:
        states = lake.read_rows(answers.llm_brand_states, partition)
        texts = {
            row["id"]: row["response_text"]
            for row in lake.read_rows(answers.llm_responses, partition)
        }
        bad += find_bad_states(states, texts)
    return dg.AssetCheckResult(
        passed=not bad, metadata={"bad_rows": len(bad), "first": dg.MetadataValue.json(bad[:10])}
    )


@dg.asset_check(asset=_STATES, partitions_def=website_days)
def answers_name_watched_brands(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """At least one answer in twenty names a watched brand; else no number is informative."""
    states = lake.read_rows(answers.llm_brand_states, context.partition_keys)
    asked = {row["llm_response_id"] for row in states}
    naming = {row["llm_response_id"] for row in states if row["presence"] != "ignored"}
    share = len(naming) / len(asked) if asked else 0.0
    return dg.AssetCheckResult(
        passed=not asked or share >= _MIN_INFORMATIVE,
        severity=dg.AssetCheckSeverity.WARN,
        metadata={"informative_rate": share, "answers": len(asked)},
    )


@dg.asset_check(asset=_STATES)
def extractor_keeps_its_quality() -> dg.AssetCheckResult:
    """On labelled answers shipped with it, this version of the extractor reads as well as promised.

    The figures are kept for every version, so a change of the code shows in their history.
    """
    from onevice_assets.brand_monitor.brand_states.measuring.check_quality import (
        list_fallen,
        measure_quality,
    )

    figures = measure_quality()
    fallen = list_fallen(figures)
    return dg.AssetCheckResult(
        passed=not fallen,
        severity=dg.AssetCheckSeverity.WARN,
        description=" ".join(fallen) or None,
        metadata={"extractor_version": EXTRACTOR_VERSION, **figures},
    )

"""Which asset is started by what: conditions for all that follows, two sensors that look.

Exactly one trigger an asset. What is named in `BEGUN` is started by a schedule or sensor of its
own: with the day, or with a new website. What is named in `BY_HAND` starts when a person says so.
All else carries one shared condition and belongs to the automation sensor of its cost, so that
spending can be switched off alone. Why it is not `eager()`: docs/decisions/0019.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import dagster as dg

from onevice_assets.partitions import (
    campaign_clients,
    entertainment_batches,
    entertainment_organizations,
    intents_organizations,
    website_days,
    websites,
)
from onevice_assets.upkeep.retention.data_types import REMOVED

BEGUN = {
    dg.AssetKey(["brand_monitor", "scraped_pages"]): "websites_to_understand",
    dg.AssetKey(["brand_monitor", "llm_responses"]): "daily",
    dg.AssetKey(["brand_monitor", "canary_responses"]): "daily",
    dg.AssetKey(["entertainment", "documents"]): "documents_inbox",
    dg.AssetKey(["entertainment", "document_pages"]): "documents_inbox",
    dg.AssetKey(["entertainment", "document_versions"]): "documents_to_join",
    dg.AssetKey(["entertainment", "times_found"]): "finds_to_fold",
    **{
        dg.AssetKey(["operations", name]): "episodes_inbox"
        for name in ("episodes", "entities", "timeline")
    },
    dg.AssetKey(["campaigns", "content"]): "campaign_inbox",
    dg.AssetKey(["campaigns", "read_deliveries"]): "webhook_deliveries",
    **{
        dg.AssetKey(["campaigns", name]): "campaign_reports"
        for name in ("report_files", "report_rows", "report_things", "refused_report_rows")
    },
    dg.AssetKey(["intents", "conversation_turns"]): "conversations_to_mine",
    **{
        dg.AssetKey(["upkeep", "retention", one.name]): (
            "old_days" if one.cut == "day_website" else "old_records"
        )
        for one in REMOVED
    },
    dg.AssetKey(["upkeep", "backup"]): "daily_backup",
    dg.AssetKey(["upkeep", "restore_drill"]): "daily_backup",
}
BY_HAND = frozenset(
    dg.AssetKey(path)
    for path in (
        ["brand_monitor", "brand_state_judgements"],
        ["campaigns", "cross_client_learnings"],
        ["campaigns", "vectors", "cross_campaign_learnings"],
        ["operations", "graphiti", "facts"],
        ["operations", "timeline_copies"],
        ["upkeep", "day_copies"],
        ["upkeep", "failed_partitions"],
        ["upkeep", "open_sagas"],
        ["upkeep", "organization_copies"],
        ["upkeep", "schema_status"],
        ["upkeep", "website_copies"],
    )
)
# a client may have creatives, reports of ads, a shop or a form: any of them, and not the rest
_OF_CLIENTS = [
    ["campaigns", name]
    for name in (
        *("content", "report_rows", "report_things", "campaigns", "demographics", "geographics"),
        *("ad_performance", "performance", "content_results", "learnings", "scenarios"),
        *("psychographics", "narrative_patterns"),
        *("leads", "website_forms", "customers", "purchases", "touches", "attributions"),
    )
]
# asked of hosted models only, or counted once somebody asks: what follows is complete without
_MAY_BE_MISSING = dg.AssetSelection.assets(
    ["brand_monitor", "canary_responses"],
    ["entertainment", "times_found"],
    *_OF_CLIENTS,
)
_On = dg.AutomationCondition
_CUTS = (
    websites,
    website_days,
    entertainment_batches,
    entertainment_organizations,
    campaign_clients,
    intents_organizations,
)


def follow(
    ignored: dg.AssetSelection, asked: Iterable[dg.AssetKey] = ()
) -> dg.AutomationCondition[Any]:
    """Request a partition, of today or of old, once whenever what it is made from was made anew.

    It waits while a parent of the partition is missing or in progress, while anything of the
    partition is still being asked (so that one run counts it, not one for the answers and one for
    the canaries), while a parent's blocking check fails, and while a run or a backfill of the
    partition itself is in progress. What failed is requested again when a parent is made anew:
    where that parent was made in the same run, once more; never for ever.

    Args:
        ignored: upstream assets that are cut otherwise, whose change is no change of the
            partition: a crawl does not count a year of days anew.
        asked: assets cut alike that ask in a run of their own.
    """
    # each `since` for itself: joined by `|`, Dagster forgets which came later, and answers that
    # were made again right after the request would be lost
    parents_made = _On.any_deps_match(_On.newly_updated())
    is_due = parents_made.since(_On.newly_updated()) & parents_made.since(_On.newly_requested())
    made_anew = is_due | _On.any_deps_match(_On.will_be_requested())
    is_failing = _On.any_checks_match(
        _On.check_failed() & ~_On.will_be_requested(), blocking_only=True
    )
    held_up: dg.AutomationCondition[Any] = _On.any_deps_in_progress() | _On.any_deps_match(
        is_failing
    )
    for key in asked:
        held_up |= _On.asset_matches(key, _On.in_progress())
    missing = _On.any_deps_missing().ignore(_MAY_BE_MISSING)
    return (
        (made_anew & ~missing & ~held_up & ~_On.in_progress())
        .ignore(ignored)
        .with_label("follows_its_parents")
    )


def attach(assets: Iterable[Any]) -> list[Any]:
    """Give every asset that follows others its condition; the rest are returned as they are."""
    listed = list(assets)
    specs = [spec for one in listed for spec in _specs(one)]
    conditions: dict[object, dg.AutomationCondition[Any]] = {
        cut: follow(
            dg.AssetSelection.assets(*(s.key for s in specs if s.partitions_def != cut)),
            [s.key for s in specs if s.partitions_def == cut and s.key in BEGUN],
        )
        for cut in _CUTS
    }

    def with_condition(spec: dg.AssetSpec) -> dg.AssetSpec:
        if not follows(spec):
            return spec
        return spec.replace_attributes(automation_condition=conditions[spec.partitions_def])

    return list(dg.map_asset_specs(with_condition, listed))


def follows(spec: dg.AssetSpec) -> bool:
    """Whether an asset is requested by a condition."""
    return spec.partitions_def in _CUTS and spec.key not in {*BEGUN, *BY_HAND}


def _specs(asset: Any) -> Sequence[dg.AssetSpec]:
    return [asset] if isinstance(asset, dg.AssetSpec) else list(asset.specs)


def _sensor(cost: str, what: str, **tags: str) -> dg.AutomationConditionSensorDefinition:
    return dg.AutomationConditionSensorDefinition(
        name=f"{cost}_automation",
        target=dg.AssetSelection.tag("cost", cost),
        default_status=dg.DefaultSensorStatus.RUNNING,
        minimum_interval_seconds=60,
        # a run for each partition: one failing website stops nobody else
        emit_backfills=False,
        run_tags={"onevice/trigger": f"{cost}_automation", **tags},
        description=what,
    )


# a run whose process died may have made nothing, and then no parent is newer: once more, from its
# beginning, by Dagster; a step that failed is no crash and is not
_ONCE_MORE = {"dagster/max_retries": "1", "dagster/retry_strategy": "ALL_STEPS"}

free_automation = _sensor("free", "Follows what was made anew with all that is free.", **_ONCE_MORE)
paid_automation = _sensor("paid", "Follows with what may cost money: customers and questions.")

ALL = [free_automation, paid_automation]

"""Checks of conversations and prompts: what would poison the answers and the measures."""

from collections import Counter
from typing import Any

import dagster as dg

from onevice_assets.partitions import websites
from onevice_assets.superseding import active
from onevice_assets.tables import audience
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake

_CONVERSATIONS = dg.AssetKey(["brand_monitor", "conversation_sequences"])
_PROMPTS = dg.AssetKey(["brand_monitor", "prompts"])
_CLASSIFICATIONS = dg.AssetKey(["brand_monitor", "prompt_classifications"])


@dg.asset_check(asset=_CONVERSATIONS, blocking=True, partitions_def=websites)
def ten_conversations_per_customer(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """Every ideal customer in force has ten conversations, five of them core ones."""
    from onevice_assets.brand_monitor.prompts.plan_conversations import CORE, PER_CUSTOMER

    key = context.partition_key
    customers = len(active(lake.read_rows(audience.icps, key)))
    rows = _generated(lake.read_rows(audience.conversation_sequences, key))
    core = sum(row["is_core_conversation"] for row in rows)
    return dg.AssetCheckResult(
        passed=len(rows) == PER_CUSTOMER * customers and core == CORE * customers,
        metadata={"customers": customers, "conversations": len(rows), "core": core},
    )


@dg.asset_check(asset=_PROMPTS, blocking=True, partitions_def=websites)
def every_conversation_has_a_primary(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """Every active conversation has a primary prompt; generated ones have exactly one."""
    key = context.partition_key
    conversations = active(lake.read_rows(audience.conversation_sequences, key))
    counts = Counter(
        row["conversation_id"]
        for row in active(lake.read_rows(audience.prompts, key))
        if row["prompt_type"] == "primary" and row["source"] != "person"
    )
    people = {
        row["conversation_id"]
        for row in active(lake.read_rows(audience.prompts, key))
        if row["prompt_type"] == "primary" and row["source"] == "person"
    }
    without = [
        row["id"] for row in conversations if not counts[row["id"]] and row["id"] not in people
    ]
    doubled = [
        row["id"] for row in conversations if row["source"] == "generated" and counts[row["id"]] > 1
    ]
    return dg.AssetCheckResult(
        passed=not without and not doubled,
        metadata={"without": without[:5], "more than one": doubled[:5]},
    )


@dg.asset_check(asset=_PROMPTS, blocking=True, partitions_def=websites)
def branded_prompts_are_flagged(
    context: dg.AssetCheckExecutionContext, lake: Lake, control: ControlPlane
) -> dg.AssetCheckResult:
    """No active prompt names a tracked brand or alias without its flag."""
    from onevice_assets.brand_monitor.prompts.guard_brands import guarded_names, is_branded
    from resources.control_plane import brands
    from resources.control_plane import websites as sites

    with control.begin() as db:
        website = sites.find(db, context.partition_key)
        guarded = guarded_names(brands.tracked(db, website.id))
    rows = active(lake.read_rows(audience.prompts, context.partition_key))
    unflagged = [
        row["id"]
        for row in rows
        if not row["is_branded"] and is_branded(row["prompt_text"], guarded)
    ]
    flagged = sum(row["is_branded"] for row in rows)
    return dg.AssetCheckResult(
        passed=not unflagged,
        metadata={"prompts": len(rows), "branded": flagged, "unflagged": unflagged[:5]},
    )


@dg.asset_check(asset=_CLASSIFICATIONS, blocking=True, partitions_def=websites)
def every_prompt_is_classified(
    context: dg.AssetCheckExecutionContext, lake: Lake
) -> dg.AssetCheckResult:
    """Each prompt has exactly one classification."""
    keys = context.partition_keys
    asked = {row["id"] for row in lake.read_rows(audience.prompts, keys)}
    found = [row["prompt_id"] for row in lake.read_rows(audience.prompt_classifications, keys)]
    return dg.AssetCheckResult(
        passed=sorted(asked) == sorted(found),
        metadata={"prompts": len(asked), "classified": len(found)},
    )


def _generated(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in active(rows) if row["source"] == "generated"]

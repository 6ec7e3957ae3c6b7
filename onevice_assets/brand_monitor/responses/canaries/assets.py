"""The assets `canary_responses` and `model_changes`: was it the model, or the market?"""

from datetime import date
from typing import Any

import dagster as dg
from pydantic import Field

from onevice_assets.lake_assets import ONE_A_RUN, not_retried, options, result
from onevice_assets.partitions import split_key
from onevice_assets.tables import canaries as tables
from resources.control_plane.resource import ControlPlane
from resources.errors import OneviceError
from resources.lake import Lake, Written
from resources.llm.resource import LanguageModels
from resources.object_store import Objects
from resources.progress import Progress
from resources.redis_store import RedisStore

_RESPONSES = dg.AssetKey(["brand_monitor", "llm_responses"])


class AskingCanaries(dg.Config):
    """How a partition's canaries are asked."""

    retry_unknown: bool = Field(
        False, description="Ask again what a killed run left without an outcome; may pay twice"
    )


# After `llm_responses`, so that the day's own answers come first where money is short. No retry
# policy: what failed is missing, and the next run asks it.
@dg.asset(
    **options(tables.canary_responses, "responses", kinds={"python", "openai"}, cost="paid"),
    deps=[_RESPONSES],
    code_version="1",
    backfill_policy=ONE_A_RUN,
)
def canary_responses(
    context: dg.AssetExecutionContext,
    config: AskingCanaries,
    lake: Lake,
    control: ControlPlane,
    objects: Objects,
    llm: LanguageModels,
    progress: Progress,
    redis: RedisStore,
) -> dg.MaterializeResult[Any]:
    """One row per answer to a canary: a question without a market that watches the model itself.

    Grain: canary × provider × model. Source: the shipped panel, the attempt ledger and the raw
    payloads. Each hosted model that answers the day's own prompts is asked every canary once; the
    demonstration model is not, nor is anybody for imports or with CANARIES=off. No measure counts
    these answers. May cost money, never more than MAX_USD leaves after the day's own answers. A
    re-run asks only what has no answer yet; what fails is missing and never fails the day.
    """
    from onevice_assets.brand_monitor.responses.asked_day import Stores
    from onevice_assets.brand_monitor.responses.canaries.ask_canaries import (
        ask_canaries,
        preview,
        summarize,
    )
    from resources.control_plane import websites
    from resources.control_plane.working import alone

    stores = Stores(lake, control, objects, llm, progress, redis)
    written: dict[str, Written] = {}
    days = []
    for partition in context.partition_keys:
        day, key = split_key(partition)
        with not_retried(OneviceError):
            with control.begin() as db:
                website = websites.find(db, key)
            when, table = date.fromisoformat(day), tables.canary_responses
            with alone(control, website, when, table.name):
                asked = ask_canaries(stores, website, when, retry_unknown=config.retry_unknown)
                written[partition] = lake.write(table, partition, asked.rows)
        days.append(asked)
    shown = preview(row for one in days for row in one.rows)
    return result(context, tables.canary_responses, written, preview=shown, extra=summarize(days))


@dg.asset(
    **options(tables.model_changes, "responses", kinds={"python"}),
    deps=[_RESPONSES, dg.AssetKey(["brand_monitor", "canary_responses"])],
    code_version="1",
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def model_changes(context: dg.AssetExecutionContext, lake: Lake) -> dg.MaterializeResult[Any]:
    """One row per provider and day: whether it is still the same model, by name and by canaries.

    Verdict `stable`, `model_changed` (other served models than in the 28 days before, or canary
    answers of the last 7 days that differ from those of before, p < .01) or `unknown`, with the
    reason in words. Source: the answers and canaries of 35 days; days that are missing are left
    out. A re-run gives the same rows.
    """
    from onevice_assets.brand_monitor.responses.canaries.read_models import find_changes

    written, shown = {}, list[dict[str, object]]()
    for partition in context.partition_keys:
        rows = find_changes(lake, partition)
        written[partition] = lake.write(tables.model_changes, partition, rows)
        names = ("day", "llm_provider", "verdict", "canary_p_value", "reason")
        shown += [{name: row[name] for name in names} for row in rows]
    return result(context, tables.model_changes, written, preview=shown)

"""The asset `brand_state_judgements`: a judge's verdicts beside our brand states."""

from datetime import date
from typing import Any

import dagster as dg
from pydantic import Field

from onevice_assets.brand_monitor.brand_states.judging.judge_states import PROMPT_VERSION
from onevice_assets.lake_assets import ONE_A_RUN, not_retried, options, result
from onevice_assets.partitions import split_key
from onevice_assets.tables.answers import brand_state_judgements as table
from resources.control_plane.resource import ControlPlane
from resources.errors import OneviceError
from resources.lake import Lake, Written
from resources.llm.resource import LanguageModels
from resources.object_store import Objects
from resources.progress import Progress


class Judging(dg.Config):
    """How a partition is judged."""

    sample: int = Field(50, ge=0, description="Answers at most; 0 only compares anew, for nothing")
    seed: int = Field(0, description="Another seed gives another sample")
    provider: str = Field("", description="Who judges, as `anthropic`; the first with a key")
    retry: bool = Field(
        False, description="Ask again what has no usable verdict or a lost outcome; may pay twice"
    )


# No retry policy, as for `llm_responses`: a retry of the step would pay for failed calls again.
@dg.asset(
    **options(table, "brand_states", kinds={"python", "openai"}, cost="paid"),
    deps=[
        dg.AssetKey(["brand_monitor", "llm_brand_states"]),
        dg.AssetKey(["brand_monitor", "llm_responses"]),
    ],
    code_version=PROMPT_VERSION,
    backfill_policy=ONE_A_RUN,
)
def brand_state_judgements(
    context: dg.AssetExecutionContext,
    config: Judging,
    lake: Lake,
    control: ControlPlane,
    objects: Objects,
    llm: LanguageModels,
    progress: Progress,
) -> dg.MaterializeResult[Any]:
    """A language model's second opinion on our brand states, and where the two disagree.

    One row per answer, brand and judge, of a seeded sample of answers. The judge classifies the
    brands we found; it adds none and changes no state. Costs money, never more than MAX_USD, and
    runs only by hand (`onevice judge`). A re-run keeps every verdict, asks only what has none, and
    sets all of them beside the states of now.
    """
    from onevice_assets.brand_monitor.brand_states.judging.judge_day import judge_day
    from onevice_assets.brand_monitor.brand_states.judging.plan_judging import Stores, Wish
    from onevice_assets.brand_monitor.brand_states.judging.tell_judging import preview, summarize
    from resources.control_plane import websites
    from resources.control_plane.working import alone

    stores = Stores(lake, control, objects, llm)
    wish = Wish(config.sample, config.seed, config.provider, config.retry)
    written: dict[str, Written] = {}
    days = []
    for partition in context.partition_keys:
        with not_retried(OneviceError):
            day, key = split_key(partition)
            with control.begin() as db:
                website = websites.find(db, key)
            with alone(control, website, date.fromisoformat(day), table.name):
                days.append(judge_day(stores, progress, website, partition, wish))
                written[partition] = lake.write(table, partition, days[-1].rows)
    return result(context, table, written, preview=preview(days), extra=summarize(days))

"""The asset `llm_responses`: a website's prompts, asked of every provider, on one day."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import dagster as dg
from pydantic import Field

from onevice_assets.lake_assets import ONE_A_RUN, not_retried, options, result
from onevice_assets.partitions import split_key
from onevice_assets.tables.answers import llm_responses as table
from resources.control_plane.resource import ControlPlane
from resources.errors import InputError, OneviceError
from resources.lake import Lake, Written
from resources.llm.resource import LanguageModels
from resources.object_store import Objects
from resources.progress import Progress
from resources.redis_store import RedisStore

if TYPE_CHECKING:
    from onevice_assets.brand_monitor.responses.asked_day import Day, Stores


class Asking(dg.Config):
    """How a partition is asked."""

    retry_unknown: bool = Field(
        False, description="Ask again what a killed run left without an outcome; may pay twice"
    )
    ask: bool | None = Field(
        None, description="False only reads stored answers; unset asks unless it is an import"
    )
    batch: bool | None = Field(
        None, description="Ask in batches where they are cheaper; unset as ONEVICE_BATCH says"
    )


# No retry policy: a retry of the whole step would ask (and pay for) failed calls over and over;
# each call has its own few attempts, and the next run asks what is still missing.
@dg.asset(
    **options(table, "responses", kinds={"python", "openai"}, cost="paid"),
    deps=[
        dg.AssetKey(["brand_monitor", "conversation_sequences"]),
        dg.AssetKey(["brand_monitor", "prompts"]),
        dg.AssetKey(["control", "simulation_runs"]),
    ],
    code_version="2",
    output_required=False,  # a day that waits for a batch is not materialised, nor what follows it
    backfill_policy=ONE_A_RUN,
)
def llm_responses(
    context: dg.AssetExecutionContext,
    config: Asking,
    lake: Lake,
    control: ControlPlane,
    objects: Objects,
    llm: LanguageModels,
    progress: Progress,
    redis: RedisStore,
) -> Iterator[dg.MaterializeResult[Any]]:
    """One row per answer of a language model to one prompt, with model, tokens, cost and sources.

    Grain: simulation run × prompt × provider × model × sample, and imported answers of that day.
    Source: the active prompts of the website, the attempt ledger and the raw payloads. May cost
    money, never more than MAX_USD. A re-run asks only what has no answer yet: nothing is paid
    twice, and a day that is complete is written again with the same bytes and no call. While one
    process makes a partition, another one stops with a message. With ONEVICE_BATCH=on a run that
    hands a batch out ends without a result; a later one collects it.
    """
    from onevice_assets.brand_monitor.responses.asked_day import Stores
    from onevice_assets.brand_monitor.responses.batching.lines import tell_waiting
    from onevice_assets.brand_monitor.responses.summary import preview, summarize

    if config.batch is not None:
        llm = llm.model_copy(update={"batch": config.batch})
    stores = Stores(lake, control, objects, llm, progress, redis)
    written: dict[str, Written] = {}
    days = []
    for partition in context.partition_keys:
        asked, one = _ask(stores, partition, config)
        if one is None:
            context.log.info(tell_waiting(partition, asked.waiting))
            continue
        written[partition] = one
        days.append(asked)
    if len(days) == len(context.partition_keys):
        yield result(context, table, written, preview=preview(days), extra=summarize(days))


def _ask(stores: "Stores", partition: str, config: Asking) -> tuple["Day", Written | None]:
    """Ask one partition and write its rows; nothing is written while it waits for a batch."""
    from onevice_assets.brand_monitor.responses.ask_day import ask_day
    from resources.control_plane import hours, websites
    from resources.control_plane.working import alone

    iso, key = split_key(partition)
    day = date.fromisoformat(iso)
    with not_retried(OneviceError):
        with stores.control.begin() as db:
            website = websites.find(db, key)
            _refuse_future(day, hours.read_clock(db))
        with alone(stores.control, website, day, table.name) as lost:
            asked = ask_day(
                stores,
                website,
                day,
                ask=config.ask,
                retry_unknown=config.retry_unknown,
                stop=lost,
            )
            rows = None if asked.waiting else stores.lake.write(table, partition, asked.rows)
    return asked, rows


def _refuse_future(day: date, now: datetime) -> None:
    """Refuse a day that has not begun by the server's clock, whatever this host's says.

    Raises:
        InputError: it lies in the future; nothing was asked.
    """
    if day > now.date():
        raise InputError(
            f"{day} has not begun: the control plane's clock says {now:%Y-%m-%d %H:%M} UTC. "
            "Nothing was asked. Materialise it when it has, and look after this host's clock."
        )

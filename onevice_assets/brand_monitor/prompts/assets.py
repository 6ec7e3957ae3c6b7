"""Assets `conversation_sequences`, `prompts` and `prompt_classifications`."""

from collections import Counter
from typing import Any

import dagster as dg

from onevice_assets.intent_types import classify
from onevice_assets.lake_assets import ONE_A_RUN, RETRY, not_retried, options, result
from onevice_assets.superseding import active
from onevice_assets.tables import audience
from resources.control_plane.resource import ControlPlane
from resources.errors import BudgetError, InputError, MissingDataError, ProviderRefusedError
from resources.lake import Lake, Written
from resources.llm.resource import LanguageModels
from resources.object_store import Objects

_PERMANENT = (InputError, MissingDataError, ProviderRefusedError, BudgetError)


@dg.asset(
    **options(audience.conversation_sequences, "prompts", kinds={"python"}, cost="paid"),
    deps=[
        dg.AssetKey(["brand_monitor", "icps"]),
        dg.AssetKey(["brand_monitor", "website_analysis"]),
        dg.AssetKey(["control", "simulation_runs"]),
    ],
    code_version="1",
    retry_policy=RETRY,
    backfill_policy=ONE_A_RUN,
)
def conversation_sequences(
    context: dg.AssetExecutionContext,
    lake: Lake,
    control: ControlPlane,
    llm: LanguageModels,
    objects: Objects,
) -> dg.MaterializeResult[Any]:
    """One row per conversation: ten of each ideal customer, and every topic of an import.

    Source: `icps`, `website_analysis`, imported files and people's prompts. The first five of a
    customer are the core ones. A re-run changes nothing; new customers (`onevice site refresh`)
    bring new conversations and the old ones stay, superseded, unless a prompt of theirs is pinned.
    """
    from onevice_assets.brand_monitor.prompts import choose_method
    from onevice_assets.brand_monitor.prompts.read_situation import read
    from resources.llm.ledger_book import BookedModels

    written: dict[str, Written] = {}
    rows: list[dict[str, Any]] = []
    notes: list[str] = []
    for partition in context.partition_keys:
        old = lake.read_rows_if_there(audience.conversation_sequences, partition)
        with not_retried(*_PERMANENT):
            situation = read(partition, lake, control, objects)
            models = BookedModels(
                llm, control, objects, situation.website, situation.basket.version
            )
            found = choose_method.conversation_rows(situation, old, models, notes)
        written[partition] = lake.write(audience.conversation_sequences, partition, found)
        rows += active(found)
    return result(
        context,
        audience.conversation_sequences,
        written,
        preview=_count(rows, "source", "is_core_conversation"),
        extra={"notes": notes},
    )


@dg.asset(
    **options(audience.prompts, "prompts", kinds={"python"}, cost="paid"),
    deps=[dg.AssetKey(["brand_monitor", "conversation_sequences"])],
    code_version="1",
    retry_policy=RETRY,
    backfill_policy=ONE_A_RUN,
)
def prompts(
    context: dg.AssetExecutionContext,
    lake: Lake,
    control: ControlPlane,
    llm: LanguageModels,
    objects: Objects,
) -> dg.MaterializeResult[Any]:
    """One row per prompt: the turns of every conversation, in the voice of its ideal customer.

    Source: `conversation_sequences`, imported files, and what people pinned, rejected or added.
    No unflagged prompt names a tracked brand; the flag is re-read at every run. A re-run changes
    nothing; prompts of superseded conversations stay with `is_active = false`.
    """
    from onevice_assets.brand_monitor.prompts import build_prompts, choose_method
    from onevice_assets.brand_monitor.prompts.read_situation import read
    from resources.llm.ledger_book import BookedModels

    written: dict[str, Written] = {}
    rows: list[dict[str, Any]] = []
    notes: list[str] = []
    for partition in context.partition_keys:
        old = lake.read_rows_if_there(audience.prompts, partition)
        with not_retried(*_PERMANENT):
            situation = read(partition, lake, control, objects)
            conversations = active(lake.read_rows(audience.conversation_sequences, partition))
            models = BookedModels(
                llm, control, objects, situation.website, situation.basket.version
            )
            writer = choose_method.TurnWriter(situation, conversations, models, notes)
            found = build_prompts.build(
                situation, conversations, old, write=writer.write, rewrite=writer.rewrite
            )
        written[partition] = lake.write(audience.prompts, partition, found)
        rows += active(found)
    return result(
        context,
        audience.prompts,
        written,
        preview=_count(rows, "source", "prompt_type", "is_branded"),
        extra={"notes": notes},
    )


@dg.asset(
    **options(audience.prompt_classifications, "prompts", kinds={"python"}),
    deps=[dg.AssetKey(["brand_monitor", "prompts"])],
    code_version=classify.VERSION,
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def prompt_classifications(
    context: dg.AssetExecutionContext, lake: Lake, control: ControlPlane
) -> dg.MaterializeResult[Any]:
    """One row per prompt: its intent, funnel stage, buying signal and need for trust.

    Source: `prompts`, superseded ones included. Rules decide; their version stands in each row.
    """
    from onevice_assets.brand_monitor.prompts.build_classifications import build_classifications

    written: dict[str, Written] = {}
    rows: list[dict[str, Any]] = []
    for partition in context.partition_keys:
        found = build_classifications(partition, lake, control)
        written[partition] = lake.write(audience.prompt_classifications, partition, found)
        rows += found
    return result(
        context,
        audience.prompt_classifications,
        written,
        preview=_count(rows, "intent_type", "funnel_stage"),
    )


def _count(rows: list[dict[str, Any]], *names: str) -> list[dict[str, object]]:
    counts = Counter(tuple(row[name] for name in names) for row in rows)
    return [
        {**dict(zip(names, key, strict=True)), "rows": count}
        for key, count in sorted(counts.items(), key=str)
    ]

"""Assets `website_analysis` and `icps`: what a website offers, and to whom."""

from typing import TYPE_CHECKING, Any

import dagster as dg

from onevice_assets.lake_assets import ONE_A_RUN, RETRY, not_retried, options, result
from onevice_assets.tables import audience
from resources.control_plane.resource import ControlPlane
from resources.errors import (
    BudgetError,
    InputError,
    MissingDataError,
    ProviderRefusedError,
)
from resources.lake import Lake, Written
from resources.llm.resource import LanguageModels
from resources.object_store import Objects

if TYPE_CHECKING:
    from onevice_assets.brand_monitor.audience.study import Study

_PERMANENT = (InputError, MissingDataError, ProviderRefusedError, BudgetError)


@dg.asset(
    **options(audience.website_analysis, "audience", kinds={"python"}, cost="paid"),
    deps=[dg.AssetKey(["brand_monitor", "scraped_pages"])],
    code_version="1",
    retry_policy=RETRY,
    backfill_policy=ONE_A_RUN,
)
def website_analysis(
    context: dg.AssetExecutionContext,
    lake: Lake,
    control: ControlPlane,
    llm: LanguageModels,
    objects: Objects,
) -> dg.MaterializeResult[Any]:
    """One row per website: its industry, business model, offerings, markets and competitors.

    Source: `scraped_pages`, read by a hosted model where there is one (what it names must occur in
    the pages), by rules otherwise. A re-run over unchanged pages gives the same row and asks no
    model again. A website that only has imported answers has no row.
    """
    from onevice_assets.brand_monitor.audience.study import study

    written: dict[str, Written] = {}
    done: list[Study] = []
    for partition in context.partition_keys:
        with not_retried(*_PERMANENT):
            done.append(study(partition, lake, control, llm, objects))
        written[partition] = lake.write(audience.website_analysis, partition, done[-1].rows)
    return result(
        context,
        audience.website_analysis,
        written,
        preview=[one.preview for one in done if one.preview],
        extra={"notes": [note for one in done for note in one.notes]},
    )


@dg.asset(
    **options(audience.icps, "audience", kinds={"python"}, cost="paid"),
    deps=[dg.AssetKey(["brand_monitor", "website_analysis"])],
    code_version="1",
    retry_policy=RETRY,
    backfill_policy=ONE_A_RUN,
)
def icps(
    context: dg.AssetExecutionContext,
    lake: Lake,
    control: ControlPlane,
    llm: LanguageModels,
    objects: Objects,
) -> dg.MaterializeResult[Any]:
    """One row per ideal customer: five of each website, with needs, doubts and sources.

    Source: `website_analysis`, by a hosted model where there is one, by archetypes otherwise. They
    are made once and change only on `onevice site refresh`; older ones stay, superseded.
    """
    from onevice_assets.brand_monitor.audience.study import profile

    written: dict[str, Written] = {}
    done: list[Study] = []
    for partition in context.partition_keys:
        with not_retried(*_PERMANENT):
            done.append(profile(partition, lake, control, llm, objects))
        written[partition] = lake.write(audience.icps, partition, done[-1].rows)
    return result(
        context,
        audience.icps,
        written,
        preview=_list_names([row for one in done for row in one.rows if row["is_active"]]),
        extra={"notes": [note for one in done for note in one.notes]},
    )


def _list_names(rows: list[dict[str, Any]]) -> list[dict[str, object]]:
    rows.sort(key=lambda row: (row["website_id"], row["sequence_number"]))
    return [
        {"#": row["sequence_number"], "icp": row["name"], "stage": row["buying_journey_stage"]}
        for row in rows
    ]

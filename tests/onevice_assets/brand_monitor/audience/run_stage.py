"""Run the assets of the stages `audience` and `prompts` on one website, one after the other."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import dagster as dg

from onevice_assets.brand_monitor.audience import assets as audience_assets
from onevice_assets.brand_monitor.prompts import assets as prompt_assets
from onevice_assets.tables import audience
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from resources.llm.resource import LanguageModels
from resources.object_store import Objects
from tests.onevice_assets.brand_monitor.audience.fake_models import FakeModels, NoModels

TABLES = (
    audience.website_analysis,
    audience.icps,
    audience.conversation_sequences,
    audience.prompts,
    audience.prompt_classifications,
)


def run_audience(
    key: str,
    lake: Lake,
    control: ControlPlane,
    objects: Objects,
    llm: FakeModels | NoModels | LanguageModels,
) -> list[dg.MaterializeResult[Any]]:
    """Materialise `website_analysis` and `icps`."""
    return [
        asset(_context(key), lake=lake, control=control, llm=llm, objects=objects)
        for asset in (audience_assets.website_analysis, audience_assets.icps)
    ]


def run_all(
    key: str,
    lake: Lake,
    control: ControlPlane,
    objects: Objects,
    llm: FakeModels | NoModels | LanguageModels | None = None,
) -> list[dg.MaterializeResult[Any]]:
    """Materialise all five assets."""
    models = llm or NoModels()
    results = run_audience(key, lake, control, objects, models)
    for asset in (prompt_assets.conversation_sequences, prompt_assets.prompts):
        results.append(
            asset(
                _context(key),
                lake=lake,
                control=control,
                llm=models,
                objects=objects,
            )
        )
    results.append(prompt_assets.prompt_classifications(_context(key), lake=lake, control=control))
    return results


def read_all(key: str, lake: Lake) -> dict[str, list[dict[str, Any]]]:
    """Every row of the five tables."""
    return {table.name: lake.read_rows(table, key) for table in TABLES}


def _context(key: str) -> dg.AssetExecutionContext:
    return dg.build_asset_context(partition_key=key, instance=_instance(key))


@lru_cache(maxsize=64)
def _instance(key: str) -> dg.DagsterInstance:
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions("websites", [key])
    return instance

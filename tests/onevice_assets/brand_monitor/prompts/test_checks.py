"""Both stages in Dagster, with their checks."""

from __future__ import annotations

import dagster as dg
import pytest

from onevice_assets.brand_monitor.audience import assets as audience_assets
from onevice_assets.brand_monitor.audience import checks as audience_checks
from onevice_assets.brand_monitor.prompts import assets as prompt_assets
from onevice_assets.brand_monitor.prompts import checks as prompt_checks
from onevice_assets.partitions import websites
from onevice_assets.tables import audience
from resources.control_plane.resource import ControlPlane
from resources.lake import Lake
from resources.llm.resource import LanguageModels
from resources.object_store import Objects
from tests.onevice_assets.brand_monitor.audience.sites import add_example

_MODULES = (audience_assets, audience_checks, prompt_assets, prompt_checks)


@pytest.fixture
def instance(monkeypatch: pytest.MonkeyPatch) -> dg.DagsterInstance:
    for provider in ("OPENAI", "ANTHROPIC", "GEMINI", "PERPLEXITY"):
        monkeypatch.delenv(f"{provider}_API_KEY", raising=False)
    return dg.DagsterInstance.ephemeral()


def test_every_check_passes_on_the_example(
    instance: dg.DagsterInstance, control: ControlPlane, lake: Lake, objects: Objects
) -> None:
    key = add_example(control, lake).key
    result = _materialize(instance, key, control, lake, objects)
    checks = result.get_asset_check_evaluations()
    assert result.success
    assert len(checks) == 7
    assert all(check.passed for check in checks)


def test_a_prompt_that_lost_its_flag_stops_what_follows(
    instance: dg.DagsterInstance, control: ControlPlane, lake: Lake, objects: Objects
) -> None:
    key = add_example(control, lake).key
    _materialize(instance, key, control, lake, objects)
    rows = lake.read_rows(audience.prompts, key)
    lake.write(audience.prompts, key, [{**row, "is_branded": False} for row in rows])
    result = dg.materialize(
        [_untouched, prompt_checks.branded_prompts_are_flagged],
        partition_key=key,
        instance=instance,
        resources=_resources(control, lake, objects),
        raise_on_error=False,
    )
    (check,) = result.get_asset_check_evaluations()
    assert not check.passed
    assert check.blocking


@dg.asset(key=["brand_monitor", "prompts"], partitions_def=websites)
def _untouched() -> None:
    """Stands for the asset, and leaves its rows as the test wrote them."""


def _materialize(
    instance: dg.DagsterInstance, key: str, control: ControlPlane, lake: Lake, objects: Objects
) -> dg.ExecuteInProcessResult:
    instance.add_dynamic_partitions("websites", [key])
    return dg.materialize(
        [*dg.load_assets_from_modules(_MODULES), *dg.load_asset_checks_from_modules(_MODULES)],
        partition_key=key,
        instance=instance,
        resources=_resources(control, lake, objects),
    )


def _resources(control: ControlPlane, lake: Lake, objects: Objects) -> dict[str, object]:
    return {"control": control, "lake": lake, "objects": objects, "llm": LanguageModels()}

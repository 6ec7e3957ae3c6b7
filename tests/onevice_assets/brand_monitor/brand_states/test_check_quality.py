"""What the extractor promises on answers that nothing was tuned on."""

from __future__ import annotations

import dagster as dg

from onevice_assets.brand_monitor.brand_states.checks import extractor_keeps_its_quality
from onevice_assets.brand_monitor.brand_states.measuring.check_quality import (
    FLOORS,
    list_fallen,
    measure_quality,
)
from onevice_assets.brand_monitor.brand_states.version import EXTRACTOR_VERSION


def test_the_shipped_answers_are_read_as_well_as_promised() -> None:
    assert list_fallen(measure_quality()) == []


def test_a_figure_below_its_floor_is_named_with_both_numbers() -> None:
    fallen = list_fallen({**FLOORS, "presence": 0.1})
    assert fallen == [f"presence is 0.1, below its floor of {FLOORS['presence']}."]


def test_the_check_keeps_the_figures_of_this_version() -> None:
    result = extractor_keeps_its_quality()
    assert isinstance(result, dg.AssetCheckResult)
    assert result.passed
    assert result.metadata["extractor_version"].value == EXTRACTOR_VERSION
    assert set(FLOORS) < set(result.metadata)

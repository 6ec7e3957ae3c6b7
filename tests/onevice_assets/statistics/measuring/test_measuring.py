"""The bench itself: worlds have the truth they claim, and the naive way fails where ours holds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from onevice_assets.statistics.measuring.alarms import measure_alarms
from onevice_assets.statistics.measuring.halves import split_halves
from onevice_assets.statistics.measuring.rates import Cell, list_cells, measure_cell, sum_up, table
from onevice_assets.statistics.measuring.shares import measure_lifts, measure_shares
from onevice_assets.statistics.measuring.worlds import AS_REAL, DISTRIBUTIONS, draw_sizes
from onevice_assets.statistics.rate_interval import measure_rates
from resources.errors import InputError


@pytest.mark.parametrize("name", DISTRIBUTIONS)
@pytest.mark.parametrize("rate", [0.0, 0.01, 0.2, 0.5, 0.95, 1.0])
def test_topics_of_a_world_have_the_rate_they_claim(name: str, rate: float) -> None:
    drawn = DISTRIBUTIONS[name](rate, np.random.default_rng(1), (100, 2_000))
    assert drawn.mean() == pytest.approx(rate, abs=0.004)
    assert ((drawn >= 0) & (drawn <= 1)).all()


def test_the_world_called_real_has_the_design_effect_of_real_answers() -> None:
    rng = np.random.default_rng(2)
    totals = draw_sizes(200, 3, 500, False, rng)
    counts = rng.binomial(totals, DISTRIBUTIONS[AS_REAL](0.3, rng, totals.shape))
    assert 3.5 <= np.median(measure_rates(counts, totals).design_effect) <= 4.0


@pytest.mark.parametrize(
    "cell",
    [
        Cell(AS_REAL, 25, 3, False, 0.2),
        Cell("beta .5", 25, 1, True, 0.5),
        Cell("niche", 50, 10, True, 0.1),
        Cell("logit-normal", 10, 3, False, 0.8),
    ],
    ids=str,
)
def test_ours_holds_where_the_naive_interval_fails(cell: Cell) -> None:
    told = measure_cell(cell, 1_500, seed=3)
    assert 0.93 <= told["ours_coverage"] <= 0.98
    assert told["naive_coverage"] < 0.85
    assert told["percentile_coverage"] < told["ours_coverage"]


def test_a_brand_never_named_is_covered_and_its_interval_is_no_point() -> None:
    told = measure_cell(Cell("niche", 10, 10, False, 0.0), 50, seed=0)
    assert told["ours_coverage"] == 1
    assert told["ours_width"] > 0.3
    assert told["percentile_width"] == 0


def test_the_summary_counts_only_cells_with_a_promise() -> None:
    rates = [measure_cell(Cell(AS_REAL, t, 1, False, 0.5), 50, seed=t) for t in (5, 10, 25)]
    told = sum_up(rates)
    assert (told["cells"], told["core_cells"]) == (2, 1)
    assert [row["verdicts"] for row in table(rates)] == ["thin", "given", "given"]
    assert len({*list_cells(full=False)}) < len({*list_cells(full=True)})


def test_shares_and_lifts_hold_in_every_cell_of_the_small_grid() -> None:
    rows = measure_shares(150, full=False)
    assert min(row["ours_coverage"] for row in rows) >= 0.88  # 150 worlds: ± .04
    assert np.mean([row["ours_coverage"] for row in rows]) >= 0.94
    assert np.mean([row["naive_coverage"] for row in rows]) <= 0.87
    assert min(row["ours_coverage"] for row in measure_lifts(150, full=False)) >= 0.88


def test_no_change_alarms_seldom_and_a_real_one_is_found() -> None:
    rows = {row["topics"]: row for row in measure_alarms(40, full=False)}
    assert np.mean([row["ours_any"] for row in rows.values()]) <= 0.09  # 120 worlds
    assert rows[50]["ours_found"] >= 0.75
    assert rows[10]["naive_any"] >= 0.1


def test_a_folder_without_answers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--answers"):
        split_halves(tmp_path)


@pytest.mark.shared
def test_on_real_answers_our_interval_misses_no_more_than_two_halves_must(shared: Path) -> None:
    """Of brands that 6 topics or more show; the rarer ones are told in docs/benchmarks."""
    rows = split_halves(shared / "data" / "llm_answers" / "ai_product_bench", splits=50)
    common = [row for row in rows if row["shown_in"] == "6 or more"]
    assert {row["engine"] for row in common} == {"ChatGPT", "Google AI Mode"}
    for row in common:
        assert row["ours"] <= row["expected"] + 0.03
        assert row["widened"] <= 0.1
        assert row["naive"] > row["naive_expected"] + 0.1
    for row in rows:
        assert row["anew_ours"] >= 0.93
        assert row["anew_naive"] < 0.9

"""Is the lead real? Each brand against one of them, over the same answers of one period."""

from __future__ import annotations

from typing import Any

import numpy as np

from onevice_assets.measures.cell_rates import (
    CellRates,
    average_over_topics,
    average_topics,
    rate_cells,
)
from onevice_assets.measures.compare_periods import RATES, Differences, judge
from onevice_assets.measures.read_cells import Cells
from onevice_assets.statistics.intervals import Floats


def compare_brands(cells: Cells, against: str) -> list[dict[str, Any]]:
    """Compare every other brand with one brand.

    Args:
        cells: the period.
        against: brand id, in the set.

    Returns:
        Rows as `compare_periods` gives them: `rate_before` is the rate of `against`, `rate_after`
        the brand's, and `up` says that the brand is ahead of it.
    """
    brands = [one for one in sorted(set(cells.members["brand_id"])) if one != against]
    asked = cells.prompts[~cells.prompts["is_branded"].astype(bool)]
    keys = sorted(set(zip(asked["llm_provider"], asked["prompt_id"], strict=True)))
    if not brands or not keys:
        return []
    providers = sorted({provider for provider, _ in keys})
    rows: list[dict[str, Any]] = []
    for measure, count in RATES.items():
        found = rate_cells(cells, count, keys, [*brands, against], providers)
        others, own = found.rates[:, :-1], found.rates[:, -1:]
        rows += judge(measure, _differ(found, others, np.broadcast_to(own, others.shape), brands))
    return rows


def _differ(found: CellRates, others: Floats, own: Floats, brands: list[str]) -> Differences:
    known = np.where(np.isnan(others - own), np.nan, 1.0)
    means = [average_over_topics(average_topics(found, one * known)) for one in (own, others)]
    return Differences(
        found.providers,
        brands,
        means[0],
        means[1],
        average_topics(found, others - own),
        found.cell_counts,
        found.step,
    )

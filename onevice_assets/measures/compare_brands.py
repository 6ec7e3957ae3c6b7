"""Is the lead real? Each brand against one of them, over the same answers of one period."""

from __future__ import annotations

from typing import Any

import numpy as np

from onevice_assets.measures.cell_rates import rate_cells
from onevice_assets.measures.compare_periods import RATES, differ, judge
from onevice_assets.measures.read_cells import Cells
from onevice_assets.measures.unbranded import list_cells


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
    keys = sorted(list_cells(cells.prompts))
    if not brands or not keys:
        return []
    providers = sorted({provider for provider, _ in keys})
    rows: list[dict[str, Any]] = []
    for measure, count in RATES.items():
        found = rate_cells(cells, count, keys, [*brands, against], providers)
        others = found.rates[:, :-1]
        own = np.broadcast_to(found.rates[:, -1:], others.shape)
        rows += judge(measure, differ(found, own, others, brands, found.step))
    return rows

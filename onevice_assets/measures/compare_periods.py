"""Is it a change or noise? Two periods, on the prompt × provider cells that both have.

A topic's difference is the mean over its shared cells of (rate after - rate before); the paired
permutation test over topics, Benjamini-Hochberg over brands × providers and the smallest
detectable change are those of `onevice_assets.statistics` (docs/metrics.md, "Change or noise").
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from onevice_assets.measures.cell_rates import (
    CellRates,
    Key,
    average_over_topics,
    average_topics,
    rate_cells,
)
from onevice_assets.measures.read_cells import Cells
from onevice_assets.measures.topic_counts import ALL
from onevice_assets.measures.unbranded import list_cells
from onevice_assets.statistics.detectable_change import detect_smallest_change
from onevice_assets.statistics.false_discovery import control_false_discoveries
from onevice_assets.statistics.intervals import Floats
from onevice_assets.statistics.permutation import test_differences
from onevice_assets.statistics.verdict import decide_verdicts

RATES = {"mention_rate": "mention_count", "recommendation_rate": "recommendation_count"}
SEED = 20
_LEAST_SHARED = 0.5


@dataclass(frozen=True)
class Differences:
    """Topic differences of one measure, ready to be judged.

    Attributes:
        providers, brands: what the units are: provider by provider, brand by brand.
        before, after: (P × B,) mean rates over the compared topics.
        topics: (T, P × B) after minus before, nan where a topic is not in both.
        cells: (P,) shared cells.
        left_out: (P,) cells that only one side has; they count for neither.
        step: least a topic can move.
        flags: reasons not to judge, by name, one value or one per unit.
    """

    providers: Sequence[str]
    brands: Sequence[str]
    before: Floats
    after: Floats
    topics: Floats
    cells: Sequence[int]
    step: float
    left_out: Sequence[int]
    flags: Mapping[str, Any] = field(default_factory=dict)


def compare_periods(
    before: Cells, after: Cells, model_changed: Mapping[str, bool] | None = None
) -> list[dict[str, Any]]:
    """Compare every brand and provider between two periods.

    Args:
        before: the earlier period.
        after: the later one.
        model_changed: by provider, whether it served another model in between.

    Returns:
        Rows of `llm_provider`, `brand_id`, `measure`, `rate_before`, `rate_after`, `difference`,
        `p_value`, `q_value`, `smallest_change`, `topic_count`, `cell_count`, `left_out_count`,
        `verdict`, `reason`.
    """
    brands = sorted({*before.members["brand_id"], *after.members["brand_id"]})
    asked = list_cells(before.prompts), list_cells(after.prompts)
    keys = sorted(asked[0] & asked[1])
    providers = sorted({provider for provider, _ in asked[0] | asked[1]})
    rows = []
    for measure, count in RATES.items():
        earlier, later = (
            rate_cells(one, count, keys, brands, providers) for one in (before, after)
        )
        step = min(earlier.step, later.step)
        found = differ(later, earlier.rates, later.rates, brands, step)
        flags = _flags(before, after, found, model_changed or {})
        alone = [_count(asked[0] ^ asked[1], provider) for provider in found.providers]
        rows += judge(measure, replace(found, flags=flags, left_out=alone))
    return rows


def differ(
    one: CellRates, earlier: Floats, later: Floats, brands: Sequence[str], step: float
) -> Differences:
    """Topic differences between two rates of the same cells.

    Args:
        one: which cells there are; both sides have them.
        earlier: (C, B) rates to compare with.
        later: (C, B) rates that are compared.
        brands: (B,) their ids.
        step: least a topic can move.
    """
    moved = later - earlier
    known = np.where(np.isnan(moved), np.nan, 1.0)
    start, end = (average_topics(one, rates * known) for rates in (earlier, later))
    return Differences(
        one.providers,
        brands,
        average_over_topics(start),
        average_over_topics(end),
        average_topics(one, moved),
        one.cell_counts,
        step,
        [0] * len(one.providers),
    )


def _count(keys: Collection[Key], provider: str) -> int:
    """Cells of a provider, or of `all`."""
    return sum(provider in (ALL, one) for one, _ in keys)


def _flags(
    before: Cells, after: Cells, found: Differences, model_changed: Mapping[str, bool]
) -> dict[str, Any]:
    """Why a provider's units must not be judged; the same for each of its brands."""
    asked = [list_cells(one.prompts) for one in (before, after)]
    by_provider: dict[str, list[bool]] = {
        "no_responses": [],
        "basket_changed": [],
        "model_changed": [],
    }
    for provider, shared in zip(found.providers, found.cells, strict=True):
        sizes = [_count(keys, provider) for keys in asked]
        by_provider["no_responses"].append(min(sizes) == 0)
        by_provider["basket_changed"].append(shared < _LEAST_SHARED * max(sizes))
        changed = [one for one, is_new in model_changed.items() if is_new]
        by_provider["model_changed"].append(
            bool(changed) if provider == "all" else provider in changed
        )
    spread = {name: np.repeat(values, len(found.brands)) for name, values in by_provider.items()}
    return {**spread, "reading_changed": before.readings != after.readings}


def judge(measure: str, found: Differences) -> list[dict[str, Any]]:
    """Test the differences of a measure and put every unit's verdict into a row."""
    p = test_differences(found.topics, seed=SEED)
    q = control_false_discoveries(p)
    change = found.after - found.before
    smallest = detect_smallest_change(found.topics, step=found.step)
    matched = np.count_nonzero(~np.isnan(found.topics), axis=0)
    said = decide_verdicts(q, change, matched, **found.flags)
    units = [(one, brand) for one in range(len(found.providers)) for brand in found.brands]
    return [
        {
            "llm_provider": found.providers[provider],
            "brand_id": brand,
            "measure": measure,
            "rate_before": _known(found.before[at]),
            "rate_after": _known(found.after[at]),
            "difference": _known(change[at]),
            "p_value": _known(p[at]),
            "q_value": _known(q[at]),
            "smallest_change": _known(smallest[at]),
            "topic_count": int(matched[at]),
            "cell_count": int(found.cells[provider]),
            "left_out_count": int(found.left_out[provider]),
            "verdict": str(said.verdict[at]),
            "reason": str(said.reason[at]) or None,
        }
        for at, (provider, brand) in enumerate(units)
    ]


def _known(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 6)

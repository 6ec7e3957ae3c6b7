"""Coverage of rates over a grid of worlds: topics, repeats, shapes, from never to always named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

import numpy as np

from onevice_assets.statistics.intervals import THIN_BELOW_TOPICS, Floats
from onevice_assets.statistics.measuring.naive import bound_by_answers, bound_by_percentiles
from onevice_assets.statistics.measuring.worlds import AS_REAL, DISTRIBUTIONS, draw_sizes
from onevice_assets.statistics.rate_interval import measure_rates

Bounds = tuple[Floats, Floats]
Rows = list[dict[str, Any]]

METHODS: Final = ("ours", "naive", "percentile")
RATES: Final = (0.0, 0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99, 1.0)
_MORE_RATES: Final = (
    0.0,
    0.01,
    0.03,
    0.05,
    0.1,
    0.2,
    0.35,
    0.5,
    0.65,
    0.8,
    0.9,
    0.95,
    0.97,
    0.99,
    1.0,
)
_SLOW: Final = 300  # worlds for the bootstrap, which is there for comparison only
_LOWEST_PROMISED: Final = 0.9
_BAND: Final = (0.93, 0.97)
_ENOUGH_TOPICS: Final = 25


@dataclass(frozen=True)
class Cell:
    """One kind of world; `repeats` of four phrasings are a topic's answers."""

    distribution: str
    topics: int
    repeats: int
    unequal: bool
    rate: float


def list_cells(*, full: bool) -> Iterator[Cell]:
    """The grid: every shape in full; else the real one, and two others with unequal topics."""
    if full:
        grid = product(DISTRIBUTIONS, (5, 10, 17, 25, 50, 100, 200), (1, 3, 10), (False, True))
        yield from (Cell(*one, rate) for one in grid for rate in _MORE_RATES)
        return
    shapes = ((AS_REAL, False), ("beta .5", True), ("logit-normal", False))
    for (name, unequal), topics, repeats in product(shapes, (5, 10, 25, 50, 200), (1, 3, 10)):
        yield from (Cell(name, topics, repeats, unequal, rate) for rate in RATES)


def measure_cell(cell: Cell, worlds: int, seed: int) -> dict[str, Any]:
    """Count how often each method's interval holds the true rate, and how wide it is.

    Returns:
        The cell's fields, and per method `{method}_coverage` and `{method}_width` (0..1).
    """
    rng = np.random.default_rng(seed)
    totals = draw_sizes(cell.topics, cell.repeats, worlds, cell.unequal, rng)
    rates = DISTRIBUTIONS[cell.distribution](cell.rate, rng, totals.shape)
    counts, answers = rng.binomial(totals, rates).astype(float), totals.astype(float)
    ours = measure_rates(counts, answers)
    found = {
        "ours": (ours.low, ours.high),
        "naive": bound_by_answers(counts, answers),
        "percentile": bound_by_percentiles(counts[:, :_SLOW], answers[:, :_SLOW], seed=seed),
    }
    return vars(cell) | count_hits(found, cell.rate)


def count_hits(found: dict[str, Bounds], true: float) -> dict[str, float]:
    """Coverage of the truth and mean width (nan-free, finite ones only) per method."""
    told = {}
    for name, (low, high) in found.items():
        width = (high - low)[np.isfinite(high - low)]
        told[f"{name}_coverage"] = round(float(((low <= true) & (true <= high)).mean()), 4)
        told[f"{name}_width"] = round(float(width.mean()), 4) if len(width) else float("nan")
    return told


def sum_up(cells: Rows) -> dict[str, Any]:
    """What was promised against what was found, per method.

    Returns:
        `lowest`: lowest coverage of any cell with 10 topics or more; `below_90`: how many of them
        are below .90; for 25 topics or more and rates of .05 to .95 `mean`, and the shares of
        cells `within_93_97`, `below_93` and `above_97`; numbers of cells.
    """
    promised = [one for one in cells if one["topics"] >= THIN_BELOW_TOPICS]
    core = [
        one for one in promised if one["topics"] >= _ENOUGH_TOPICS and 0.05 <= one["rate"] <= 0.95
    ]
    told: dict[str, Any] = {"cells": len(promised), "core_cells": len(core)}
    for name in METHODS:
        all_of, inner = (
            np.array([one[f"{name}_coverage"] for one in some]) for some in (promised, core)
        )
        told[name] = {
            "lowest": float(all_of.min()),
            "below_90": int((all_of < _LOWEST_PROMISED).sum()),
            "core_lowest": float(inner.min()),
            "core_mean": round(float(inner.mean()), 4),
            "core_highest": float(inner.max()),
            "core_within_93_97": round(
                float(((inner >= _BAND[0]) & (inner <= _BAND[1])).mean()), 3
            ),
            "core_below_93": round(float((inner < _BAND[0]).mean()), 3),
            "core_above_97": round(float((inner > _BAND[1]).mean()), 3),
            "core_width": round(float(np.mean([one[f"{name}_width"] for one in core])), 3),
        }
    return told


def table(cells: Rows) -> Rows:
    """Cells summed up by topics and rate: lowest and mean coverage of ours, means of the others."""
    rows = []
    for topics, rate in sorted({(one["topics"], one["rate"]) for one in cells}):
        some = [one for one in cells if (one["topics"], one["rate"]) == (topics, rate)]
        ours = [one["ours_coverage"] for one in some]
        means = {
            f"{name}_{what}": round(float(np.mean([one[f"{name}_{what}"] for one in some])), 3)
            for what, name in product(("coverage", "width"), METHODS)
        }
        rows.append(
            {"topics": topics, "rate": rate, "ours_lowest": min(ours), **means}
            | {"verdicts": "thin" if topics < THIN_BELOW_TOPICS else "given"}
        )
    return rows

"""The paired test over many brands: false alarms where nothing changed, power where something did.

Brands are named more or less often by topic; between two periods each topic drifts a little, all
of its brands together and each by itself, as answers of one topic and day resemble each other. No
change means the drifts have no direction.
"""

from __future__ import annotations

from itertools import product
from typing import Any, Final

import numpy as np
from scipy.special import expit, logit
from scipy.stats import norm

from onevice_assets.statistics.detectable_change import detect_smallest_change
from onevice_assets.statistics.false_discovery import control_false_discoveries
from onevice_assets.statistics.intervals import Floats
from onevice_assets.statistics.measuring.rates import Rows
from onevice_assets.statistics.measuring.worlds import draw_beta
from onevice_assets.statistics.permutation import test_differences

_BRANDS: Final = 30
_CHANGED: Final = 3
_ANSWERS: Final = 12
_SHARED_DRIFT: Final = 0.5  # standard deviations on the log-odds scale
_OWN_DRIFT: Final = 0.5
_LEVEL: Final = 0.05
_LIFTED: Final = 0.15


def measure_alarms(worlds: int, *, full: bool) -> Rows:
    """How often any brand is called changed, per method, and how often a changed one is.

    Returns:
        Rows of topics and drift; `ours_any` and `naive_any`: shares of worlds without change where
        any of 30 brands has q <= .05; `ours_found`: share of three brands that rose by .15 in
        every topic that are found; `ours_false`: mean share of noise among what is found;
        `detectable`: median of the smallest change one such brand's test alone would see.
    """
    grid = product((10, 17, 25, 50, 100), (False, True)) if full else product((10, 25, 50), (True,))
    return [_measure(topics, drifting, worlds) for topics, drifting in grid]


def _measure(topics: int, drifting: bool, worlds: int) -> dict[str, Any]:
    rng = np.random.default_rng(topics)
    told: dict[str, list[float]] = {
        name: [] for name in ("ours_any", "naive_any", "ours_found", "ours_false", "detectable")
    }
    for world in range(worlds):
        rates = draw_beta(0.25)(0.3, rng, (topics, _BRANDS))
        same = (_ask(rates, drifting, rng), _ask(rates, drifting, rng))
        told["ours_any"].append(float(_found(same, world).any()))
        told["naive_any"].append(float(_found_by_answers(same).any()))
        lifted = rates.copy()
        lifted[:, :_CHANGED] = np.minimum(lifted[:, :_CHANGED] + _LIFTED, 1)
        moved = (same[0], _ask(lifted, drifting, rng))
        called = _found(moved, world)
        told["ours_found"].append(called[:_CHANGED].mean())
        told["ours_false"].append(called[_CHANGED:].sum() / max(called.sum(), 1))
        told["detectable"].append(float(np.median(detect_smallest_change(moved[1] - moved[0]))))
    means = {name: round(float(np.mean(some)), 4) for name, some in told.items()}
    return {"topics": topics, "drift": drifting, "worlds": worlds, **means}


def _ask(rates: Floats, drifting: bool, rng: np.random.Generator) -> Floats:
    """Rates seen in 12 answers per topic, after the topic's drift in this period."""
    if drifting:
        odds = logit(np.clip(rates, 1e-6, 1 - 1e-6))
        odds += rng.normal(0, _SHARED_DRIFT, (len(rates), 1))
        rates = expit(odds + rng.normal(0, _OWN_DRIFT, rates.shape))
    seen: Floats = rng.binomial(_ANSWERS, rates) / _ANSWERS
    return seen


def _found(periods: tuple[Floats, Floats], seed: int) -> Floats:
    p = test_differences(periods[1] - periods[0], draws=2_000, seed=seed)
    return (control_false_discoveries(p) <= _LEVEL).astype(float)


def _found_by_answers(periods: tuple[Floats, Floats]) -> Floats:
    """Two proportions of answers compared as if every answer were independent."""
    before, after = periods[0].mean(axis=0), periods[1].mean(axis=0)
    both = (before + after) / 2
    error = np.sqrt(2 * both * (1 - both) / (_ANSWERS * len(periods[0])))
    z = np.divide(after - before, error, out=np.zeros_like(both), where=error > 0)
    return (control_false_discoveries(2 * norm.sf(np.abs(z))) <= _LEVEL).astype(float)

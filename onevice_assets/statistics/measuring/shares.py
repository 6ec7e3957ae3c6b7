"""Coverage of what is no rate: shares of voice, prominence, and lifts of a substitute."""

from __future__ import annotations

from itertools import product
from typing import Any, Final

import numpy as np

from onevice_assets.statistics.bootstrap import BOOTSTRAP_METHOD, bootstrap_ratios
from onevice_assets.statistics.intervals import Floats
from onevice_assets.statistics.lift_interval import measure_lifts as measure
from onevice_assets.statistics.measuring.naive import (
    bound_by_answers,
    bound_by_percentiles,
    bound_lift_by_answers,
)
from onevice_assets.statistics.measuring.rates import Rows, count_hits
from onevice_assets.statistics.measuring.worlds import draw_beta, draw_sizes

_REPEATS: Final = 2
_BRANDS: Final = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7)
_DRAWS: Final = 400
_RANK_WEIGHT: Final = (0.55, 0.45)  # mean prominence of an answer that names: .55 to 1 by topic
_SUBSTITUTES: Final = ((0.1, 0.3), (0.3, 0.3), (0.3, 0.7), (0.5, 0.5))
_LOSS: Final = 0.6  # how much rarer s is recommended beside m


def measure_shares(worlds: int, *, full: bool) -> Rows:
    """Share of voice and prominence of seven brands, from rare to common.

    Returns:
        Rows of measure, correlation, topics, unequal, truth, coverage and width per method, and
        `bootstrapped`: the share of worlds whose interval is the bootstrap's.
    """
    rows = []
    for correlation, topics, unequal in _grid(full):
        rng = np.random.default_rng(topics)
        sizes = draw_sizes(topics, _REPEATS, worlds, unequal, rng)
        draw = draw_beta(correlation)
        named = [rng.binomial(sizes, draw(one, rng, sizes.shape)) for one in _BRANDS]
        weigh = _RANK_WEIGHT[0] + _RANK_WEIGHT[1] * rng.beta(2, 2, (len(_BRANDS), *sizes.shape))
        for i, rate in enumerate(_BRANDS):
            world = {"correlation": correlation, "topics": topics, "unequal": unequal}
            sums = ("share_of_voice", named[i], sum(named), rate / sum(_BRANDS))
            ranked = (
                "prominence",
                named[i] * weigh[i],
                sizes,
                rate * (sum(_RANK_WEIGHT) + 0.55) / 2,
            )
            for name, upper, lower, true in (sums, ranked):
                told = _measure_share(np.asarray(upper, float), np.asarray(lower, float), true)
                rows.append({"measure": name, **world, "truth": round(true, 4), **told})
    return rows


def measure_lifts(worlds: int, *, full: bool) -> Rows:
    """Lift of a substitute whose popularity varies by topic; rows as of `measure_shares`.

    Worlds without a lift (never recommended on one side) do not count.
    """
    rows = []
    for (correlation, topics, unequal), (likes, named) in product(_grid(full), _SUBSTITUTES):
        rng = np.random.default_rng(topics)
        sizes = draw_sizes(topics, _REPEATS, worlds, unequal, rng)
        draw = draw_beta(correlation)
        liked, present = (
            draw(likes, rng, sizes.shape),
            rng.binomial(sizes, draw(named, rng, sizes.shape)),
        )
        base, counts = rng.binomial(present, _LOSS * liked), rng.binomial(sizes - present, liked)
        defined = (counts.sum(axis=0) > 0) & (base.sum(axis=0) > 0)
        parts = tuple(
            np.asarray(one, float)[:, defined] for one in (counts, sizes - present, base, present)
        )
        ours = measure(*parts)
        told = count_hits(
            {"ours": (ours.low, ours.high), "naive": bound_lift_by_answers(parts)}, 1 / _LOSS
        )
        world = {"correlation": correlation, "topics": topics, "unequal": unequal}
        rows.append({"measure": f"lift {likes} {named}", **world, "truth": 1 / _LOSS, **told})
    return rows


def _grid(full: bool) -> product[tuple[float, int, bool]]:
    if full:
        return product((0.1, 0.25, 0.5), (5, 10, 17, 25, 50, 100), (False, True))
    return product((0.25,), (10, 25, 50), (False, True))


def _measure_share(upper: Floats, lower: Floats, true: float) -> dict[str, Any]:
    ours = bootstrap_ratios(upper, lower, draws=_DRAWS)
    found = {
        "ours": (ours.low, ours.high),
        "naive": bound_by_answers(upper, lower),
        "percentile": bound_by_percentiles(upper, lower),
    }
    drawn = round(float((ours.method == BOOTSTRAP_METHOD).mean()), 3)
    return count_hits(found, true) | {"bootstrapped": drawn}

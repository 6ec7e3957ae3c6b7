"""From tests to words: up, down, no change, or no verdict and why. Not here: the tests."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from onevice_assets.statistics.intervals import THIN_BELOW_TOPICS, check_level

UP: Final = "up"
DOWN: Final = "down"
NO_CHANGE: Final = "no_change"
NO_VERDICT: Final = "no_verdict"

NO_RESPONSES: Final = "no_responses"
BASKET_CHANGED: Final = "basket_changed"
READING_CHANGED: Final = "reading_changed"
MODEL_CHANGED: Final = "model_changed"
THIN: Final = "thin"


@dataclass(frozen=True, eq=False)
class Verdicts:
    """One verdict per unit.

    Attributes:
        verdict: `up`, `down`, `no_change` or `no_verdict`.
        reason: why there is none; empty where there is one.
    """

    verdict: NDArray[np.str_]
    reason: NDArray[np.str_]


def decide_verdicts(
    q: ArrayLike,
    change: ArrayLike,
    topics: ArrayLike,
    *,
    no_responses: ArrayLike = False,
    basket_changed: ArrayLike = False,
    reading_changed: ArrayLike = False,
    model_changed: ArrayLike = False,
    level: float = 0.05,
) -> Verdicts:
    """Decide what may be said about each unit's change.

    Every argument is one value or one per unit. The first reason that holds is told, in the order
    of the flags; then `thin` (fewer than 10 matched topics). What could not be tested for any
    other cause (nan) had no responses.

    Args:
        q: p values adjusted for their number; nan where there was no test.
        change: after minus before.
        topics: topics that both sides have.
        no_responses: one side has no response at all.
        basket_changed: the two sides were not asked the same.
        reading_changed: the two sides were not read by the same extractor and names.
        model_changed: the provider served another model.
        level: largest q that counts as a change.
    """
    check_level(level)
    adjusted, moved, matched = np.broadcast_arrays(
        np.atleast_1d(np.asarray(q, float)), np.asarray(change, float), np.asarray(topics)
    )
    flags = (no_responses, basket_changed, reading_changed, model_changed)
    untested = np.isnan(adjusted) | np.isnan(moved)
    reason = np.select(
        [
            *(np.broadcast_to(np.asarray(flag, bool), adjusted.shape) for flag in flags),
            matched < THIN_BELOW_TOPICS,
            untested,
        ],
        [NO_RESPONSES, BASKET_CHANGED, READING_CHANGED, MODEL_CHANGED, THIN, NO_RESPONSES],
        default="",
    )
    seen = adjusted <= level
    verdict = np.select(
        [reason != "", seen & (moved > 0), seen & (moved < 0)],
        [NO_VERDICT, UP, DOWN],
        default=NO_CHANGE,
    )
    return Verdicts(verdict, reason)

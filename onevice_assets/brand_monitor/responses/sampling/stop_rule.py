"""Is a provider's verdict clear before all samples are taken? A rule that holds at every look.

A day is looked at after sample 1, 2, …, K - 1 of every prompt (after sample K there is nothing to
stop). At a look a provider is clear where either holds:

    changed   paired sign flips over topics of (rate today - rate before) on the cells both have
              give p <= a / (K - 1)
    precise   the interval of the rate at level 1 - .05 / (K - 1) is no wider than wanted

The level is divided by the looks (Bonferroni 1936; as Pocock 1977, Biometrika 64:191-199, the same
at every look): whatever the looks have in common, and answers of earlier looks are in all later
ones, the chance that any look calls a change where none is stays below a = .01, and that any
interval misses below .05. a is small on purpose (Haybittle 1971, Peto 1976): the verdict that is
published later, at .05 on all answers, can be wrong in at most .05 + a of cases for it.
`onevice bench sampling` measures both; what stopping does to an estimate: docs/sampling.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from onevice_assets.brand_monitor.responses.sampling.count_mentions import Count, Counts, by_label
from onevice_assets.statistics.intervals import THIN_BELOW_TOPICS, Floats
from onevice_assets.statistics.permutation import test_differences
from onevice_assets.statistics.rate_interval import measure_rates

Why = Literal["up", "down", "precise", "open", "no_past", "basket_changed", "thin"]

CLEAR_LEVEL = 0.01
_INTERVAL_LEVEL = 0.05
_LEAST_SHARED = 0.5  # as `measures.compare_periods`: below, the questions have changed
_SEED = 20


@dataclass(frozen=True)
class Standing:
    """What is known of one provider at a look.

    Attributes:
        is_clear: further samples are not needed.
        why: `up` or `down` against the days before, `precise`, or why it is not clear: `open` (no
            change seen, not precise enough), or no change can be looked for: `no_past`,
            `basket_changed` (fewer than half of the cells are in both), `thin` (below 10 topics).
        p_value: of the change, before the looks are paid for; None where it was not tested.
        half_width: of the interval valid at every look; None with fewer than two topics.
    """

    is_clear: bool
    why: Why
    p_value: float | None
    half_width: float | None


def judge_look(past: Counts, today: Counts, *, samples: int, wanted: float) -> dict[str, Standing]:
    """Judge every provider that answered today.

    Args:
        past: cells of the days before.
        today: cells of all samples taken today.
        samples: most samples of the day, K; 2 or more, else there is no look to take.
        wanted: half-width asked for.

    Returns:
        By `provider:model`, those of `today`.
    """
    looks = max(samples - 1, 1)
    before = by_label(past)
    return {
        label: _judge(before.get(label, {}), cells, looks, wanted)
        for label, cells in by_label(today).items()
    }


def _judge(past: Counts, today: Counts, looks: int, wanted: float) -> Standing:
    half = _half_width(today, 1 - _INTERVAL_LEVEL / looks)
    is_precise = half is not None and half <= wanted
    shared = sorted(past.keys() & today.keys())
    if not past or len(shared) < _LEAST_SHARED * max(len(past), len(today)):
        why: Why = "basket_changed" if past else "no_past"
        return Standing(is_precise, "precise" if is_precise else why, None, half)
    moved = np.array([_rate(today[one]) - _rate(past[one]) for one in shared])
    topics = sorted({one.topic for one in shared})
    changes = _average(moved, [topics.index(one.topic) for one in shared], len(topics))
    if len(topics) < THIN_BELOW_TOPICS:
        return Standing(is_precise, "precise" if is_precise else "thin", None, half)
    p = float(test_differences(changes[:, None], seed=_SEED)[0])
    if p <= CLEAR_LEVEL / looks:
        return Standing(True, "up" if changes.sum() > 0 else "down", p, half)
    return Standing(is_precise, "precise" if is_precise else "open", p, half)


def _rate(count: Count) -> float:
    return count.named / count.answers


def _average(values: Floats, topic_of: list[int], topics: int) -> Floats:
    total = np.bincount(topic_of, weights=values, minlength=topics)
    mean: Floats = total / np.bincount(topic_of, minlength=topics)
    return mean


def _half_width(cells: Counts, level: float) -> float | None:
    topics = sorted({place.topic for place in cells})
    named, answers = np.zeros((len(topics), 1)), np.zeros((len(topics), 1))
    for place, count in cells.items():
        at = topics.index(place.topic)
        named[at] += count.named
        answers[at] += count.answers
    found = measure_rates(named, answers, level=level)
    half = float(found.high[0] - found.low[0]) / 2
    return None if np.isnan(half) else half

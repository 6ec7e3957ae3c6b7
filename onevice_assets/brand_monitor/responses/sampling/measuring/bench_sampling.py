"""Simulated markets: how often noise stops a day, what stopping does to rates, what it saves.

A market has topics of different rates and prompts that differ a little from their topic. Seven
days ask every prompt once; then a day is asked in rounds under `stop_rule`, while topics may have
drifted (no direction) or risen (all of them). Beside the stopped day stands the same day asked to
its end, so that what stopping does is told apart from what the answers did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from onevice_assets.brand_monitor.responses.sampling.count_mentions import (
    Count,
    Place,
    merge_counts,
)
from onevice_assets.brand_monitor.responses.sampling.stop_rule import CLEAR_LEVEL, judge_look
from onevice_assets.statistics.intervals import Floats
from onevice_assets.statistics.permutation import test_differences
from onevice_assets.statistics.rate_interval import measure_rates

Rows = list[dict[str, Any]]

_LABEL: Final = "openai:m"
_SAMPLES: Final = 4
_PAST_DAYS: Final = 7
_PROMPTS: Final = 3
_WANTED: Final = 0.05
_LEVEL: Final = 0.05


@dataclass(frozen=True)
class Market:
    """One kind of market.

    Attributes:
        topics: conversations asked.
        rate: mean mention rate of the days before.
        drift: standard deviation of the topics' change in log-odds; no direction.
        rise: added to every topic's rate on the day.
    """

    topics: int
    rate: float
    drift: float = 0.0
    rise: float = 0.0


STILL: Final = tuple(
    Market(topics, rate, drift)
    for topics in (12, 25)
    for rate in (0.05, 0.3, 0.6)
    for drift in (0.0, 0.5)
)
RISEN: Final = tuple(Market(25, 0.3, 0.0, rise) for rise in (0.05, 0.1, 0.2, 0.3))


def bench_sampling(*, full: bool = False) -> dict[str, Any]:
    """Measure the rule.

    Args:
        full: 4,000 worlds a market without a change instead of 500.

    Returns:
        `level` promised, `samples` planned, and rows per market: see `measure`.
    """
    still = [measure(market, 4_000 if full else 500, at) for at, market in enumerate(STILL)]
    risen = [measure(market, 400 if full else 150, 100 + at) for at, market in enumerate(RISEN)]
    return {"level": CLEAR_LEVEL, "samples": _SAMPLES, "still": still, "risen": risen}


def measure(market: Market, worlds: int, seed: int) -> dict[str, Any]:
    """Simulate days of a market.

    Returns:
        `called`: share of days that a look called changed; `wrong_way`: called down;
        `stopped`: share that ended early; `rounds`: mean rounds asked; `verdict` and
        `verdict_whole`: share whose day differs from the days before at .05 when tested plainly,
        after stopping and asked to the end; `covered`, `covered_whole`: share whose 95 %
        interval holds the day's true mean of all topics there are; `shift`: mean of (rate of the
        stopped day - rate of the same day asked to its end), in points.
    """
    rng = np.random.default_rng(seed)
    told = [_live(market, rng) for _ in range(worlds)]
    means = {name: round(float(np.mean([one[name] for one in told])), 4) for name in told[0]}
    return {**vars(market), "worlds": worlds, **means}


def _live(market: Market, rng: np.random.Generator) -> dict[str, float]:
    before = _draw(market, rng)
    after = _change(market, before, rng)
    past = _cells(rng.binomial(_PAST_DAYS, before).astype(float), _PAST_DAYS)
    rounds = [rng.binomial(1, after).astype(float) for _ in range(_SAMPLES)]
    asked, why = _stop(past, rounds)
    whole, seen = np.sum(rounds, axis=0), np.sum(rounds[:asked], axis=0)
    true = _true_mean(market)
    return {
        "called": float(why in ("up", "down")),
        "wrong_way": float(why == "down"),
        "stopped": float(asked < _SAMPLES),
        "rounds": float(asked),
        "verdict": _differs(past, _cells(seen, asked)),
        "verdict_whole": _differs(past, _cells(whole, _SAMPLES)),
        "covered": _covers(seen, asked, true),
        "covered_whole": _covers(whole, _SAMPLES, true),
        "shift": 100 * float(np.mean(seen) / asked - np.mean(whole) / _SAMPLES),
    }


def _draw(market: Market, rng: np.random.Generator) -> Floats:
    """Rates of topics × prompts: correlation .25 between prompts' topics, .2 within."""
    a, b = 3 * market.rate, 3 * (1 - market.rate)
    topics = np.clip(rng.beta(a, b, (market.topics, 1)), 1e-3, 1 - 1e-3)
    rates: Floats = rng.beta(topics * 4, (1 - topics) * 4, (market.topics, _PROMPTS))
    return rates


def _change(market: Market, rates: Floats, rng: np.random.Generator) -> Floats:
    if market.drift:
        clear = np.clip(rates, 1e-6, 1 - 1e-6)
        moved = rng.normal(0, market.drift, (len(rates), 1))
        rates = 1 / (1 + (1 / clear - 1) * np.exp(-moved))
    return np.minimum(rates + market.rise, 1)


def _true_mean(market: Market) -> float:
    """Mean rate of endlessly many topics on the day, from a large draw."""
    rng = np.random.default_rng(1)
    many = Market(20_000, market.rate, market.drift, market.rise)
    return _TRUE.setdefault(many, float(_change(many, _draw(many, rng), rng).mean()))


_TRUE: dict[Market, float] = {}


def _cells(named: Floats, answers: int) -> dict[Place, Count]:
    return {
        Place(_LABEL, f"t{topic:03}", f"p{topic:03}.{prompt}"): Count(int(count), answers)
        for (topic, prompt), count in np.ndenumerate(named)
    }


def _stop(past: dict[Place, Count], rounds: Sequence[Floats]) -> tuple[int, str]:
    today: dict[Place, Count] = {}
    why = "open"
    for look, named in enumerate(rounds[:-1], start=1):
        today = merge_counts(today, _cells(named, 1))
        standing = judge_look(past, today, samples=len(rounds), wanted=_WANTED)[_LABEL]
        why = standing.why
        if standing.is_clear:
            return look, why
    return len(rounds), "open"


def _differs(past: dict[Place, Count], today: dict[Place, Count]) -> float:
    """Whether a plain test of the day's topics, at .05, would call a change."""
    topics: dict[str, list[float]] = {}
    for place, count in today.items():
        was = past[place]
        moved = count.named / count.answers - was.named / was.answers
        topics.setdefault(place.topic, []).append(moved)
    means = np.array([[np.mean(some)] for some in topics.values()])
    return float(test_differences(means, draws=2_000)[0] <= _LEVEL)


def _covers(named: Floats, answers: int, true: float) -> float:
    counts = named.sum(axis=1)[:, None]
    found = measure_rates(counts, np.full(len(named), _PROMPTS * answers))
    return float(found.low[0] <= true <= found.high[0])

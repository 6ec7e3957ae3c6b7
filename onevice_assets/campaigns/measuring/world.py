"""What is true of one made-up client: effects that were planted, and traps that look like some.

Everything is drawn anew for each seed, so that nothing can be tuned to one world. Effects are on
the log scale: 0.4 is half as much again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np

from onevice_assets.campaigns.measuring.library import (
    PEAK_WEEKS,
    VOLUMES,
    Campaign,
    Creative,
    Volume,
    make_campaigns,
    make_creatives,
)
from onevice_assets.campaigns.model.shared import AESTHETICS, PLATFORMS, TIME_SLOTS, TONES

__all__ = ["VOLUMES", "Business", "Campaign", "Volume", "World", "make_world"]

Business = Literal["service", "ecommerce"]
Pair = tuple[str, str]
Effects = Mapping[Pair, float]

_BUSIEST: Final = 0.45


@dataclass(frozen=True)
class World:
    """One client.

    Attributes:
        effects: by kind of learning the effect of each pair (audience, name), 0 left out.
        traps: what was set up to mislead, in words.
        season: effect of each week of the quarter.
        fatigue: effect of each doubling of an ad's age in weeks.
    """

    seed: int
    business: Business
    audiences: tuple[str, ...]
    platforms: tuple[str, ...]
    tones: tuple[str, ...]
    looks: tuple[str, ...]
    effects: Mapping[str, Effects]
    creatives: tuple[Creative, ...]
    campaigns: tuple[Campaign, ...]
    season: tuple[float, ...]
    fatigue: float
    traps: Mapping[str, str] = field(default_factory=dict)

    def contents(self) -> list[dict[str, Any]]:
        """What rows of `content` say of the creatives."""
        return [
            {"id": one.id, "tones": _tell(one.tones), "aesthetics": _tell(one.looks)}
            for one in self.creatives
        ]


def make_world(seed: int, business: Business, volume: Volume) -> World:
    """Draw a client.

    Args:
        seed: the same gives the same client.
        business: `service` has leads, `ecommerce` revenue.
        volume: how much it does.
    """
    draw = np.random.default_rng([seed, business == "service", volume.creatives])
    audiences = tuple(f"audience-{n}" for n in range(1, int(draw.integers(3, 5)) + 1))
    platforms = _some(draw, PLATFORMS, 3, 4)
    tones, looks = _some(draw, TONES, 6, 8), _some(draw, AESTHETICS, 6, 8)
    effects = {
        "RESPONDS_TO": _plant_tones(draw, audiences, tones),
        "PREFERS_AESTHETIC": _plant(draw, audiences, looks, int(draw.integers(1, 4))),
        "ACTIVE_ON": _plant(draw, audiences, TIME_SLOTS, int(draw.integers(2, 6)), 0.15, 0.5),
        "BEST_FOR": _plant_platforms(draw, audiences, platforms),
    }
    traps = _set_traps(draw, effects["RESPONDS_TO"], effects["PREFERS_AESTHETIC"], tones, looks)
    creatives = make_creatives(draw, volume, audiences, (tones, looks), traps)
    mean = {
        p: np.mean([effects["BEST_FOR"].get((a, p), 0.0) for a in audiences]) for p in platforms
    }
    best = max(platforms, key=lambda one: mean[one])
    campaigns = make_campaigns(draw, volume, (audiences, platforms), creatives, traps, best)
    return World(
        seed, business, audiences, platforms, tones, looks, effects, creatives, campaigns,
        _make_season(draw, business), -float(draw.uniform(0.05, 0.3)), traps,
    )  # fmt: skip


def _tell(attributes: Mapping[str, float]) -> list[dict[str, Any]]:
    return [{"name": name, "confidence": sure} for name, sure in attributes.items()]


def _some(
    draw: np.random.Generator, names: tuple[str, ...], low: int, high: int
) -> tuple[str, ...]:
    most = min(int(draw.integers(low, high + 1)), len(names))
    return tuple(str(one) for one in draw.choice(names, most, replace=False))


def _plant_tones(
    draw: np.random.Generator, audiences: tuple[str, ...], tones: tuple[str, ...]
) -> dict[Pair, float]:
    """A tone that works for one audience alone, in half of the worlds one for all; one harms."""
    first, second, third = (str(one) for one in draw.choice(tones, 3, replace=False))
    found = {(str(draw.choice(audiences)), first): float(draw.uniform(0.3, 0.8))}
    if draw.random() < 0.5:
        found |= {(one, second): float(draw.uniform(0.3, 0.6)) for one in audiences}
    found[(str(draw.choice(audiences)), third)] = -float(draw.uniform(0.3, 0.8))
    return found


def _plant(
    draw: np.random.Generator,
    audiences: tuple[str, ...],
    names: tuple[str, ...],
    count: int,
    low: float = 0.3,
    high: float = 0.8,
) -> dict[Pair, float]:
    """Some pairs, at most a third of an audience's names, each better or worse."""
    found: dict[Pair, float] = {}
    for _ in range(count):
        audience, name = str(draw.choice(audiences)), str(draw.choice(names))
        if sum(one == audience for one, _ in found) < len(names) // 3:
            sign = 1 if draw.random() < 0.7 else -1
            found[(audience, name)] = sign * float(draw.uniform(low, high))
    return found


def _plant_platforms(
    draw: np.random.Generator, audiences: tuple[str, ...], platforms: tuple[str, ...]
) -> dict[Pair, float]:
    """Platforms differ for everybody; one or two fit an audience especially well or badly."""
    general = dict(zip(platforms, draw.normal(0, 0.15, len(platforms)), strict=True))
    found = {(a, p): float(general[p]) for a in audiences for p in platforms}
    for _ in range(int(draw.integers(1, 3))):
        pair = str(draw.choice(audiences)), str(draw.choice(platforms))
        found[pair] += float(draw.choice([-1, 1])) * float(draw.uniform(0.5, 0.9))
    return found


def _set_traps(
    draw: np.random.Generator,
    tone_effects: Effects,
    look_effects: Effects,
    tones: tuple[str, ...],
    looks: tuple[str, ...],
) -> dict[str, str]:
    """Which attributes without any effect look as if they had one."""
    idle = [one for one in tones if one not in {name for _, name in tone_effects}]
    plain = [one for one in looks if one not in {name for _, name in look_effects}]
    strong = max(tone_effects, key=lambda pair: abs(tone_effects[pair]))[1]
    names = ("peak", "platform", "lucky")
    found = dict(zip(names, draw.permutation(idle), strict=False))
    if plain:
        found |= {"shadow": str(draw.choice(plain)), "shadowed": strong}
    return {name: str(one) for name, one in found.items()}


def _make_season(draw: np.random.Generator, business: Business) -> tuple[float, ...]:
    weeks = np.cumsum(draw.normal(0, 0.04, 14))
    weeks[list(PEAK_WEEKS)] += _BUSIEST if business == "ecommerce" else 0.2
    weeks[12:] -= 0.1 if business == "ecommerce" else _BUSIEST
    return tuple(float(one) for one in weeks)

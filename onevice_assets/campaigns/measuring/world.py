"""What is true of one made-up client: effects that were planted, and traps that look like some.

Everything is drawn anew for each seed, so that nothing can be tuned to one world. Effects are on
the log scale: 0.4 is half as much again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np

from onevice_assets.campaigns.model.shared import AESTHETICS, PLATFORMS, TIME_SLOTS, TONES

Business = Literal["service", "ecommerce"]
Pair = tuple[str, str]
Effects = Mapping[Pair, float]

PEAK_WEEKS: Final = (7, 8, 9)
"""Weeks of the quarter in which everything sells: Black Friday and what follows."""
_BUSIEST: Final = 0.45


@dataclass(frozen=True)
class Volume:
    """How much a client does in a quarter."""

    creatives: int
    campaigns: int
    spend_per_day: float


VOLUMES: Final[Mapping[str, Volume]] = {
    "small": Volume(24, 8, 500.0),
    "medium": Volume(48, 14, 2_000.0),
    "large": Volume(96, 24, 8_000.0),
}


@dataclass(frozen=True)
class Creative:
    """One creative: what it shows, and its luck with each audience."""

    id: str
    tones: Mapping[str, float]
    looks: Mapping[str, float]
    luck: Mapping[str, float]


@dataclass(frozen=True)
class Campaign:
    """One campaign: where and when it runs, for whom, with what, and its own luck."""

    id: str
    platform: str
    first_day: int
    last_day: int
    audiences: tuple[str, ...]
    creatives: tuple[str, ...]
    budget: float
    luck: float


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
    creatives = _make_creatives(draw, volume, audiences, (tones, looks), traps)
    mean = {
        p: np.mean([effects["BEST_FOR"].get((a, p), 0.0) for a in audiences]) for p in platforms
    }
    best = max(platforms, key=lambda one: mean[one])
    campaigns = _make_campaigns(draw, volume, (audiences, platforms), creatives, traps, best)
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


def _make_creatives(
    draw: np.random.Generator,
    volume: Volume,
    audiences: tuple[str, ...],
    names: tuple[tuple[str, ...], tuple[str, ...]],
    traps: Mapping[str, str],
) -> tuple[Creative, ...]:
    spread = draw.uniform(0.1, 0.3)
    made = []
    for number in range(volume.creatives):
        tones, looks = (_draw_attributes(draw, one) for one in names)
        if traps.get("shadowed") in tones and draw.random() < 0.7:
            looks = {traps["shadow"]: float(draw.uniform(0.7, 0.95))}
        own = float(draw.standard_t(5)) * spread
        if number == 0 and "lucky" in traps:
            tones, own = {traps["lucky"]: 0.9}, 1.2
        luck = {one: own + float(draw.normal(0, 0.08)) for one in audiences}
        made.append(Creative(f"creative-{number:03}", tones, looks, luck))
    return tuple(made)


def _draw_attributes(draw: np.random.Generator, names: tuple[str, ...]) -> dict[str, float]:
    chosen = draw.choice(names, 1 + int(draw.random() < 0.35), replace=False)
    return {str(one): round(float(draw.uniform(0.6, 0.98)), 2) for one in chosen}


def _make_campaigns(
    draw: np.random.Generator,
    volume: Volume,
    where: tuple[tuple[str, ...], tuple[str, ...]],
    creatives: tuple[Creative, ...],
    traps: Mapping[str, str],
    best: str,
) -> tuple[Campaign, ...]:
    audiences, platforms = where
    shares = draw.dirichlet(np.full(volume.campaigns, 3.0)) * volume.spend_per_day * 1.6
    made = []
    for number in range(volume.campaigns):
        platform = platforms[number % len(platforms)]
        is_peak = draw.random() < 0.25
        first = 7 * PEAK_WEEKS[0] - 3 if is_peak else int(draw.integers(0, 45))
        last = min(90, first + (24 if is_peak else int(draw.integers(28, 91))))
        fits = [one for one in creatives if _may_run(draw, one, traps, is_peak, platform == best)]
        chosen = draw.choice(
            [one.id for one in fits], min(len(fits), int(draw.integers(6, 12))), False
        )
        aimed = draw.choice(audiences, int(draw.integers(2, len(audiences) + 1)), replace=False)
        made.append(
            Campaign(
                f"campaign-{number:02}", platform, first, last, tuple(map(str, aimed)),
                tuple(map(str, chosen)), float(shares[number]), float(draw.normal(0, 0.25)),
            )
        )  # fmt: skip
    return tuple(made)


def _may_run(
    draw: np.random.Generator,
    one: Creative,
    traps: Mapping[str, str],
    is_peak: bool,
    is_best: bool,
) -> bool:
    """A trap's tone runs nearly always in the peak, or on the best platform."""
    if traps.get("peak") in one.tones and not is_peak:
        return bool(draw.random() < 0.1)
    if traps.get("platform") in one.tones and not is_best:
        return bool(draw.random() < 0.05)
    return True


def _make_season(draw: np.random.Generator, business: Business) -> tuple[float, ...]:
    weeks = np.cumsum(draw.normal(0, 0.04, 14))
    weeks[list(PEAK_WEEKS)] += _BUSIEST if business == "ecommerce" else 0.2
    weeks[12:] -= 0.1 if business == "ecommerce" else _BUSIEST
    return tuple(float(one) for one in weeks)

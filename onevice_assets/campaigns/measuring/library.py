"""Creatives and campaigns of a made-up client, traps included. Not here: what is true of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

PEAK_WEEKS: Final = (7, 8, 9)
"""Weeks of the quarter in which everything sells: Black Friday and what follows."""


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


def make_creatives(
    draw: np.random.Generator,
    volume: Volume,
    audiences: tuple[str, ...],
    names: tuple[tuple[str, ...], tuple[str, ...]],
    traps: Mapping[str, str],
) -> tuple[Creative, ...]:
    """Draw creatives; the first is the lucky one, and a trap's look goes along with its tone."""
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


def make_campaigns(
    draw: np.random.Generator,
    volume: Volume,
    where: tuple[tuple[str, ...], tuple[str, ...]],
    creatives: tuple[Creative, ...],
    traps: Mapping[str, str],
    best: str,
) -> tuple[Campaign, ...]:
    """Draw campaigns; a trap's tone runs in the peak, or on the best platform, nearly always."""
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

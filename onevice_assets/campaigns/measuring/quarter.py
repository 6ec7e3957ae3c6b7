"""A quarter of daily reports of a made-up client, as rows of `ad_performance`.

What makes real reports hard is in them: days without a conversion, orders of very different
value, ads that wear out, budgets that follow last week's results, a season, days that are not
counted to the end, and time slots told by some platforms only.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import pandas as pd

from onevice_assets.campaigns.measuring.world import Campaign, World
from onevice_assets.campaigns.model.shared import TIME_SLOTS

FIRST_DAY: Final = date(2026, 10, 1)
Part = dict[str, Any]
_TELL_SLOTS: Final = ("facebook", "instagram", "tiktok")
_SLOT_SHARES: Final = np.array([0.06, 0.16, 0.2, 0.22, 0.26, 0.1])
_WEEKDAYS: Final = np.array([0.05, 0.06, 0.05, 0.02, 0.0, -0.1, -0.08])
_LATE: Final = (0.9, 0.75, 0.5)  # of the last days' conversions are reported so far


def play(world: World) -> pd.DataFrame:
    """Every row of the quarter.

    Returns:
        Rows with the columns of `ad_performance` that learnings read; a row is a day of an ad, or
        a time slot of it where the platform tells them.
    """
    draw = np.random.default_rng([world.seed, 7])
    parts = [
        part
        for campaign in world.campaigns
        for audience in campaign.audiences
        for part in _play_ads(draw, world, campaign, audience)
    ]
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    days = np.array([FIRST_DAY + timedelta(n) for n in range(92)])
    return pd.DataFrame({**joined, "date": days[joined["date"]]})


def _play_ads(
    draw: np.random.Generator, world: World, campaign: Campaign, audience: str
) -> Iterator[Part]:
    """All days of the ads of one campaign for one audience, week by week."""
    creatives = {one.id: one for one in world.creatives}
    chosen = [creatives[one] for one in campaign.creatives]
    pull = np.array([_pull(world, one, audience) for one in chosen])
    base = campaign.luck + world.effects["BEST_FOR"].get((audience, campaign.platform), 0.0)
    starts = campaign.first_day + np.where(
        draw.random(len(chosen)) < 0.7, 0, draw.integers(0, 29, len(chosen))
    )
    favour = np.zeros(len(chosen))
    for first in range(campaign.first_day, campaign.last_day + 1, 7):
        days = np.arange(first, min(first + 7, campaign.last_day + 1))
        weights = np.exp(favour)[None, :] * (starts[None, :] <= days[:, None])
        season = np.array(world.season)[days // 7]
        budget = campaign.budget / len(campaign.audiences) * np.exp(0.5 * season)[:, None]
        spend = budget * weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
        spend = spend * draw.lognormal(0, 0.25, spend.shape)
        age = np.log2(1 + np.maximum(days[:, None] - starts[None, :], 0) / 7)
        line = base + pull + (season + _weekday(days))[:, None] + world.fatigue * age
        part, got = _report(draw, world, campaign, audience, days, spend, line)
        yield part
        cost = spend.sum(axis=0)
        rate = (got + 1) / (cost * got.sum() / max(cost.sum(), 1e-9) + 1)
        favour = np.clip(0.6 * favour + 0.4 * np.log(rate), -1.2, 1.2)


def _pull(world: World, creative: Any, audience: str) -> float:
    """What a creative is worth for an audience, by what it shows and by luck."""
    tones, looks = world.effects["RESPONDS_TO"], world.effects["PREFERS_AESTHETIC"]
    shown = sum(tones.get((audience, name), 0.0) for name in creative.tones)
    shown += sum(looks.get((audience, name), 0.0) for name in creative.looks)
    return float(shown + creative.luck[audience])


def _weekday(days: Any) -> Any:
    return _WEEKDAYS[(days + FIRST_DAY.weekday()) % 7]


def _report(
    draw: np.random.Generator,
    world: World,
    campaign: Campaign,
    audience: str,
    days: Any,
    spend: Any,
    line: Any,
) -> tuple[Part, Any]:
    """Columns of some days of a campaign for one audience, and conversions of each creative."""
    slots: list[str | None] = list(TIME_SLOTS) if campaign.platform in _TELL_SLOTS else [None]
    shares = _SLOT_SHARES if slots[0] else np.ones(1)
    engaging = np.array(
        [world.effects["ACTIVE_ON"].get((audience, str(one)), 0.0) for one in slots]
    )
    paid = spend[..., None] * shares
    seen = draw.poisson(paid * 100)
    counted = np.array([_LATE[90 - day] if day > 87 else 1.0 for day in days])[:, None, None]
    dear = 1 / 60 if world.business == "service" else 1 / 25
    conversions = draw.poisson(paid * dear * np.exp(line)[..., None] * counted)
    luck = draw.normal(0, 0.15, (1, line.shape[1], len(slots)))
    engaged = draw.binomial(seen, np.clip(0.02 * np.exp(engaging + luck), 0, 0.5))
    day, at, slot = np.nonzero(paid > 0.005)
    picked = (day, at, slot)
    count = conversions[picked]
    sold = _sell(draw, count) if world.business == "ecommerce" else np.full(len(count), np.nan)
    told = {
        "date": days[day],
        "content_id": np.array(campaign.creatives, dtype=object)[at],
        "time_slot": np.array(slots, dtype=object)[slot],
        "impressions": seen[picked],
        "clicks": draw.binomial(engaged[picked], 0.5),
        "engagements": engaged[picked],
        "conversions": count.astype(float),
        "spend": np.round(paid[picked], 2),
        "revenue": np.round(sold, 2),
    }
    same = {
        "platform": campaign.platform,
        "campaign_id": campaign.id,
        "demographic_id": audience,
    }
    same_columns = {name: np.full(len(day), one, dtype=object) for name, one in same.items()}
    return {**told, **same_columns}, conversions.sum(axis=(0, 2))


def _sell(draw: np.random.Generator, counts: Any) -> Any:
    """Revenue of each row: orders of 50 dollars in the middle, some of 500."""
    orders = draw.lognormal(np.log(50), 0.9, int(counts.sum()))
    ends = np.cumsum(counts)
    total = np.concatenate([[0.0], np.cumsum(orders)])
    return total[ends] - total[ends - counts]

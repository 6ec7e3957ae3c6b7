"""Small made-up results of ads with a known cause, without any seed's world."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from onevice_assets.campaigns.learnings.facts import READ, read_facts
from onevice_assets.campaigns.learnings.learn import Learning, learn_from

TONES = ("calm", "playful", "urgent", "educational", "reassuring")
FIRST = date(2026, 10, 5)


def learn(rows: pd.DataFrame, content: list[dict[str, Any]]) -> list[Learning]:
    return learn_from(read_facts(rows), content)


def creatives(count: int = 30, per_tone: int = 0) -> list[dict[str, Any]]:
    """Creatives with one tone and one aesthetic each, in turn; nothing goes with anything."""
    looks = ("minimal", "warm", "rustic", "clean")
    return [
        {
            "id": f"c{n:02}",
            "tones": [{"name": TONES[n % 5], "confidence": 0.9}],
            "aesthetics": [{"name": looks[(n // 5) % 4], "confidence": 0.9}],
        }
        for n in range(per_tone * 5 or count)
    ]


def results(
    content: list[dict[str, Any]],
    lifts: dict[tuple[str, str], float],
    *,
    campaigns: int = 4,
    weeks: int = 4,
    rate: float = 0.05,
    spend: float = 400.0,
    seed: int = 1,
) -> pd.DataFrame:
    """Weekly rows of every creative for two audiences: leads, by lifts (log) of audience, tone."""
    draw = np.random.default_rng(seed)
    rows = []
    luck = {one["id"]: draw.normal(0, 0.1) for one in content}
    for n, one in enumerate(content):
        for audience in ("women", "men"):
            for week in range(weeks):
                line = luck[one["id"]] + sum(
                    lifts.get((audience, tone["name"]), 0.0) for tone in one["tones"]
                )
                rows.append(
                    {
                        "platform": "facebook",
                        "campaign_id": f"k{n % campaigns}",
                        "content_id": one["id"],
                        "demographic_id": audience,
                        "date": FIRST + timedelta(7 * week),
                        "impressions": 1000,
                        "clicks": 20,
                        "engagements": 20,
                        "conversions": float(draw.poisson(rate * spend * np.exp(line))),
                        "spend": spend,
                        "revenue": None,
                        "time_slot": None,
                    }
                )
    return pd.DataFrame(rows)[list(READ)]


def find(learnings: list[Learning], kind: str, audience: str, name: str) -> Learning:
    (one,) = (
        two for two in learnings if (two.kind, two.audience, two.name) == (kind, audience, name)
    )
    return one


def believed(learnings: list[Learning]) -> set[tuple[str, str, str]]:
    return {(one.kind, one.audience, one.name) for one in learnings if one.judged.believed}


def learn_tones(rows: pd.DataFrame, content: list[dict[str, Any]]) -> list[Learning]:
    return [one for one in learn(rows, content) if one.kind == "RESPONDS_TO"]

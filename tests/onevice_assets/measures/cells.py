"""Makes cells in a few words: `Asked` says how often a prompt was answered and who was named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from onevice_assets.measures.read_cells import Cells

DAY = date(2026, 11, 21)
MEMBER = [
    "day",
    "brand_id",
    "brand_name",
    "role",
    "brand_set",
    "is_demonstration",
    "extractor_version",
    "alias_version",
    "basket_version",
]
COUNTS = ("recommendation_count", "first_position_count", "rank_weight")


@dataclass(frozen=True)
class Asked:
    """One prompt × provider cell of one day: answers, and mentions by brand."""

    prompt: str
    named: Mapping[str, int] = field(default_factory=dict)
    answers: int = 1
    topic: str = "topic"
    provider: str = "openai"
    day: date = DAY
    is_branded: bool = False


def make_cells(
    asked: Sequence[Asked],
    roles: Mapping[str, str],
    *,
    joined: Mapping[str, date] | None = None,
    extractor: str = "3",
) -> Cells:
    """Cells of some days; `joined` tells since when a brand is in the set."""
    days = sorted({one.day for one in asked})
    brands = [
        {
            **_keys(one),
            "brand_id": brand,
            "mention_count": count,
            **dict.fromkeys(COUNTS, 0),
            "recommendation_count": count,
        }
        for one in asked
        for brand, count in one.named.items()
        if count
    ]
    members = [
        {
            "day": day,
            "brand_id": brand,
            "brand_name": brand.title(),
            "role": role,
            "brand_set": "tracked",
            "is_demonstration": False,
            "extractor_version": extractor,
            "alias_version": "a",
            "basket_version": 1,
        }
        for day in days
        for brand, role in roles.items()
        if day >= (joined or {}).get(brand, day)
    ]
    return Cells(
        days,
        _frame(
            [_keys(one) | {"website_id": "w"} for one in asked], [*_keys(Asked("")), "website_id"]
        ),
        _frame(brands, [*_keys(Asked("")), "brand_id", "mention_count", *COUNTS]),
        _frame(members, MEMBER),
    )


def _keys(one: Asked) -> dict[str, Any]:
    return {
        "day": one.day,
        "llm_provider": one.provider,
        "prompt_id": one.prompt,
        "topic": one.topic,
        "is_branded": one.is_branded,
        "total_responses": one.answers,
        "intent_type": "evaluation",
        "funnel_stage": None,
        "icp_name": None,
    }


def _frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=list(columns))

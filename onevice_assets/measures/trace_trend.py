"""A brand's measures through time: per day, ISO week or month, each with its interval."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Literal

from onevice_assets.measures.rank_brands import rank_brands
from onevice_assets.measures.read_cells import Cells
from onevice_assets.measures.topic_counts import ALL

Grain = Literal["day", "week", "month"]


def trace_trend(cells: Cells, grain: Grain = "day", provider: str = ALL) -> list[dict[str, Any]]:
    """Measure every brand in every period that has answers.

    Args:
        cells: the answers that count, over all the days.
        grain: how long a period is; weeks are ISO weeks.
        provider: one provider, or `all`.

    Returns:
        Rows of `rank_brands` with `period_start`, in the order of time; a period without answers
        has no row, so a gap is a gap and never a zero.
    """
    return [
        {**row, "period_start": start}
        for start, part in _split(cells, grain)
        for row in rank_brands(part, provider)
    ]


def _split(cells: Cells, grain: Grain) -> Iterator[tuple[date, Cells]]:
    for start, days in groupby(cells.days, key=lambda day: start_of_period(day, grain)):
        wanted = list(days)
        frames = (
            frame[frame["day"].isin(wanted)]
            for frame in (cells.prompts, cells.brands, cells.members)
        )
        prompts, brands, members = frames
        yield start, replace(cells, days=wanted, prompts=prompts, brands=brands, members=members)


def start_of_period(day: date, grain: Grain) -> date:
    """First day of the period a day lies in."""
    if grain == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if grain == "month" else day

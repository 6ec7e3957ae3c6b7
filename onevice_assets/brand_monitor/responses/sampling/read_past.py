"""What is known before a day is asked: answers of the days before, and the own brand's names."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.responses.sampling.count_mentions import (
    Count,
    Place,
    count_mentions,
)
from onevice_assets.partitions import join_key
from onevice_assets.tables.answers import llm_responses
from resources.control_plane import brands

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from resources.control_plane.websites import Website
    from resources.lake import Lake

PAST_DAYS = 7
MOST_DAYS_BACK = 35
_COLUMNS = (
    "llm_provider",
    "llm_model",
    "topic",
    "prompt_id",
    "is_branded",
    "response_text",
    "attempt_id",
)


def read_own_names(db: Connection, website_id: str) -> tuple[str, ...]:
    """Names and aliases of the website's own brands, sorted; none where it has no own brand."""
    own = [one for one in brands.tracked(db, website_id) if one.role == "own"]
    return tuple(sorted({name for one in own for name in (one.name, *one.aliases)}))


def read_past(
    lake: Lake, website: Website, day: date, names: Collection[str], prompts: Collection[str]
) -> dict[Place, Count]:
    """Count the answers of the days before.

    Args:
        lake: holds `llm_responses`.
        website: the website.
        day: the day that will be asked; later days are not looked at.
        names: the own brand's.
        prompts: ids of the prompts that will be asked; others are left out.

    Returns:
        Cells of the newest 7 days with asked answers, of the 35 before `day`; imports are left
        out.
    """
    found: list[dict[str, Any]] = []
    days = 0
    for back in range(1, MOST_DAYS_BACK + 1):
        rows = _read_day(lake, join_key((day - timedelta(back)).isoformat(), website.key))
        days += bool(rows)
        found += [row for row in rows if row["prompt_id"] in prompts]
        if days == PAST_DAYS:
            break
    return count_mentions(found, sorted(names))


def _read_day(lake: Lake, partition: str) -> list[dict[str, Any]]:
    rows = lake.read_rows_if_there(llm_responses.only(*_COLUMNS), partition)
    return [row for row in rows if row["attempt_id"]]

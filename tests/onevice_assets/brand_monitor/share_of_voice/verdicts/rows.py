"""Verdict rows in a few words, for the tests of the alerts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from onevice_assets.partitions import join_key
from onevice_assets.tables.verdicts import visibility_verdicts
from resources.identity import brand_id, derived_id
from resources.lake import Lake

DAY = date(2026, 11, 20)
KEY = "default.demo.test"
RATES = {"up": (0.34, 0.47), "down": (0.34, 0.21), "no_change": (0.34, 0.35)}
Row = dict[str, Any]


def verdict(said: str = "up", brand: str = "Firefox", day: date = DAY, **changes: Any) -> Row:
    """A verdict over time of provider `all`; a reason instead of a verdict means there is none."""
    known = said in RATES
    before, after = RATES.get(said, (None, None))
    row = {
        "website_id": derived_id(DAY, "websites", KEY),
        "day": day,
        "llm_provider": "all",
        "brand_id": brand_id(brand),
        "brand_name": brand,
        "role": "own" if brand == "Firefox" else "competitor",
        "measure": "mention_rate",
        "comparison": "previous_period",
        "rate_before": before,
        "rate_after": after,
        "difference": None if before is None or after is None else round(after - before, 6),
        "p_value": 0.001 if known else None,
        "q_value": 0.004 if known else None,
        "smallest_change": 0.06,
        "topic_count": 25,
        "cell_count": 50,
        "total_responses": 350,
        "verdict": said if known else "no_verdict",
        "reason": None if known else said,
        "baseline_start": day - timedelta(days=13),
        "baseline_end": day - timedelta(days=7),
        "brand_set": "tracked",
        "is_demonstration": False,
        "extractor_version": "7",
        "alias_version": "abc",
        "basket_version": 1,
        "period_start": day - timedelta(days=6),
        "period_end": day,
        "created_at": datetime(day.year, day.month, day.day, tzinfo=UTC),
        **changes,
    }
    key = (row[name] for name in visibility_verdicts.natural_key)
    return {**row, "id": derived_id(day, visibility_verdicts.name, *key)}


def write_day(lake: Lake, day: date, *rows: Row, website: str = KEY) -> str:
    """Write a day's verdicts; its partition key."""
    partition = join_key(day.isoformat(), website)
    lake.write(visibility_verdicts, partition, [{**row, "day": day} for row in rows])
    return partition


def write_series(lake: Lake, *said: str, last: date = DAY, **changes: Any) -> None:
    """Write a verdict of Firefox for each of the days that end with the last one; "" for none."""
    for back, one in enumerate(reversed(said)):
        day = last - timedelta(days=back)
        if one:
            write_day(lake, day, verdict(one, day=day, **changes))

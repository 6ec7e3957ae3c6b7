"""Weeks, months and windows over published days; the sums themselves are tested in `dbt/`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from onevice_assets.brand_monitor.periods import PERIOD_VIEWS, read_period_view
from onevice_assets.partitions import join_key
from onevice_assets.tables import marts
from resources.dbt_manifest import read_period_views
from resources.dbt_project import load_manifest
from resources.errors import InputError
from resources.identity import brand_id, derived_id
from resources.lake import Lake

SITE = "default.shop.test"
WEEK, MONTH, SEVEN, MANY = PERIOD_VIEWS


def publish(lake: Lake, day: str, named: int = 1, site: str = SITE) -> None:
    """One day of one brand, named by `named` of 4 answers."""
    on = date.fromisoformat(day)
    known: dict[str, Any] = {
        "id": derived_id(on, site),
        "website_id": derived_id(date(2026, 1, 1), "websites", site),
        "day": on,
        "llm_provider": "all",
        "brand_id": brand_id("Acme"),
        "brand_name": "Acme",
        "role": "own",
        "mention_count": named,
        "total_responses": 4,
        "brand_set": "tracked",
        "extractor_version": "7",
        "alias_version": "x",
        "period_start": on,
        "period_end": on,
        "created_at": datetime(on.year, on.month, on.day, tzinfo=UTC),
    }
    empty = {"integer": 0, "boolean": False}
    row = {c.name: empty.get(c.type) for c in marts.share_of_voice.columns if not c.nullable}
    lake.write(marts.share_of_voice, join_key(day, site), [row | known])


def read(lake: Lake, name: str, first: str | None = None, last: str | None = None) -> list[str]:
    """`first day..last day: mentions/answers` of every period found."""
    asked = [date.fromisoformat(day) if day else None for day in (first, last)]
    rows = read_period_view(lake, name, SITE, first=asked[0], last=asked[1])
    return [
        f"{r['period_start']}..{r['period_end']}: {r['mention_count']}/{r['total_responses']}"
        for r in rows
    ]


def test_every_view_of_the_project_can_be_read() -> None:
    assert set(read_period_views(load_manifest(), "brand_monitor")) == set(PERIOD_VIEWS)


def test_a_name_that_is_no_view_and_a_range_turned_around_are_refused(lake: Lake) -> None:
    with pytest.raises(InputError, match=r"no view 'share_of_voice'.*share_of_voice_by_week"):
        read(lake, "share_of_voice")
    with pytest.raises(InputError, match="turn the two around"):
        read(lake, WEEK, "2026-11-02", "2026-11-01")


@pytest.mark.parametrize("name", PERIOD_VIEWS)
def test_where_no_day_is_published_there_is_no_period(lake: Lake, name: str) -> None:
    publish(lake, "2026-11-02", site="default.other.test")
    assert read(lake, name) == []
    lake.write(marts.share_of_voice, join_key("2026-11-02", SITE), [])
    assert read(lake, name) == []


@pytest.mark.parametrize(
    ("name", "first", "last", "found"),
    [
        # the last day of the old year belongs to the week that ends in the new one, whole
        (WEEK, "2027-01-01", "2027-01-01", ["2026-12-28..2027-01-03: 5/12"]),
        (WEEK, "2026-12-27", "2026-12-27", ["2026-12-21..2026-12-27: 1/4"]),
        (WEEK, "2027-01-04", None, []),
        (MONTH, "2026-12-31", "2026-12-31", ["2026-12-01..2026-12-31: 4/12"]),
        (MONTH, None, "2026-12-01", ["2026-12-01..2026-12-31: 4/12"]),
        (MONTH, "2027-01-31", None, ["2027-01-01..2027-01-31: 2/4"]),
        # a window is found by the day it ends at
        (SEVEN, "2027-01-03", None, ["2026-12-28..2027-01-03: 5/12"]),
        (SEVEN, "2027-01-01", "2027-01-02", []),
        (SEVEN, None, "2026-12-27", ["2026-12-21..2026-12-27: 1/4"]),
        (MANY, "2026-12-30", "2026-12-31", ["2026-12-04..2026-12-31: 4/12"]),
    ],
)
def test_only_periods_asked_for_are_found_and_those_are_whole(
    lake: Lake, name: str, first: str | None, last: str | None, found: list[str]
) -> None:
    for day, named in [("12-27", 1), ("12-28", 1), ("12-31", 2)]:
        publish(lake, f"2026-{day}", named)
    publish(lake, "2027-01-03", 2)
    publish(lake, "2026-12-28", 4, site="default.other.test")
    assert read(lake, name, first, last) == found


def test_a_day_that_comes_late_shows_without_any_other_step(lake: Lake) -> None:
    publish(lake, "2026-11-05")
    assert read(lake, SEVEN) == ["2026-10-30..2026-11-05: 1/4"]
    publish(lake, "2026-11-02", 3)
    assert read(lake, SEVEN) == ["2026-10-30..2026-11-05: 4/8", "2026-10-27..2026-11-02: 3/4"]
    publish(lake, "2026-11-02", 0)
    assert read(lake, WEEK) == ["2026-11-02..2026-11-08: 1/8"]

"""The day's verdicts as Dagster makes them: which weeks are compared, and what stops a verdict."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from onevice_assets.brand_monitor.share_of_voice.publish_marts import publish_marts
from onevice_assets.brand_monitor.share_of_voice.verdicts.assets import visibility_verdicts
from onevice_assets.brand_monitor.share_of_voice.verdicts.choose_periods import choose_periods
from onevice_assets.brand_monitor.share_of_voice.verdicts.judge_visibility import (
    find_model_changes,
    judge_visibility,
)
from onevice_assets.partitions import join_key
from onevice_assets.tables.canaries import model_changes
from onevice_assets.tables.verdicts import visibility_verdicts as table
from resources.dbt_runner import Dbt
from resources.identity import derived_id
from resources.lake import Lake
from tests.onevice_assets.brand_monitor.share_of_voice.rows import Answer, website_id, write_day

SITE = "default.verdicts.test"
DAY = date(2026, 11, 20)
ROLES = {"Firefox": "own", "Chrome": "competitor"}


@pytest.fixture(autouse=True)
def _home(home: Path) -> None:
    """A home of the test's own."""


def answers(named: int, *, topics: int = 12) -> list[Answer]:
    return [
        Answer(
            "openai",
            {"Firefox": "recommended"} if at < named else {},
            f"t{at}",
            prompt=f"p{at}",
        )
        for at in range(topics)
    ]


def publish(lake: Lake, days: dict[int, list[Answer]]) -> None:
    """Publish days by how many days before DAY they lie."""
    keys = [
        write_day(lake, (DAY - timedelta(back)).isoformat(), SITE, asked, ROLES)
        for back, asked in days.items()
    ]
    assert not publish_marts(lake, Dbt(), keys).offenders


def write_change(lake: Lake, back: int, models: list[str], verdict: str = "stable") -> None:
    day = DAY - timedelta(back)
    row = {
        "id": derived_id(day, "model_changes", "openai"),
        "website_id": website_id(SITE),
        "day": day,
        "llm_provider": "openai",
        "served_models": json.dumps(models),
        "earlier_served_models": "[]",
        "canary_count": 0,
        "canary_response_count": 0,
        "earlier_canary_response_count": 0,
        "verdict": verdict,
        "reason": "told",
        "created_at": datetime(day.year, day.month, day.day, tzinfo=UTC),
    }
    lake.write(model_changes, join_key(day.isoformat(), SITE), [row])


def own(rows: list[dict[str, Any]]) -> dict[str, Any]:
    (row,) = [
        row
        for row in rows
        if (row["comparison"], row["measure"]) == ("previous_period", "mention_rate")
        and (row["brand_name"], row["llm_provider"]) == ("Firefox", "all")
    ]
    return row


@pytest.mark.parametrize(
    ("asked", "earlier", "later"),
    [
        ([0], [], [0]),
        ([0, 6, 7, 13], [13, 7], [6, 0]),
        ([0, 14], [14], [0]),
        ([3, 20, 26, 27], [26, 20], [3]),
        ([0, 34], [34], [0]),
        ([0, 35], [], [0]),
        ([8], [8], []),
    ],
)
def test_the_last_week_is_compared_with_the_last_week_asked_before_it(
    lake: Lake, asked: list[int], earlier: list[int], later: list[int]
) -> None:
    publish(lake, {back: answers(1, topics=1) for back in asked})
    expected = [[DAY - timedelta(back) for back in span] for span in (earlier, later)]
    assert list(choose_periods(lake, SITE, DAY)) == expected


def test_a_rise_is_up_and_says_which_days_it_is_measured_against(lake: Lake) -> None:
    publish(lake, {8: answers(1), 9: answers(1), 0: answers(10)})
    row = own(judge_visibility(lake, SITE, DAY))
    assert (row["verdict"], row["reason"]) == ("up", None)
    assert (row["baseline_start"], row["baseline_end"]) == (
        DAY - timedelta(9),
        DAY - timedelta(8),
    )
    assert (row["period_start"], row["period_end"], row["total_responses"]) == (DAY, DAY, 12)
    assert (row["extractor_version"], row["basket_version"]) == ("7", 2)


def test_a_first_day_has_no_verdict_for_lack_of_another(lake: Lake) -> None:
    publish(lake, {0: answers(5)})
    row = own(judge_visibility(lake, SITE, DAY))
    assert (row["verdict"], row["reason"]) == ("no_verdict", "no_responses")
    assert row["rate_before"] is None


def test_a_week_without_answers_is_told_and_is_no_fall_to_zero(lake: Lake) -> None:
    publish(lake, {8: answers(9), 0: []})
    row = own(judge_visibility(lake, SITE, DAY))
    assert (row["verdict"], row["reason"]) == ("no_verdict", "no_responses")
    assert row["rate_after"] is None


@pytest.mark.parametrize("days", [{}, {0: []}])
def test_where_nothing_was_ever_asked_there_is_nothing_to_judge(
    lake: Lake, days: dict[int, list[Answer]]
) -> None:
    if days:
        publish(lake, days)
    assert judge_visibility(lake, SITE, DAY) == []


def test_another_served_model_between_the_weeks_stops_the_verdict(lake: Lake) -> None:
    publish(lake, {8: answers(1), 0: answers(10)})
    write_change(lake, 8, ["gpt-a"])
    write_change(lake, 0, ["gpt-b"])
    row = own(judge_visibility(lake, SITE, DAY))
    assert (row["verdict"], row["reason"]) == ("no_verdict", "model_changed")


@pytest.mark.parametrize(
    ("before", "after", "verdict", "changed"),
    [
        (["a"], ["a"], "stable", False),
        (["a"], ["b"], "stable", True),
        ([], ["b"], "unknown", False),
        (["a"], [], "unknown", False),
        (["a"], ["a"], "model_changed", True),
    ],
)
def test_a_model_changed_where_names_differ_or_its_canaries_say_so(
    lake: Lake, before: list[str], after: list[str], verdict: str, changed: bool
) -> None:
    write_change(lake, 8, before)
    write_change(lake, 0, after, verdict)
    found = find_model_changes(lake, SITE, [DAY - timedelta(8)], [DAY])
    assert found == {"openai": changed}


def test_the_asset_tells_its_verdicts_and_a_second_run_changes_nothing(lake: Lake) -> None:
    publish(lake, {8: answers(1), 0: answers(10)})
    key = join_key(DAY.isoformat(), SITE)
    runs = []
    for _ in range(2):
        instance = dg.DagsterInstance.ephemeral()
        instance.add_dynamic_partitions("websites", [SITE])
        outcome = dg.materialize(
            [visibility_verdicts], resources={"lake": lake}, partition_key=key, instance=instance
        )
        (event,) = outcome.get_asset_materialization_events()
        runs.append({name: one.value for name, one in event.materialization.metadata.items()})
    assert [run["changed"] for run in runs] == [True, False]
    assert runs[0]["up_count"] == 4  # named and recommended, by openai and by all
    assert "Firefox" in runs[0]["preview"]
    rows = lake.read_rows(table, key)
    assert len({row["id"] for row in rows}) == len(rows) == runs[0]["dagster/row_count"]

"""The warnings beside the verdicts: what turned, and why nothing can be said."""

from __future__ import annotations

from datetime import timedelta

import pytest

from onevice_assets.measures.tell_verdict import tell_remedy
from onevice_assets.tables.verdicts import REASONS
from resources.lake import Lake
from tests.onevice_assets.brand_monitor.share_of_voice.verdicts.conftest import run_checks
from tests.onevice_assets.brand_monitor.share_of_voice.verdicts.rows import (
    DAY,
    verdict,
    write_day,
    write_series,
)


def test_a_change_warns_on_its_day_and_not_on_the_days_after(lake: Lake) -> None:
    write_series(lake, "no_change", "up", "up", "down", "down")
    warned = [
        run_checks(lake, DAY - timedelta(days=back))["no_verdict_changed"]
        for back in range(4, -1, -1)
    ]
    assert [one.passed for one in warned] == [True, False, True, False, True]
    assert {(one.severity.value, one.blocking) for one in warned} == {("WARN", False)}
    assert warned[3].description == "Firefox: mention rate down from 34 % to 21 %"


def test_a_warning_names_the_numbers_the_day_before_and_the_report(lake: Lake) -> None:
    write_series(lake, "no_change", "down")
    found = run_checks(lake)["no_verdict_changed"].metadata
    assert found["brands"].value == 1
    assert found["report"].value.endswith("2026-11-20/influence-report.html")
    head, _, row = found["changes"].value.splitlines()
    cells = [cell.strip() for cell in row.split("|")]
    assert [cell.strip().replace("&#95;", "_") for cell in head.split("|")][1:5] == [
        "day",
        "brand_name",
        "role",
        "measure",
    ]
    assert cells[6:9] == ["0.34", "0.21", "-0.13"]
    assert cells[9] == "0.004"
    assert cells[-2] == "2026-11-19"


def test_a_days_brands_are_one_warning_your_own_first(lake: Lake) -> None:
    write_day(lake, DAY, verdict("up", brand="Chrome"), verdict("down"))
    found = run_checks(lake)["no_verdict_changed"]
    assert found.description == (
        "Firefox: mention rate down from 34 % to 21 %\n"
        "Chrome (competitor): mention rate up from 34 % to 47 %"
    )


def test_a_brands_name_cannot_break_out_of_the_table(lake: Lake) -> None:
    write_day(lake, DAY, verdict("up", brand="a|b\n<img src=x>[x](http://evil.test)"))
    found = run_checks(lake)["no_verdict_changed"]
    table = found.metadata["changes"].value
    assert len(table.splitlines()) == 3
    assert not {"<", "["} & set(table)
    assert len(found.description.splitlines()) == 1


def test_a_range_of_days_in_one_run_warns_of_all_of_them(lake: Lake) -> None:
    write_series(lake, "up", "down", "no_change")
    found = run_checks(lake, DAY - timedelta(days=2), DAY)["no_verdict_changed"]
    assert (found.passed, found.metadata["brands"].value) == (False, 2)


@pytest.mark.parametrize("reason", REASONS)
def test_a_missing_verdict_says_why_and_what_to_do(lake: Lake, reason: str) -> None:
    write_day(lake, DAY, verdict(reason), verdict(reason, measure="recommendation_rate"))
    found = run_checks(lake)
    missing = found["verdicts_can_be_given"]
    assert (missing.passed, missing.severity.value, missing.blocking) == (False, "WARN", False)
    assert missing.description.startswith("No verdict. ")
    assert missing.description.endswith(tell_remedy(reason))
    assert missing.description.count("No verdict") == 1
    assert found["no_verdict_changed"].passed


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [verdict("no_change"), verdict("thin", brand="Chrome")],
        [verdict("up"), verdict("thin", llm_provider="openai")],
        [verdict("up"), verdict("thin", comparison="own_brand")],
    ],
)
def test_what_is_thin_elsewhere_is_no_warning_about_your_brand(
    lake: Lake, rows: list[dict[str, object]]
) -> None:
    write_day(lake, DAY, *rows)
    assert run_checks(lake)["verdicts_can_be_given"].passed

"""The main job as a person runs it: `onevice run` on the bundled example, over real HTTP.

The program is that of the wheel, where no repository is: the wheel is the whole platform.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from onevice_assets.tables import ALL
from resources.lake import Lake
from tests.docs.documented_commands import ROOT, commands_of
from tests.e2e.market import Market

# the first of them waits for the wheel, the first run and its servers
pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

DECIDED = ("brands", "websites", "simulation_runs")
# what a re-score replaces, and what a model asked by hand says: a first run has neither
LATER = ("llm_brand_state_versions", "brand_state_judgements")
TUTORIAL, FEWEST = ROOT / "docs" / "tutorial.md", 10


def test_the_main_job_ends_with_brands_and_a_report(
    market: Market, first_run: dict[str, Any]
) -> None:
    named = {row["brand"]: row for row in first_run["brands"]}
    assert first_run["website"] == "default.demo.test"
    assert named["Firefox"]["role"] == "own"
    assert named["Firefox"]["mention_rate"] == 1.0
    assert named["Firefox"]["first_positions"] == named["Firefox"]["total_responses"] > 0
    assert named["Chrome"]["recommendation_rate"] == 100.0
    assert not first_run["is_demonstration"]
    page = Path(first_run["report"]).read_text("utf-8")
    assert "Firefox is named in" in page


def test_the_program_is_the_wheels_own(market: Market) -> None:
    where = "import onevice_assets, resources; print(onevice_assets.__file__, resources.__file__)"
    python = market.program.with_name("python")
    told = subprocess.run(
        [python, "-c", where], cwd=market.folder, capture_output=True, text=True, check=True
    )
    assert told.stdout.count(str(market.program.parent.parent)) == 2


def test_the_main_job_never_leaves_this_machine(market: Market, first_run: dict[str, Any]) -> None:
    assert market.refused() == ""


def test_every_table_of_the_lake_has_rows(market: Market, first_run: dict[str, Any]) -> None:
    lake = Lake(url=(market.home / "lake").as_uri())
    of_websites = [one for one in ALL.values() if one.system == "brand_monitor"]
    for table in (one for one in of_websites if one.name not in LATER):
        (partition,) = lake.partitions(table)
        assert lake.read_rows(table, partition), table.name


def test_a_table_can_be_shown(market: Market, first_run: dict[str, Any]) -> None:
    assert len(market.told("show", "co_mentions", "--limit", "1")) == 1
    assert "co_mentions" in market.command("show", "co_mentions").stdout


def test_a_number_leads_to_its_sentence(market: Market, first_run: dict[str, Any]) -> None:
    told = market.told("explain", "share_of_voice", "--brand", "Chrome")
    counted = [one for one in told["evidence"] if not one["is_branded"]]
    assert len(counted) == told["row"]["mention_count"]
    assert all(one["surface"] == "Chrome" for one in counted)
    assert all(one["after"].startswith("**: fast") for one in counted)


def test_a_second_run_of_the_same_day_changes_nothing_and_asks_no_model(
    market: Market, first_run: dict[str, Any]
) -> None:
    calls = market.calls()
    files = market.files("lake", "objects", "reports")
    graph = market.graph()
    decided = market.rows(*DECIDED)
    again = market.told("run")
    assert market.calls() == calls
    assert market.files("lake", "objects", "reports") == files
    assert market.graph() == graph
    assert market.rows(*DECIDED) == decided
    assert again == first_run


def test_the_key_is_written_nowhere(market: Market, first_run: dict[str, Any]) -> None:
    secret = market.env["OPENAI_API_KEY"].encode()
    holding = [
        str(path)
        for path in market.home.rglob("*")
        if path.is_file() and secret in path.read_bytes()
    ]
    assert holding == []


def test_the_tutorial_can_be_typed_from_its_first_line_to_its_last(
    market: Market, first_run: dict[str, Any]
) -> None:
    typed = [one for one in commands_of(TUTORIAL) if one.is_whole]
    assert len(typed) >= FEWEST
    for one in typed:
        done = market.command(*one.words)
        assert done.returncode == 0, f"{one} ended {done.returncode}:\n{done.stderr[-3000:]}"
        assert done.stdout + done.stderr, f"{one} says nothing"

"""Dagster's UI over the home of the first run: the assets, their graph and a finished run."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from dagster_graphql import DagsterGraphQLClient

from resources.local_servers.processes import free_port
from scripts.pictures import ASSETS, open_picture
from tests.e2e.browser import open_window
from tests.e2e.market import Market

# the first of them waits for the wheel, the first run and its servers
pytestmark = [pytest.mark.e2e, pytest.mark.browser, pytest.mark.timeout(900)]

STAGES = ("pages", "audience", "prompts", "responses", "brand_states", "share_of_voice", "graph")
MARTS = ("share_of_voice", "substitution_patterns", "co_mentions")
LOCATION = "onevice_assets.definitions"
PATIENCE_MS = 200_000


@pytest.fixture(scope="module")
def ui(market: Market, first_run: dict[str, Any]) -> Iterator[str]:
    """`onevice ui` on a free port; told to end, it takes its servers with it."""
    port = free_port()
    process = subprocess.Popen(
        [str(market.program), "ui", "--port", str(port)],
        cwd=market.folder,
        env=market.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 200
    while True:
        assert process.poll() is None, "the UI ended by itself"
        assert time.monotonic() < deadline, "the UI did not answer in 200 s"
        try:
            if httpx.get(f"{address}/server_info", timeout=2).status_code == 200:
                break
        except httpx.HTTPError:
            time.sleep(0.5)
    yield address
    process.send_signal(signal.SIGTERM)
    process.wait(120)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}/server_info", timeout=2)


def test_the_asset_graph_shows_the_way_from_pages_to_report_as_its_picture_does(ui: str) -> None:
    with open_window() as window:
        open_picture(window.page, ASSETS, ui)
        for stage in (*STAGES, "report"):
            group = window.page.get_by_text(f"brand_monitor__{stage}", exact=True).first
            group.wait_for(timeout=PATIENCE_MS)


def test_a_stage_shows_its_assets_with_passed_checks(ui: str) -> None:
    with open_window(width=1800, height=1100) as window:
        group = f"{LOCATION}/asset-groups/brand_monitor__share_of_voice"
        window.page.goto(f"{ui}/locations/{group}/list")
        for name in MARTS:
            window.page.get_by_text(name).first.wait_for(timeout=PATIENCE_MS)
        window.page.goto(f"{ui}/locations/{group}/lineage")
        window.page.get_by_text("Passed").first.wait_for(timeout=PATIENCE_MS)


def test_the_run_of_the_command_line_is_listed_as_finished(ui: str) -> None:
    with open_window(width=1600, height=900) as window:
        window.page.goto(f"{ui}/runs/")
        window.page.get_by_text("watch_website").first.wait_for(timeout=PATIENCE_MS)
        window.page.get_by_text("Success").first.wait_for(timeout=PATIENCE_MS)


def test_an_analyst_can_read_the_answers_again_from_the_ui(
    ui: str, first_run: dict[str, Any]
) -> None:
    client = DagsterGraphQLClient("127.0.0.1", port_number=int(ui.rpartition(":")[2]))
    day, website = first_run["day"], first_run["website"]
    run = client.submit_job_execution(
        "publish",
        repository_location_name=LOCATION,
        tags={
            "dagster/partition": f"{day}|{website}",
            "dagster/partition/day": day,
            "dagster/partition/website": website,
        },
    )
    deadline = time.monotonic() + 400
    while (status := client.get_run_status(run).value) not in ("SUCCESS", "FAILURE", "CANCELED"):
        assert time.monotonic() < deadline, f"the run is still {status}"
        time.sleep(1)
    assert status == "SUCCESS"

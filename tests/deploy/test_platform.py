"""docker-compose.yml's own commands against real servers: Dagster comes up and keeps its runs."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import psycopg
import pytest
from dagster import AssetKey
from dagster_graphql import DagsterGraphQLClient

from onevice_assets.tables import audience
from resources.control_plane.connection import parse_url
from resources.lake import Lake
from tests.conftest import new_database, new_prefix
from tests.deploy.platform import Platform

pytestmark = [
    pytest.mark.server(
        "ONEVICE_TEST_DATABASE_URL",
        "ONEVICE_TEST_NEO4J_URI",
        "ONEVICE_TEST_REDIS_URL",
        "ONEVICE_TEST_ELASTICSEARCH_URL",
        "ONEVICE_TEST_S3_URL",
    ),
    pytest.mark.timeout(600),
]

START_SECONDS = 180.0
WEBSITE = "default.demo.test"
ASSETS = "{ assetNodes { assetKey { path } } }"
HEALTH = "{ instance { daemonHealth { allDaemonStatuses { daemonType required healthy } } } }"
LOCATIONS = (
    "{ workspaceOrError { ... on Workspace { locationEntries { name loadStatus "
    "locationOrLoadError { __typename } } } } }"
)
STORAGE = "{ instance { info } }"


@pytest.fixture(scope="module")
def place(server_url: str) -> Iterator[Mapping[str, str]]:
    """The stores' addresses; databases and prefix are this module's own."""
    given = os.environ
    with (
        new_database(server_url) as database,
        new_database(server_url) as dagster,
        new_prefix(given["ONEVICE_TEST_S3_URL"]) as prefix,
    ):
        yield {
            "DATABASE_URL": database,
            "DAGSTER_DATABASE_URL": plain(dagster),
            "NEO4J_URI": given["ONEVICE_TEST_NEO4J_URI"],
            "NEO4J_PASSWORD": given["ONEVICE_TEST_NEO4J_PASSWORD"],
            "REDIS_URL": given["ONEVICE_TEST_REDIS_URL"],
            "ELASTICSEARCH_URL": given["ONEVICE_TEST_ELASTICSEARCH_URL"],
            "QDRANT_URL": "",  # no registry has its server
            "QDRANT_API_KEY": "",
            "ONEVICE_LAKE_URL": f"{prefix}/lake",
            "ONEVICE_OBJECTS_URL": f"{prefix}/objects",
            **{name: value for name, value in given.items() if name.startswith("AWS_")},
        }


def plain(url: str) -> str:
    """An address without the name of a driver, as a person writes it."""
    return parse_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture(scope="module")
def platform(
    place: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Platform]:
    """The platform, up and well."""
    platform = Platform(tmp_path_factory.mktemp("platform"), place)
    migrated = platform.run("init")
    assert migrated.returncode == 0, migrated.stderr
    try:
        for service in ("code", "webserver", "daemon"):
            platform.start(service)
            platform.wait_until_healthy(service, START_SECONDS)
        yield platform
    finally:
        platform.stop()


def ask(platform: Platform, query: str) -> Any:
    address = f"http://127.0.0.1:{platform.ui_port}/graphql"
    answer = httpx.post(address, json={"query": query}, timeout=60).json()
    assert "errors" not in answer, answer
    return answer["data"]


def test_the_webserver_answers(platform: Platform) -> None:
    info = httpx.get(f"http://127.0.0.1:{platform.ui_port}/server_info", timeout=10).json()
    assert info["dagster_version"].startswith("1.13")


def test_the_code_server_s_assets_are_shown(platform: Platform) -> None:
    (location,) = ask(platform, LOCATIONS)["workspaceOrError"]["locationEntries"]
    assert (location["name"], location["loadStatus"]) == ("onevice", "LOADED")
    assert location["locationOrLoadError"]["__typename"] == "RepositoryLocation"
    shown = {tuple(node["assetKey"]["path"]) for node in ask(platform, ASSETS)["assetNodes"]}
    assert {("brand_monitor", "scraped_pages"), ("brand_monitor", "share_of_voice")} <= shown


def test_every_daemon_that_is_needed_beats(platform: Platform) -> None:
    states = ask(platform, HEALTH)["instance"]["daemonHealth"]["allDaemonStatuses"]
    needed = {one["daemonType"]: one["healthy"] for one in states if one["required"]}
    assert {"SENSOR", "SCHEDULER", "QUEUED_RUN_COORDINATOR", "MONITORING"} <= set(needed)
    assert all(needed.values()), needed


def test_dagster_s_storage_is_postgres(platform: Platform, place: Mapping[str, str]) -> None:
    assert "PostgresRunStorage" in ask(platform, STORAGE)["instance"]["info"]
    with psycopg.connect(place["DAGSTER_DATABASE_URL"]) as db:
        row = db.execute("SELECT count(*) FROM daemon_heartbeats").fetchone()
    assert row is not None
    assert row[0] > 0


def test_a_run_is_queued_started_by_the_code_server_and_writes_to_the_stores(
    platform: Platform, place: Mapping[str, str]
) -> None:
    added = platform.run("code", "onevice", "site", "add", "http://demo.test/")
    assert added.returncode == 0, added.stderr
    client = DagsterGraphQLClient("127.0.0.1", port_number=platform.ui_port)
    pages = AssetKey(["brand_monitor", "scraped_pages"])
    tags = {"dagster/partition": WEBSITE}
    run = client.submit_job_execution("understand_website", tags=tags, asset_selection=[pages])
    deadline = time.monotonic() + START_SECONDS
    while (status := client.get_run_status(run).value) not in ("SUCCESS", "FAILURE", "CANCELED"):
        assert time.monotonic() < deadline, f"{status}:\n{platform.said('daemon')}"
        time.sleep(0.5)
    assert status == "SUCCESS", platform.said("code")
    lake = Lake(url=place["ONEVICE_LAKE_URL"])
    assert len(lake.read_rows(audience.scraped_pages, WEBSITE)) > 5

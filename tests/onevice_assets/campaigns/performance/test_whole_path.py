"""From files of the ad platforms to a client's graph, by the assets themselves."""

from __future__ import annotations

import tarfile
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from onevice_assets.campaigns.performance.assets import (
    derive_campaign_performance,
    read_campaign_reports,
)
from onevice_assets.campaigns.performance.checks import no_day_counts_twice
from onevice_assets.campaigns.projections.assets import publish_campaign_memory
from onevice_assets.tables import campaign_performance as tables
from resources.campaign_files import REPORTS, put_file
from resources.control_plane import campaign_decisions
from resources.control_plane.campaign_clients import Client
from resources.progress import Progress
from tests.graphs import dump
from tests.onevice_assets.campaigns.performance.reports import basic_ad, fb_ad, google_ad_day, write
from tests.onevice_assets.campaigns.studio import Studio, creative

Row = dict[str, Any]
ASSETS = [read_campaign_reports, derive_campaign_performance, publish_campaign_memory]
NETWORKS = ("facebook_ads", "google_ads", "tiktok", "linkedin")


def run(studio: Studio, client: Client, *assets: Any) -> dg.ExecuteInProcessResult:
    with dg.DagsterInstance.ephemeral() as instance:
        instance.add_dynamic_partitions("campaign_clients", [client.key])
        done = dg.materialize(
            list(assets) if assets else [*ASSETS, no_day_counts_twice],
            resources={**studio.resources, "progress": Progress(mode="off")},
            partition_key=client.key,
            instance=instance,
        )
    assert done.success
    return done


def add(studio: Studio, client: Client, folder: Path, **files: bytes) -> None:
    for name, data in files.items():
        path = folder / f"{name}.csv"
        path.write_bytes(data)
        put_file(studio.resources["objects"], client.id, path, REPORTS)


def rows(studio: Studio, client: Client, name: str) -> list[Row]:
    return list(studio.resources["lake"].read_rows(getattr(tables, name), client.key))


@pytest.fixture(scope="session")
def seeds(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The four platforms' files of the connectors."""
    folder = tmp_path_factory.mktemp("seeds")
    with tarfile.open(shared / "data/marketing/fivetran_ad_reporting_seeds.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    return sorted(one for one in folder.rglob("*.csv") if one.name.startswith(NETWORKS))


@pytest.mark.shared
def test_the_connectors_own_files_become_days_and_a_second_run_changes_nothing(
    studio: Studio, seeds: list[Path]
) -> None:
    client = studio.client("yoga-loft")
    for path in seeds:
        put_file(studio.resources["objects"], client.id, path, REPORTS)
    run(studio, client)
    files = rows(studio, client, "report_files")
    assert len(files) == len({path.read_bytes() for path in seeds}), "one is there twice"
    assert not [row["filename"] for row in files if row["status"] == "refused"]
    cells = rows(studio, client, "ad_performance")
    assert {row["platform"] for row in cells} == {
        *("facebook", "google-search", "tiktok", "linkedin")
    }
    facebook = [row for row in cells if row["platform"] == "facebook"]
    assert round(sum(row["spend"] for row in facebook), 2) == 577.06
    waiting = {row["what"] for row in rows(studio, client, "uncounted_report_rows")}
    assert "there is no rate for CAN on 2021-09-15" in waiting
    graph = studio.graph(client)
    assert len(graph["Performance"]) == len(graph["ACHIEVED"])
    assert len(graph["Campaign"]) == len(rows(studio, client, "campaigns"))
    with studio.resources["graph"].session() as session:
        before = dump(session)
        run(studio, client)
        assert dump(session) == before


def campaign_of_two_ads(studio: Studio, client: Client, folder: Path) -> None:
    add(
        studio,
        client,
        folder,
        days=write([basic_ad(), basic_ad(ad_id="13", date="2026-11-02", spend="7.5")]),
        ads=write([fb_ad(), fb_ad(id="13", name="tour.jpg", creative_id="")]),
    )


def test_a_day_is_remembered_with_its_campaign_and_creative(studio: Studio, tmp_path: Path) -> None:
    client = studio.client("yoga-loft")
    studio.write(client, creative(client, "hero"), creative(client, "tour"), creative(client, "x"))
    campaign_of_two_ads(studio, client, tmp_path)
    run(studio, client)
    graph = studio.graph(client)
    (campaign,) = graph["Campaign"]
    assert (campaign["external_id"], campaign["platform"]) == ("31", "facebook")
    days = sorted(graph["Performance"], key=lambda row: row["date"])
    assert [(row["date"], row["spend"], row["ctr"]) for row in days] == [
        ("2026-11-01", 12.5, 0.02),
        ("2026-11-02", 7.5, 0.02),
    ]
    assert [row["cost_per_conversion"] for row in days] == [None, None], "there is no conversion"
    totals = {row["filename"]: row["total_spend"] for row in graph["Content"]}
    assert totals == {"hero.jpg": 12.5, "tour.jpg": 7.5, "x.jpg": 0.0}
    assert len(graph["RAN_IN"]) == 2
    assert [one["end"] for one in graph["USED_PLATFORM"]] == ["facebook"]


def test_a_day_that_is_corrected_replaces_what_stood_there(studio: Studio, tmp_path: Path) -> None:
    client = studio.client("yoga-loft")
    campaign_of_two_ads(studio, client, tmp_path)
    run(studio, client)
    before = {row["id"]: row for row in studio.graph(client)["Performance"]}
    corrected = basic_ad(spend="99", _fivetran_synced="2026-11-05 04:00:00")
    older = basic_ad(spend="1", _fivetran_synced="2026-11-01 23:00:00")
    add(studio, client, tmp_path, corrected=write([corrected]), late=write([older]))
    run(studio, client)
    after = {row["id"]: row for row in studio.graph(client)["Performance"]}
    assert after.keys() == before.keys(), "it is the same day"
    assert sorted(row["spend"] for row in after.values()) == [7.5, 99.0]


def test_a_file_twice_and_a_row_twice_count_once(studio: Studio, tmp_path: Path) -> None:
    client = studio.client("yoga-loft")
    campaign_of_two_ads(studio, client, tmp_path)
    again = write([basic_ad(), basic_ad(), basic_ad(spend="3")])
    add(studio, client, tmp_path, again=again, other_name=again)
    run(studio, client, *ASSETS[:2])
    assert sum(row["spend"] for row in rows(studio, client, "ad_performance")) == 3 + 7.5
    told = {row["what"] for row in rows(studio, client, "refused_report_rows")}
    assert told == {"the same day again in line 4, with other figures"}


def test_money_of_another_currency_waits_for_its_rate(studio: Studio, tmp_path: Path) -> None:
    client = studio.client("yoga-loft")
    campaign_of_two_ads(studio, client, tmp_path)
    account = {"id": "7", "name": "a", "currency": "EUR", "_fivetran_synced": "2026-11-01"}
    add(studio, client, tmp_path, facebook_account=write([account]))
    run(studio, client, *ASSETS[:2])
    assert rows(studio, client, "ad_performance") == []
    (one, two) = rows(studio, client, "uncounted_report_rows")
    assert {one["what"], two["what"]} == {
        "there is no rate for EUR on 2026-11-01",
        "there is no rate for EUR on 2026-11-02",
    }
    with studio.resources["control"].begin() as db:
        rate = campaign_decisions.Rate("EUR", date(2026, 11, 2), 2.0)
        campaign_decisions.set_rates(db, client, [rate], actor="test")
    run(studio, client, derive_campaign_performance)
    (row,) = rows(studio, client, "ad_performance")
    assert (row["spend"], row["currency"]) == (15.0, "EUR")


def test_what_the_platform_tells_by_ad_and_by_campaign_counts_once(
    studio: Studio, tmp_path: Path
) -> None:
    client = studio.client("yoga-loft")
    ads = [google_ad_day(), google_ad_day(device="DESKTOP")]
    total = {k: v for k, v in google_ad_day().items() if k not in ("ad_id", "ad_group_id")}
    group = {**total, "id": "22"}
    del total["campaign_id"]
    whole = [{**total, "id": "32"}, {**total, "id": "32", "date": "2026-11-02"}]
    add(studio, client, tmp_path, ads=write(ads), groups=write([group]), whole=write(whole))
    run(studio, client, *ASSETS[:2])
    days = {row["date"].day: row["spend"] for row in rows(studio, client, "performance")}
    assert days == {1: 5.0, 2: 2.5}, "the first by ad, the second by campaign alone"


def test_a_person_says_what_an_ad_shows_and_what_rests(studio: Studio, tmp_path: Path) -> None:
    client = studio.client("yoga-loft")
    shown, other = creative(client, "shown"), creative(client, "hero")
    studio.write(client, shown, other)
    campaign_of_two_ads(studio, client, tmp_path)
    with studio.resources["control"].begin() as db:
        campaign_decisions.link_ad(db, client, "facebook", "11", shown["id"], actor="test")
        campaign_decisions.archive_content(db, client, other["id"], actor="test")
    run(studio, client, *ASSETS[:2])
    told = {row["content_id"]: row for row in rows(studio, client, "content_results")}
    assert told[shown["id"]]["total_spend"] == 12.5, "the person goes before the file's name"
    assert told[other["id"]]["status"] == "archived"


def test_the_same_file_is_read_once_and_a_bad_one_keeps_the_rest(
    studio: Studio, tmp_path: Path
) -> None:
    client = studio.client("yoga-loft")
    campaign_of_two_ads(studio, client, tmp_path)
    add(studio, client, tmp_path, facebook_basic_ad=b"ad_id,date,impressions\n1,2026-11-01,2\n")
    run(studio, client, read_campaign_reports)
    files = {row["filename"]: row for row in rows(studio, client, "report_files")}
    assert files["facebook_basic_ad.csv"]["status"] == "refused"
    assert "spend" in files["facebook_basic_ad.csv"]["failure_reason"]
    assert files["days.csv"]["status"] == "taken"
    done = run(studio, client, read_campaign_reports)
    (told,) = [
        event.materialization.metadata
        for event in done.get_asset_materialization_events()
        if event.asset_key and event.asset_key.path[-1] == "report_files"
    ]
    assert told["opened"].value == 0
    assert told["changed"].value is False


def test_ids_are_the_same_on_every_machine(studio: Studio, tmp_path: Path) -> None:
    client = studio.client("yoga-loft")
    campaign_of_two_ads(studio, client, tmp_path)
    run(studio, client, *ASSETS[:2])
    first = [row["id"] for row in rows(studio, client, "performance")]
    lake = studio.resources["lake"]
    for name in ("report_files", "report_rows", "performance"):
        lake.delete(getattr(tables, name), client.key)
    run(studio, client, *ASSETS[:2])
    assert [row["id"] for row in rows(studio, client, "performance")] == first
    assert len(set(first)) == len(first) == 2

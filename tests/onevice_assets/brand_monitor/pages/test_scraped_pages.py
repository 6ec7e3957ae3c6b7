"""The asset: a website's pages, the same on every run, and a clear word when it cannot be had."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime

import dagster as dg
import pytest

from onevice_assets.brand_monitor.pages import assets, checks
from onevice_assets.tables.audience import scraped_pages as TABLE
from resources.control_plane import websites
from resources.control_plane.resource import ControlPlane
from resources.control_plane.websites import Website
from resources.lake import Lake
from resources.object_store import Objects
from resources.progress import Progress
from resources.redis_keys.hard_scrapes import last_hard_scrape
from resources.redis_store import RedisStore
from resources.web.resource import Web
from tests.resources.web.website_server import TEXT, Page, serve_website
from tests.resources.web.website_server import Website as ServedWebsite


def add(control: ControlPlane, url: str | None, **more: object) -> Website:
    with control.begin() as db:
        return websites.add(db, url=url, actor="test", **more)  # type: ignore[arg-type]


def find(control: ControlPlane, website: Website) -> Website:
    with control.begin() as db:
        return websites.find(db, website.key)


class Stage:
    """Materialises the stage for a website."""

    def __init__(self, control: ControlPlane, lake: Lake, objects: Objects) -> None:
        self.instance = dg.DagsterInstance.ephemeral()
        self.lake, self.objects, self.control = lake, objects, control
        self.web = Web(timeout_s=2, retries=0)
        self.progress = Progress(mode="off")
        self.redis = RedisStore(url="redis://127.0.0.1:1")

    def run(self, website: Website, *, hard: bool = False) -> dg.ExecuteInProcessResult:
        self.instance.add_dynamic_partitions("websites", [website.key])
        return dg.materialize(
            [assets.scraped_pages, checks.pages_are_usable, checks.few_pages_fail],
            partition_key=website.key,
            instance=self.instance,
            raise_on_error=False,
            run_config={
                "ops": {"brand_monitor__scraped_pages": {"config": {"hard": hard}}},
            },
            resources={
                "web": self.web,
                "lake": self.lake,
                "objects": self.objects,
                "control": self.control,
                "progress": self.progress,
                "redis": self.redis,
            },
        )

    def rows(self, website: Website) -> dict[str, dict[str, object]]:
        found = self.lake.read_rows(TABLE, website.key)
        return {str(row["url"]).split("/", 3)[3]: row for row in found}


@pytest.fixture
def stage(control: ControlPlane, lake: Lake, objects: Objects) -> Stage:
    return Stage(control, lake, objects)


def test_the_bundled_example_is_crawled_under_its_own_name(
    stage: Stage, capfd: pytest.CaptureFixture[str]
) -> None:
    website = add(stage.control, "http://demo.test/")
    stage.progress = Progress(mode="bar")
    assert stage.run(website).success
    assert "Crawling demo.test" in capfd.readouterr().err
    rows = stage.rows(website)
    assert len(rows) >= 10
    assert {row["url"].split("/")[2] for row in rows.values()} == {"demo.test"}  # type: ignore[attr-defined]
    assert {"homepage", "product", "blog", "about", "contact"} <= {
        row["page_type"] for row in rows.values()
    }
    assert all(row["error"] is None and row["word_count"] > 20 for row in rows.values())  # type: ignore[operator]
    assert find(stage.control, website).status == "completed"


def site_pages() -> dict[str, Page]:
    return {
        "/": Page(links=["/about", "/shop", "/gone"], title="Start", has_etag=True),
        "/about": Page(f"<h1>About</h1><p>{TEXT}</p>", title="About us", has_etag=True),
        "/shop": Page(f"<h1>Shop</h1><p>{TEXT} It is open.</p>", title="Shop"),
    }


@pytest.fixture
def served() -> Iterator[ServedWebsite]:
    with serve_website(site_pages()) as site:
        yield site


def failure(result: dg.ExecuteInProcessResult) -> str:
    (event,) = result.filter_events(lambda event: event.is_step_failure)
    data = event.step_failure_data.error
    return str(data.cause.message if data and data.cause else data)


def test_a_page_is_a_row_and_three_objects(stage: Stage, served: ServedWebsite) -> None:
    website = add(stage.control, served.url)
    assert stage.run(website).success
    about = stage.rows(website)["about"]
    assert (about["title"], about["page_type"], about["depth"]) == ("About us", "about", 1)
    assert about["content_hash"] == hashlib.sha256(served.find("/about").render()).hexdigest()
    folder = f"scraped-content/{website.id}/{about['id']}"
    assert stage.objects.list(f"{folder}/") == [
        f"{folder}/cleaned.txt",
        f"{folder}/metadata.json",
        f"{folder}/raw.html",
    ]
    assert stage.objects.get(f"{folder}/raw.html") == served.find("/about").render()
    assert stage.objects.get(f"{folder}/cleaned.txt").decode() == about["content_text"]
    assert stage.objects.get_json(f"{folder}/metadata.json")["url"] == f"{served.url}about"
    gone = stage.rows(website)["gone"]
    assert (gone["http_status"], gone["error"]) == (404, "the server answers 404")


def test_a_second_crawl_of_an_unchanged_website_changes_nothing(
    stage: Stage, served: ServedWebsite
) -> None:
    website = add(stage.control, served.url)
    stage.run(website)
    first = stage.rows(website)
    result = stage.run(website)
    assert (
        result.asset_materializations_for_node("brand_monitor__scraped_pages")[0]
        .metadata["changed"]
        .value
        is False
    )
    assert stage.rows(website) == first
    assert served.requests[-1][1].get("if-none-match") or "if-none-match" in str(served.requests)


def test_only_what_changed_is_read_again(stage: Stage, served: ServedWebsite) -> None:
    website = add(stage.control, served.url)
    stage.run(website)
    before = stage.rows(website)
    served.pages["/shop"] = Page(f"<p>{TEXT} It is closed.</p>", title="Shop")
    stage.run(website)
    after = stage.rows(website)
    assert "closed" in str(after["shop"]["content_text"])
    assert after["shop"]["id"] == before["shop"]["id"]
    assert after["shop"]["scraped_at"] > before["shop"]["scraped_at"]  # type: ignore[operator]
    assert {k: v for k, v in after.items() if k != "shop"} == {
        k: v for k, v in before.items() if k != "shop"
    }


def test_a_good_page_that_fails_keeps_its_content_and_recovers(
    stage: Stage, served: ServedWebsite
) -> None:
    website = add(stage.control, served.url)
    stage.run(website)
    good = stage.rows(website)
    served.pages["/about"] = Page(status=500)
    assert stage.run(website).success
    failing = stage.rows(website)["about"]
    assert failing["content_text"] == good["about"]["content_text"]
    assert (failing["http_status"], failing["error"]) == (500, "the server answers 500")
    served.pages["/about"] = site_pages()["/about"]
    stage.run(website)
    assert stage.rows(website) == good


def test_a_start_page_that_fails_leaves_the_stored_pages(
    stage: Stage, served: ServedWebsite
) -> None:
    website = add(stage.control, served.url)
    stage.run(website)
    good = stage.rows(website)
    served.pages["/"] = Page(status=503)
    result = stage.run(website)
    assert not result.success
    assert "the server answers 503" in failure(result)
    assert stage.rows(website) == good
    assert find(stage.control, website).status == "failed"
    assert len(result.filter_events(lambda event: event.is_step_up_for_retry)) == 0


def test_a_website_without_text_is_told(stage: Stage) -> None:
    with serve_website({"/": Page("<script>draw()</script>")}) as site:
        result = stage.run(add(stage.control, site.url))
    assert "none has readable text" in failure(result)


def test_a_hard_scrape_asks_for_everything_once_in_seven_days(
    stage: Stage, served: ServedWebsite
) -> None:
    website = add(stage.control, served.url)
    stage.run(website)
    before, asked = stage.rows(website), len(served.requests)
    assert stage.run(website, hard=True).success
    assert not [h for _, h in served.requests[asked:] if "if-none-match" in h]
    assert stage.rows(website) == before
    result = stage.run(website, hard=True)
    assert "once in 7 days" in failure(result)
    assert find(stage.control, website).status == "completed"


@pytest.mark.redis
def test_a_hard_scrape_is_noted_in_redis_and_a_usual_one_is_not(
    stage: Stage, served: ServedWebsite, store: RedisStore
) -> None:
    store.read_memory()  # the embedded one is not started for this alone
    stage.redis = store
    website = add(stage.control, served.url)
    now = datetime.now(UTC)
    for hard in (False, True):
        assert stage.run(website, hard=hard).success
        last = last_hard_scrape(store, website.id, lambda: None, now=now)
        assert last == (find(stage.control, website).last_hard_scrape_at if hard else None)


def test_a_website_of_imported_answers_has_no_pages_and_no_bar(
    stage: Stage, capfd: pytest.CaptureFixture[str]
) -> None:
    website = add(stage.control, None, name="Imported", source="import")
    stage.progress = Progress(mode="bar")
    result = stage.run(website)
    assert result.success
    assert "Crawling" not in capfd.readouterr().err
    assert stage.rows(website) == {}
    assert find(stage.control, website).status == "pending"


def test_many_failing_pages_are_a_warning(stage: Stage) -> None:
    links = [f"/gone{n}" for n in range(9)]
    with serve_website({"/": Page(links=links)}) as site:
        result = stage.run(add(stage.control, site.url))
    assert result.success
    checked = {one.check_name: one for one in result.get_asset_check_evaluations()}
    assert checked["pages_are_usable"].passed
    assert not checked["few_pages_fail"].passed
    assert checked["few_pages_fail"].severity is dg.AssetCheckSeverity.WARN

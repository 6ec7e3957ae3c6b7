"""The asset: a website's pages, the same on every run, and a clear word when it cannot be had."""

from __future__ import annotations

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
from resources.web.resource import Web


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
                "progress": Progress(mode="off"),
            },
        )

    def rows(self, website: Website) -> dict[str, dict[str, object]]:
        found = self.lake.read_rows(TABLE, website.key)
        return {str(row["url"]).split("/", 3)[3]: row for row in found}


@pytest.fixture
def stage(control: ControlPlane, lake: Lake, objects: Objects) -> Stage:
    return Stage(control, lake, objects)


def test_the_bundled_example_is_crawled_under_its_own_name(stage: Stage) -> None:
    website = add(stage.control, "http://demo.test/")
    assert stage.run(website).success
    rows = stage.rows(website)
    assert len(rows) >= 10
    assert {row["url"].split("/")[2] for row in rows.values()} == {"demo.test"}  # type: ignore[attr-defined]
    assert {"homepage", "product", "blog", "about", "contact"} <= {
        row["page_type"] for row in rows.values()
    }
    assert all(row["error"] is None and row["word_count"] > 20 for row in rows.values())  # type: ignore[operator]
    assert find(stage.control, website).status == "completed"

"""The first crawl: of what can be understood, once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import dagster as dg
import pytest

from resources.control_plane import brands, websites
from resources.control_plane.resource import ControlPlane
from sensors.first_crawls import first_crawls

SITE = "default.demo.test"


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.instance_for_test() as made:
        made.add_dynamic_partitions("websites", [SITE, "default.imported"])
        yield made


def look(control: ControlPlane, instance: dg.DagsterInstance) -> list[tuple[str, str]]:
    """Run key and partition of every request."""
    context = dg.build_sensor_context(instance=instance, resources={"control": control})
    return [
        (str(one.run_key), str(one.partition_key))
        for one in first_crawls(context)
        if isinstance(one, dg.RunRequest)
    ]


def test_a_website_is_crawled_when_its_own_brand_is_known_and_not_after(
    control: ControlPlane, instance: dg.DagsterInstance
) -> None:
    with control.begin() as db:
        site = websites.add(db, url="https://demo.test/", actor="test")
        websites.add(db, name="Imported", source="import", actor="test")
        brands.track(db, site.id, "Rival", "competitor", actor="test")
    assert look(control, instance) == []
    with control.begin() as db:
        brands.track(db, site.id, "Demo", "own", actor="test")
    assert look(control, instance) == [(f"{SITE}|first", SITE)]
    with control.begin() as db:
        websites.note_scrape(db, site.id, at=datetime.now(UTC), hard=False, status="completed")
    assert look(control, instance) == []


def test_a_crawl_that_failed_is_left_to_people(
    control: ControlPlane, instance: dg.DagsterInstance
) -> None:
    with control.begin() as db:
        site = websites.add(db, url="https://demo.test/", actor="test")
        brands.track(db, site.id, "Demo", "own", actor="test")
        websites.note_scrape(db, site.id, at=datetime.now(UTC), hard=False, status="failed")
    assert look(control, instance) == []

"""New websites are offered as partitions, and understood once."""

from __future__ import annotations

import dagster as dg
import pytest

from resources.control_plane import brands, websites
from resources.control_plane.resource import ControlPlane
from resources.control_plane.websites import Website
from sensors.websites import MOST_UNDERSTOOD, new_websites, websites_to_understand
from tests.sensors.conftest import Platform


def add(platform: Platform, domain: str, *, minutes_ago: int = 5, source: str = "crawl") -> Website:
    """A website nobody has looked at, added some time ago."""
    with platform.control.begin() as db:
        url = f"https://{domain}" if source == "crawl" else None
        made = websites.add(db, url=url, domain=domain, source=source, actor="test")
        brands.track(db, made.id, domain, "own", actor="test")
        db.exec_driver_sql(
            "UPDATE control.websites SET created_at = now() - make_interval(mins => %(m)s) "
            "WHERE id = %(id)s",
            {"m": minutes_ago, "id": made.id},
        )
    return made


def asked(done: dg.SensorResult) -> list[str]:
    return [one.partition_key or "" for one in done.run_requests or []]


def test_a_website_becomes_a_partition_and_a_second_tick_changes_nothing(
    platform: Platform,
) -> None:
    add(platform, "demo.test")
    platform.tick(new_websites)
    assert platform.instance.get_dynamic_partitions("websites") == ["default.demo.test"]
    assert not platform.tick(new_websites).dynamic_partitions_requests


def test_a_website_that_is_gone_keeps_its_partition(platform: Platform) -> None:
    website = add(platform, "demo.test")
    platform.tick(new_websites)
    with platform.control.begin() as db:
        db.exec_driver_sql("DELETE FROM control.websites WHERE id = %(id)s", {"id": website.id})
    platform.tick(new_websites)
    assert platform.instance.get_dynamic_partitions("websites") == [website.key]


def test_a_new_website_is_understood_once_whatever_becomes_of_it(platform: Platform) -> None:
    website = add(platform, "demo.test")
    assert asked(platform.tick(websites_to_understand)) == [], "it has no partition yet"
    platform.tick(new_websites)
    assert asked(platform.tick(websites_to_understand)) == [website.key]
    assert asked(platform.tick(websites_to_understand)) == []


@pytest.mark.parametrize("how", ["import", "young", "crawled"])
def test_an_import_a_website_just_added_and_a_crawled_one_are_left_alone(
    platform: Platform, how: str
) -> None:
    if how == "crawled":
        platform.add_website("demo.test")
    else:
        source = "import" if how == "import" else "crawl"
        add(platform, "demo.test", minutes_ago=0 if how == "young" else 5, source=source)
    platform.tick(new_websites)
    assert asked(platform.tick(websites_to_understand)) == []


def test_a_website_that_somebody_is_running_by_hand_is_not_run_beside_them(
    platform: Platform,
) -> None:
    website = add(platform, "demo.test")
    platform.tick(new_websites)
    by_hand = dg.RunRequest(job_name="understand_website", partition_key=website.key)
    platform.start(by_hand, dg.DagsterRunStatus.STARTED)
    assert asked(platform.tick(websites_to_understand)) == []


def test_many_new_websites_are_understood_a_few_a_tick_and_none_is_forgotten(
    platform: Platform,
) -> None:
    made = [add(platform, f"w{n}.test").key for n in range(MOST_UNDERSTOOD + 3)]
    platform.tick(new_websites)
    first, second, third = (asked(platform.tick(websites_to_understand)) for _ in range(3))
    assert len(first) == MOST_UNDERSTOOD
    assert sorted(first + second) == sorted(made)
    assert third == []


def test_a_control_plane_that_is_away_skips_the_tick(platform: Platform) -> None:
    platform.control = ControlPlane(
        url="postgresql://nobody@127.0.0.1:9/nothing", connect_seconds=2, retry_seconds=0
    )
    for sensor in (new_websites, websites_to_understand):
        assert "127.0.0.1:9" in str(platform.tick(sensor).skip_reason)

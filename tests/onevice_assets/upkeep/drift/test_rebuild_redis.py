"""What Redis copies is made anew after it was emptied; what stands nowhere else is not touched."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from onevice_assets.publishing.store_copy import Only
from onevice_assets.upkeep.drift.rebuild_store import list_websites, rebuild_redis
from resources.control_plane import websites
from resources.control_plane.resource import ControlPlane
from resources.redis_keys import caches, costs, monitor
from resources.redis_keys.cache import get_or_make
from resources.redis_store import RedisStore
from tests.onevice_assets.upkeep.drift.websites import dump_control, wreck_redis
from tests.resources.redis_keys.test_costs import settle
from tests.stores import driver_of, keys_of

pytestmark = pytest.mark.redis

FAR = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.fixture
def given(store: RedisStore, control: ControlPlane) -> dict[str, Any]:
    """Two organizations' websites, of which one has spent a quarter of a dollar today."""
    with control.begin() as db:
        site = websites.add(db, url="https://demo.test/", actor="test")
        websites.add(db, url="https://demo.test/", organization="rival", actor="test")
    settle(control, site, "0.25")
    return {"redis": store, "control": control}


def rebuild(given: dict[str, Any], website: str | None = None) -> tuple[int, list[Any]]:
    corrected, failed = rebuild_redis(given, list_websites(given["control"], Only(website)), print)
    return len(corrected), failed


def read_cost(given: dict[str, Any], organization: int = 0, provider: str = "openai") -> int | None:
    every = list_websites(given["control"])
    return costs.read(given["redis"], every[organization].organization_id, provider)


def test_an_emptied_redis_has_its_costs_again_and_nothing_decided_changed(
    given: dict[str, Any],
) -> None:
    before = dump_control(given["control"])
    rebuild(given)
    wreck_redis(given)
    assert read_cost(given) is None
    corrected, failed = rebuild(given)
    assert (failed, read_cost(given), read_cost(given, 1)) == ([], 250_000, 0)
    assert corrected
    assert rebuild(given) == (0, [])
    assert dump_control(given["control"]) == before


def test_a_counter_of_nobody_is_set_to_what_the_ledger_says(given: dict[str, Any]) -> None:
    rebuild(given)
    rival = list_websites(given["control"], Only("rival.demo.test"))[0]
    key = monitor.DAILY_COST.key(organization_id=rival.organization_id, provider="anthropic")
    given["redis"].write_text(key, "999", expires_at=FAR)
    assert rebuild(given, rival.key) == (1, [])
    assert read_cost(given, 1, "anthropic") == 0


def test_cached_answers_are_forgotten_and_sessions_and_jobs_stay(given: dict[str, Any]) -> None:
    store = given["redis"]
    site = list_websites(given["control"])[0]
    entry = caches.website_analysis(site.organization_id, site.id)
    assert get_or_make(store, entry, lambda: {"sells": "bread"}) == {"sells": "bread"}
    session, job = monitor.SESSION.key(session_id="s"), monitor.QUEUE_NORMAL.key(queue="q")
    store.write_hash(session, {"user_id": "u"}, expires_at=FAR)
    driver_of(store).rpush(store.name_of(job), "1")
    rebuild(given)
    assert get_or_make(store, entry, lambda: {"sells": "cake"}) == {"sells": "cake"}
    assert store.read_hash(session) == {"user_id": "u"}
    assert driver_of(store).lrange(store.name_of(job), 0, -1) == ["1"]


def test_a_redis_that_does_not_answer_is_told_website_by_website(given: dict[str, Any]) -> None:
    nobody = {**given, "redis": RedisStore(url="redis://127.0.0.1:1/0")}
    corrected, failed = rebuild(nobody)
    assert corrected == 0
    assert [key for key, _ in failed] == ["default.demo.test", "rival.demo.test"]
    assert "127.0.0.1:1" in failed[0][1]
    assert keys_of(given["redis"]) == set()

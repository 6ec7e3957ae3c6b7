"""A run tells Redis how far it is and what it spends; without Redis it is asked all the same."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from resources.control_plane import simulations
from resources.redis_keys import costs
from resources.redis_keys.active_simulations import read_active
from resources.redis_store import RedisStore
from tests.onevice_assets.brand_monitor.responses.conftest import DAY, World
from tests.stores import keys_of


@pytest.mark.redis
def test_a_finished_run_is_told_and_its_cost_is_what_the_ledger_says(
    world: World, store: RedisStore
) -> None:
    store.read_memory()  # the embedded one is not started for this alone
    world.redis = store
    world.materialize()
    with world.control.begin() as db:
        run = simulations.for_day(db, world.website.id, DAY)
    told = read_active(store, run.id)
    assert told is not None
    assert (told.status, told.progress, told.total) == ("completed", 6, 6)
    attempts = world.attempts()
    assert len(attempts) == 6
    spent = sum(costs.to_micro_usd(one.cost_usd or one.reserved_usd) for one in attempts)
    assert costs.read(store, run.organization_id, attempts[0].provider) == spent > 0


@pytest.mark.redis
def test_a_day_that_asks_nothing_tells_nothing(world: World, store: RedisStore) -> None:
    world.materialize()
    world.redis = store
    store.read_memory()
    world.materialize()
    assert not [key for key in keys_of(store) if "simulation:active" in key]


def test_a_redis_that_is_down_fails_no_paid_run(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.redis = RedisStore(url="redis://127.0.0.1:1")
    before = datetime.now(UTC)
    world.materialize()
    assert len(world.rows()) == 6
    assert all(one.status == "succeeded" for one in world.attempts())
    assert [line for line in caplog.messages if "but without Redis" in line]
    assert datetime.now(UTC) > before

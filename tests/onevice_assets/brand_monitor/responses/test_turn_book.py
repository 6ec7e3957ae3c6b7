"""Calls that share transactions: each is told what became of its own entry."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from threading import Event
from typing import Any

import pytest

from onevice_assets.brand_monitor.responses.attempts import Run
from onevice_assets.brand_monitor.responses.live import Live
from onevice_assets.brand_monitor.responses.turn_book import RunDesk
from resources.control_plane import ledger, simulations
from resources.control_plane.ledger import Reservation
from resources.control_plane.ledger_batches import Closing
from resources.errors import StoreError
from resources.identity import new_id
from resources.llm.desk import Ending
from resources.llm.till import Till
from resources.redis_keys.best_effort import BestEffort
from tests.onevice_assets.brand_monitor.responses.conftest import DAY, World


@pytest.fixture
def desk(world: World) -> RunDesk:
    with world.control.begin() as db:
        found = simulations.for_day(db, world.website.id, DAY)
    live = Live(found, BestEffort(None, "the test"))
    till = Till(world.control, day_limit_usd=None)
    return RunDesk(Run(world.control, world.objects, found, DAY, live, till, Event()))


def wish(desk: RunDesk, prompt_id: str) -> Reservation:
    run = desk.run.simulation
    ids = (run.id, run.organization_id, run.website_id, prompt_id)
    return Reservation(*ids, "0" * 64, "openai", "gpt", 1, Decimal(1))


def reserve(desk: RunDesk, *prompt_ids: str) -> list[Any]:
    async def run() -> list[Any]:
        wishes = [desk.reserve(wish(desk, one)) for one in prompt_ids]
        return await asyncio.gather(*wishes, return_exceptions=True)

    return asyncio.run(run())


def test_what_another_run_asks_already_is_refused_alone(desk: RunDesk) -> None:
    known, new = new_id(), new_id()
    assert isinstance(reserve(desk, known)[0], str)
    refused, made = reserve(desk, known, new)
    assert isinstance(refused, StoreError)
    assert "another process" in str(refused)
    assert isinstance(made, str)


def test_a_payload_that_cannot_be_kept_leaves_its_attempt_open_and_the_others_settled(
    desk: RunDesk,
) -> None:
    good, bad = reserve(desk, new_id(), new_id())

    def ending(attempt_id: str, path: str) -> Ending:
        closing = Closing(attempt_id, "succeeded", Decimal(0), "req", new_id(), path)
        return Ending("openai", closing, {"attempt_id": attempt_id}, path)

    async def run() -> list[Any]:
        ends = [ending(good, f"{desk.run.folder}/good.json"), ending(bad, "../out.json")]
        return await asyncio.gather(*map(desk.close, ends), return_exceptions=True)

    settled, refused = asyncio.run(run())
    assert settled is None
    assert isinstance(refused, StoreError)
    with desk.run.control.begin() as db:
        status = {one.id: one.status for one in ledger.attempts(db, desk.run.simulation.id)}
    assert status == {good: "succeeded", bad: "reserved"}


def test_closing_twice_is_told(desk: RunDesk) -> None:
    (attempt,) = reserve(desk, new_id())
    ending = Ending("", Closing(attempt, "failed", Decimal(0), error="no"), None, "")
    asyncio.run(desk.close(ending))
    with pytest.raises(StoreError, match="not reserved"):
        asyncio.run(desk.close(ending))

"""A partition asked while money, ledger or another run is in the way: nothing is paid for twice."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import dagster as dg
import pytest

from onevice_assets.partitions import website_days
from onevice_assets.tables.answers import llm_responses
from resources.control_plane import budgets, hours, websites
from resources.control_plane.resource import ControlPlane
from resources.control_plane.working import alone
from resources.llm.resource import LanguageModels
from tests.onevice_assets.brand_monitor.responses.conftest import DAY, World, write_prompts
from tests.provider_server import ProviderServer

_FULL = """
CREATE FUNCTION control.fill_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
END $$;
CREATE TRIGGER full_disk BEFORE {event} ON control.llm_attempts FOR EACH ROW {when}
EXECUTE FUNCTION control.fill_up();
"""
_SPACE = "DROP TRIGGER full_disk ON control.llm_attempts; DROP FUNCTION control.fill_up();"


@pytest.fixture
def own(world: World, own_database: str) -> World:
    """A world whose database may be broken."""
    control = ControlPlane(url=own_database)
    with control.begin() as db:
        website = websites.add(db, url="https://demo.example", actor="test")
    write_prompts(world.lake, website, conversations=3)
    return replace(world, control=control, website=website)


@contextmanager
def full_disk(world: World, event: str, when: str = "") -> Iterator[None]:
    """Let the server say what it says when its disk is full; psycopg reads % as its own."""
    with world.control.begin() as db:
        db.exec_driver_sql(_FULL.format(event=event, when=when))
    yield
    with world.control.begin() as db:
        db.exec_driver_sql(_SPACE)


def test_a_second_run_of_a_partition_stops_with_a_message_and_asks_nothing(
    world: World, server: ProviderServer
) -> None:
    with (
        alone(world.control, world.website, DAY, llm_responses.name),
        pytest.raises(dg.Failure, match="is being made by process") as told,
    ):
        world.materialize()
    assert not told.value.allow_retries
    assert (server.calls, world.attempts()) == ([], [])
    world.materialize()
    assert len(server.calls) == 6


def test_a_day_that_has_not_begun_is_not_asked_however_far_ahead_this_host_is(
    world: World, server: ProviderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = datetime(DAY.year, DAY.month, DAY.day, tzinfo=UTC) - timedelta(minutes=1)
    monkeypatch.setattr(hours, "read_clock", lambda db: before)
    with pytest.raises(dg.Failure, match="2026-11-20 has not begun"):
        world.materialize()
    assert (server.calls, world.attempts()) == ([], [])
    monkeypatch.setattr(hours, "read_clock", lambda db: before + timedelta(minutes=1))
    world.materialize()
    assert len(server.calls) == 6


def test_a_partition_of_the_future_is_none(world: World, server: ProviderServer) -> None:
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    instance = dg.DagsterInstance.ephemeral()
    instance.add_dynamic_partitions("websites", [world.website.key])
    key = dg.MultiPartitionKey({"day": tomorrow.isoformat(), "website": world.website.key})
    with dg.partition_loading_context(dynamic_partitions_store=instance):
        assert not website_days.has_partition_key(key)


def test_a_model_without_a_price_is_not_asked(
    world: World, server: ProviderServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_MODEL", "gpt-unheard-of")
    with pytest.raises(dg.Failure, match="No price is known for openai's model 'gpt-unheard-of'"):
        world.materialize()
    assert (server.calls, world.attempts()) == ([], [])
    assert not world.lake.exists(llm_responses, world.partition)


@pytest.mark.parametrize("limit", [{"max_usd": 0}, {"max_usd": 9, "max_run_usd": 0}])
def test_a_budget_of_0_asks_nothing_that_costs(
    world: World, server: ProviderServer, limit: dict[str, float]
) -> None:
    world.llm = LanguageModels(**limit)
    with pytest.raises(dg.Failure, match=r"MAX_(RUN_)?USD=0"):
        world.materialize()
    assert (server.calls, world.attempts()) == ([], [])


@pytest.mark.parametrize("whose", ["organization", "website"])
def test_a_budget_that_somebody_set_holds_whatever_max_usd_says(
    world: World, server: ProviderServer, whose: str
) -> None:
    with world.control.begin() as db:
        budgets.set_limit(
            db,
            world.website.organization_id,
            period="month",
            limit_usd=0.001,
            website_id=world.website.id if whose == "website" else None,
            actor="test",
        )
    world.llm = LanguageModels(max_usd=100)
    with pytest.raises(dg.Failure, match=r"onevice budget set") as told:
        world.materialize()
    assert "Asking 6 calls may cost" in str(told.value.description)
    assert not server.calls


def test_a_disk_that_is_full_before_the_call_lets_none_start(
    own: World, server: ProviderServer
) -> None:
    with full_disk(own, "INSERT"), pytest.raises(dg.Failure, match="disk is full"):
        own.materialize()
    assert not server.calls
    own.materialize()
    assert len(own.rows()) == len(server.calls) == 6


def test_a_disk_that_fills_up_after_the_calls_keeps_every_paid_answer_and_starts_no_more(
    own: World, server: ProviderServer
) -> None:
    with full_disk(own, "UPDATE"), pytest.raises(dg.Failure, match="disk is full"):
        own.materialize()
    paid = len(server.calls)
    assert 1 <= paid <= 3, "a follow-up was asked although the first answer is not on record"
    assert {one.status for one in own.attempts()} == {"reserved"}
    own.materialize()
    assert len(own.rows()) == len(server.calls) == 6, "what was paid was settled, not asked again"
    assert {one.status for one in own.attempts()} == {"succeeded"}

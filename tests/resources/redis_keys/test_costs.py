"""Daily counters: copies of the ledger that never refuse what the ledger would allow."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.control_plane import ledger, websites
from resources.control_plane.resource import ControlPlane
from resources.control_plane.websites import Website
from resources.errors import StoreError
from resources.redis_keys import costs
from resources.redis_keys.costs import Correction, rebuild, to_micro_usd
from resources.redis_store import RedisStore
from tests.booked_calls import book
from tests.stores import driver_of, keys_of

pytestmark = pytest.mark.redis


@pytest.fixture
def today() -> date:
    """A day that lasts long enough for a test."""
    now = datetime.now(UTC)
    return (now + timedelta(minutes=1)).date()


@pytest.fixture
def website(control: ControlPlane) -> Website:
    with control.begin() as db:
        return websites.add(db, url="https://shoes.test", actor="test")


def settle(
    control: ControlPlane, website: Website, usd: str, provider: str = "openai", **when: datetime
) -> None:
    with control.begin() as db:
        attempt = book(db, website, usd, provider=provider, **when)
        ledger.settle(
            db,
            attempt.id,
            cost_usd=Decimal(usd),
            request_id=None,
            response_id=attempt.id,
            payload_path="p",
            at=datetime.now(UTC),
        )


@given(usd=st.decimals(0, 1000, places=9))
def test_a_cost_is_never_counted_as_less_than_it_is(usd: Decimal) -> None:
    assert Decimal(0) <= to_micro_usd(usd) - usd * costs.MICRO < 1


def test_a_counter_is_made_from_the_ledger_and_ends_at_midnight(
    store: RedisStore, control: ControlPlane, website: Website, today: date
) -> None:
    settle(control, website, "0.25")
    settle(control, website, "0.000001")
    settle(control, website, "9", at=datetime.now(UTC) - timedelta(days=1))
    owner = website.organization_id
    assert costs.read(store, owner, "openai") is None
    with control.begin() as db:
        made = rebuild(store, db, owner, ["openai", "google"], day=today)
        again = rebuild(store, db, owner, ["openai", "google"], day=today)
    assert made == [Correction("google", None, 0), Correction("openai", None, 250_001)]
    assert again == []
    assert costs.read(store, owner, "openai") == 250_001
    midnight = datetime.combine(today + timedelta(days=1), datetime.min.time(), UTC)
    for key in keys_of(store):
        left = timedelta(milliseconds=driver_of(store).pttl(key))
        assert abs(midnight - datetime.now(UTC) - left) < timedelta(seconds=30)


def test_adding_needs_a_known_sum_and_the_same_day(
    store: RedisStore, control: ControlPlane, website: Website, today: date
) -> None:
    owner, cent = website.organization_id, Decimal("0.01")
    assert not costs.add(store, owner, "openai", cent, day=today)
    assert keys_of(store) == set(), "a part of a sum is not taken for the sum"
    with control.begin() as db:
        rebuild(store, db, owner, ["openai"], day=today)
    assert costs.add(store, owner, "openai", cent, day=today)
    assert not costs.add(store, owner, "openai", cent, day=today - timedelta(days=1))
    assert costs.read(store, owner, "openai") == 10_000
    with control.begin() as db:
        told = rebuild(store, db, owner, ["openai"], day=today)
    assert told == [Correction("openai", 10_000, 0)], "the ledger decides"


def test_organizations_and_providers_have_counters_of_their_own(
    store: RedisStore, control: ControlPlane, website: Website, today: date
) -> None:
    with control.begin() as db:
        other = websites.add(db, url="https://shoes.test", organization="other", actor="test")
    settle(control, website, "1")
    settle(control, website, "2", provider="google")
    settle(control, other, "4")
    with control.begin() as db:
        for one in (website, other):
            rebuild(store, db, one.organization_id, ["openai", "google"], day=today)
    found = {
        (one.organization_slug, provider): costs.read(store, one.organization_id, provider)
        for one in (website, other)
        for provider in ("openai", "google")
    }
    assert list(found.values()) == [1_000_000, 2_000_000, 4_000_000, 0]


def test_without_redis_nobody_is_told_a_sum(today: date) -> None:
    gone = RedisStore(url="redis://127.0.0.1:1")
    with pytest.raises(StoreError, match="Adding to a cost failed"):
        costs.add(gone, "org", "openai", Decimal(1), day=today)

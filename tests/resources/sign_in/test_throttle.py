"""Guessing is slow: ten wrong ones an account, thirty an address, in any fifteen minutes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from resources.errors import StoreError, TooManyAttemptsError
from resources.redis_keys.windows import Admission
from resources.redis_store import RedisStore
from resources.sign_in import throttle
from resources.sign_in.throttle import PER_ACCOUNT, PER_ADDRESS, WINDOW
from tests.stores import driver_of, keys_of

pytestmark = pytest.mark.redis


def admit(store: RedisStore, now: datetime, number: int = 0, **changed: str) -> Admission:
    """An attempt; each number has an account and an address of its own."""
    given = {"email": f"{number}@example.com", "address": f"192.0.2.{number}"} | changed
    return throttle.admit(store, now=now, **given)


def test_the_eleventh_guess_at_an_account_waits_wherever_it_comes_from(
    store: RedisStore, now: datetime
) -> None:
    for number in range(PER_ACCOUNT):
        admit(store, now + timedelta(seconds=number), number, email="ada@example.com")
    later = now + timedelta(minutes=2)
    with pytest.raises(TooManyAttemptsError, match="wait 13 min 0 s") as told:
        admit(store, later, 99, email="ada@example.com")
    assert told.value.wait_seconds == 13 * 60
    assert "ada" not in str(told.value)
    admit(store, later, 99, email="eve@example.com")


def test_the_thirty_first_guess_from_an_address_waits_whoever_it_is_for(
    store: RedisStore, now: datetime
) -> None:
    for number in range(PER_ADDRESS):
        admit(store, now, number, address="192.0.2.1")
    with pytest.raises(TooManyAttemptsError) as told:
        admit(store, now, 99, address="192.0.2.1")
    assert told.value.wait_seconds == int(WINDOW.total_seconds())
    admit(store, now, 99, address="192.0.2.2")


def test_the_window_slides_and_a_refused_guess_does_not_prolong_it(
    store: RedisStore, now: datetime
) -> None:
    for number in range(PER_ACCOUNT):
        admit(store, now + timedelta(minutes=number), email="ada@example.com")
    almost = now + WINDOW - timedelta(milliseconds=1)
    for _ in range(3):
        with pytest.raises(TooManyAttemptsError) as told:
            admit(store, almost, email="ada@example.com")
        assert told.value.wait_seconds == 1
    admit(store, almost + timedelta(milliseconds=1), email="ada@example.com")
    with pytest.raises(TooManyAttemptsError, match="wait 1 min 0 s"):
        admit(store, almost + timedelta(milliseconds=2), email="ada@example.com")


def test_an_attempt_that_was_right_does_not_count(store: RedisStore, now: datetime) -> None:
    for _ in range(2 * PER_ADDRESS):
        throttle.take_back(store, admit(store, now))
    for _ in range(PER_ACCOUNT):
        admit(store, now)
    with pytest.raises(TooManyAttemptsError):
        admit(store, now)


@pytest.mark.parametrize(
    "spellings",
    [
        {"email": ["ada@example.com", " ADA@EXAMPLE.COM"]},
        {"email": ["no address", " NO ADDRESS "]},
        {"email": ["\ud800", "\ud800"]},
        {"address": ["192.0.2.1", "::ffff:192.0.2.1"]},
        {"address": ["2001:db8::1", "2001:db8:0:0:ffff::2"]},
        {"address": ["fe80::1%eth0", "fe80::1"]},
        {"address": ["", " "]},
    ],
)
def test_another_spelling_of_the_same_is_no_way_around(
    spellings: dict[str, list[str]], store: RedisStore, now: datetime
) -> None:
    ((what, (first, second)),) = spellings.items()
    limit = PER_ACCOUNT if what == "email" else PER_ADDRESS
    for number in range(limit):
        admit(store, now, number, **{what: first})
    with pytest.raises(TooManyAttemptsError):
        admit(store, now, 99, **{what: second})


def test_keys_hold_nobodys_address_and_end(store: RedisStore, now: datetime) -> None:
    admit(store, now, email="ada@example.com", address="192.0.2.1")
    keys = keys_of(store)
    assert len(keys) == 2
    assert not [key for key in keys if "ada" in key or "192" in key]
    assert all(0 < driver_of(store).ttl(key) <= int(WINDOW.total_seconds()) for key in keys)


def test_without_redis_nobody_is_let_in_uncounted(now: datetime) -> None:
    gone = RedisStore(url="redis://127.0.0.1:1")
    with pytest.raises(StoreError, match=r"Counting an attempt to sign in failed: Redis at"):
        admit(gone, now)

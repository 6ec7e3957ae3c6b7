"""Sliding windows: never more than the limit in any window, and waiting always helps."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from resources.errors import InputError, StoreError
from resources.redis_keys.key import Key
from resources.redis_keys.monitor import API_CALLS
from resources.redis_keys.windows import Admission, Limit, admit, limit_calls, take_back
from resources.redis_store import RedisStore
from tests.resources.redis_keys.conftest import Run
from tests.stores import driver_of, keys_of

MINUTE = timedelta(minutes=1)


def a_limit(most: int = 3, endpoint: str = "export") -> Limit:
    return limit_calls("user", endpoint, most)


def a_key() -> Key:
    return API_CALLS.key(user_id="user", endpoint=uuid4().hex)


@pytest.mark.parametrize(("most", "window"), [(0, MINUTE), (-1, MINUTE), (1, timedelta(0))])
def test_a_limit_that_lets_nothing_through_is_refused(most: int, window: timedelta) -> None:
    with pytest.raises(InputError, match="lets nothing through"):
        Limit(a_key(), most, window)


def test_without_redis_nothing_is_let_through_uncounted() -> None:
    with pytest.raises(StoreError, match=r"Counting calls failed: Redis at 127\.0\.0\.1:1"):
        admit(RedisStore(url="redis://127.0.0.1:1"), "counting calls", [a_limit()])


@pytest.mark.redis
def test_the_servers_clock_counts_whatever_the_clients_say(store: RedisStore) -> None:
    before = datetime.now(UTC).timestamp()
    assert [admit(store, "counting", [a_limit()]).wait_seconds for _ in range(3)] == [0, 0, 0]
    assert 1 <= admit(store, "counting", [a_limit()]).wait_seconds <= 60
    (key,) = keys_of(store)
    moments = [score for _, score in driver_of(store).zrange(key, 0, -1, withscores=True)]
    assert len(moments) == 3, "the refused call is not counted"
    seconds, _ = driver_of(store).time()
    assert before - 1 <= moments[0] / 1000 <= seconds + 1
    assert 0 < driver_of(store).pttl(key) <= 60_000


@pytest.mark.redis
def test_what_one_window_refuses_is_counted_in_no_other(store: RedisStore) -> None:
    wide, narrow = a_limit(9, "wide"), a_limit(1, "narrow")
    assert admit(store, "counting", [wide, narrow]).wait_seconds == 0
    assert admit(store, "counting", [wide, narrow]).wait_seconds > 0
    assert driver_of(store).zcard(store.name_of(wide.key)) == 1


@pytest.mark.redis
def test_of_many_at_once_exactly_the_limit_passes(store: RedisStore) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = threads.map(lambda _: admit(store, "counting", [a_limit(10)]), range(40))
    assert [one.wait_seconds for one in found].count(0) == 10


class Window(RuleBasedStateMachine):
    """Redis against a list of moments, at any times and with attempts that are taken back."""

    most = 3

    def __init__(self, store: RedisStore) -> None:
        super().__init__()
        self.store = store
        self.limit = Limit(a_key(), self.most, MINUTE)
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.counted: list[tuple[datetime, Admission]] = []

    @rule(seconds=st.integers(0, 40))
    def pass_time(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def ask(self) -> None:
        inside = [at for at, _ in self.counted if at > self.now - MINUTE]
        found = admit(self.store, "counting", [self.limit], at=self.now)
        if len(inside) < self.most:
            assert found.wait_seconds == 0
            self.counted.append((self.now, found))
        else:
            free = sorted(inside)[len(inside) - self.most] + MINUTE
            assert found.wait_seconds == (free - self.now).total_seconds()

    @rule(place=st.integers(0, 9))
    def take_one_back(self, place: int) -> None:
        if self.counted:
            _, admission = self.counted.pop(place % len(self.counted))
            take_back(self.store, "taking back", admission)

    @invariant()
    def never_more_than_the_limit(self) -> None:
        inside = [at for at, _ in self.counted if at > self.now - MINUTE]
        assert len(inside) <= self.most


@pytest.mark.redis
def test_any_sequence_of_calls_gets_what_a_list_of_moments_would_give(
    run_machine: Run,
) -> None:
    run_machine(Window)

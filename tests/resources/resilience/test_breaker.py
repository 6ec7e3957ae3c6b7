"""A store that is down is left alone for a while; one that refuses is not down."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from resources.errors import ConfigurationError, InputError, StoreDownError, StoreError
from resources.resilience import metrics
from resources.resilience.breaker import FAILURES, Breaker, breaker_of
from resources.resilience.guard import guarded, tell_once

PLACE = "Redis at cache.test:6379"


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(PLACE, failures=3, pause_seconds=30, clock=clock)


def fail(breaker: Breaker, times: int = 1) -> None:
    for _ in range(times):
        breaker.admit()
        breaker.fail(StoreDownError("no route"))


def test_so_many_failures_in_a_row_open_it_and_it_answers_at_once(breaker: Breaker) -> None:
    fail(breaker, 2)
    breaker.admit()
    breaker.fail(StoreDownError("no route"))
    with pytest.raises(StoreDownError) as told:
        breaker.admit()
    assert str(told.value).startswith(f"{PLACE} has not answered 3 times in a row since ")
    assert "nothing was sent" in str(told.value)
    assert "tried again at" in str(told.value)
    assert "no route" in str(told.value)


def test_an_outage_is_told_whole_once_and_again_after_the_store_answered() -> None:
    told = list[str]()

    def fail_at(place: str) -> None:
        try:
            with guarded("redis", place, "read"):
                raise StoreDownError("no route: start it")
        except StoreDownError as error:
            told.append(tell_once(error))

    whole, short = "no route: start it", "it still does not answer."
    for _ in range(FAILURES + 1):
        fail_at(PLACE)
    assert told == [whole, *[short] * FAILURES]
    fail_at("Redis at another:6379")
    assert told[-1] == whole
    breaker_of("redis", PLACE).succeed()
    fail_at(PLACE)
    assert told[-1] == whole


def test_what_is_refused_is_told_whole_each_time() -> None:
    assert tell_once(StoreError("the disk is full")) == "the disk is full"


def test_an_answer_between_failures_begins_the_count_anew(breaker: Breaker) -> None:
    fail(breaker, 2)
    breaker.succeed()
    fail(breaker, 2)
    assert breaker.state == "closed"


def test_after_the_pause_one_call_tries_and_the_others_still_wait(
    breaker: Breaker, clock: Clock
) -> None:
    fail(breaker, 3)
    clock.now += 30
    breaker.admit()
    with pytest.raises(StoreDownError):
        breaker.admit()
    breaker.succeed()
    breaker.admit()
    assert breaker.state == "closed"


def test_a_trial_that_fails_opens_it_for_another_pause(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 30
    fail(breaker)
    clock.now += 29
    with pytest.raises(StoreDownError):
        breaker.admit()
    clock.now += 1
    breaker.admit()


def test_a_trial_that_never_reports_back_costs_one_pause(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 30
    breaker.admit()
    clock.now += 30
    breaker.admit()


def test_of_many_threads_one_tries(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, 3)
    clock.now += 30

    def is_let_in(_: int) -> bool:
        try:
            breaker.admit()
        except StoreDownError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(is_let_in, range(64))) == 1


@pytest.mark.parametrize(
    "error",
    [StoreError("violates a constraint"), ConfigurationError("wrong password"), InputError("bad")],
)
def test_what_the_store_or_the_caller_refuses_never_counts(error: Exception) -> None:
    for _ in range(FAILURES * 2):
        with pytest.raises(type(error)), guarded("redis", PLACE, "write"):
            raise error
    assert breaker_of("redis", PLACE).state == "closed"


def test_a_guard_keeps_work_from_a_store_that_is_down_but_not_from_another() -> None:
    for _ in range(FAILURES):
        with pytest.raises(StoreDownError), guarded("redis", PLACE, "read"):
            raise StoreDownError("no route")
    with pytest.raises(StoreDownError, match="nothing was sent"), guarded("redis", PLACE, "read"):
        pytest.fail("the work was begun")
    with guarded("redis", "Redis at other.test:6379", "read"), guarded("graph", PLACE, "read"):
        pass


def test_work_at_one_store_runs_at_the_same_time() -> None:
    together = threading.Barrier(4, timeout=20)

    def work(_: int) -> int:
        with guarded("postgres", "PostgreSQL at db.test", "read"):
            return together.wait()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(work, range(4))) == [0, 1, 2, 3]


def test_what_happened_is_measured_by_store_and_kind() -> None:
    place = "Redis at measured.test:6379"
    with guarded("redis", place, "read"):
        pass
    with pytest.raises(StoreDownError), guarded("redis", place, "write"):
        raise StoreDownError("no route")
    text = metrics.render()
    assert 'redis_operation_duration_seconds_count{operation_type="read"}' in text
    assert 'onevice_store_errors_total{kind="write",reason="down",store="redis"}' in text
    assert f'onevice_store_breaker_open{{address="{place}",store="redis"}} 0.0' in text

"""Caches: right or not there, computed once, and never a reason to fail."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest

from resources.errors import MissingDataError
from resources.redis_keys import cache
from resources.redis_keys.cache import get_or_make, invalidate, keep, look_up
from resources.redis_keys.caches import (
    LlmAnswer,
    Row,
    co_mentions,
    llm_answer,
    share_of_voice,
    website_analysis,
)
from resources.redis_keys.entry import MOST_BYTES, Entry, Found, Missed
from resources.redis_store import RedisStore
from tests.stores import driver_of, keys_of

ORGANIZATION = "org-a"
ROWS: list[Row] = [{"brand_name": "Zoë", "mention_rate": 0.25, "is_thin": False, "rank": None}]
QUESTION = [{"role": "user", "content": "Which shoes?"}]

pytestmark = pytest.mark.redis


def an_entry(website_id: str = "site-a", period: str = "2026-11") -> Entry[list[Row]]:
    return share_of_voice(ORGANIZATION, website_id, period)


def never() -> Any:
    raise AssertionError("computed although it was cached")


def lies_at(store: RedisStore, entry: Entry[Any]) -> str:
    return store.name_of(entry.key)


@pytest.mark.parametrize(
    ("entry", "value", "seconds"),
    [
        (website_analysis(ORGANIZATION, "site-a"), {"industry": "Shoes"}, 3600),
        (
            llm_answer(ORGANIZATION, "openai", "gpt", QUESTION),
            LlmAnswer(response="Ours", brands=["Zoë"], cached_at=datetime.now(UTC)),
            86_400,
        ),
        (share_of_voice(ORGANIZATION, "site-a", "2026-11"), ROWS, 900),
        (co_mentions(ORGANIZATION, "site-a"), ROWS, 1800),
    ],
    ids=["analysis", "answer", "share_of_voice", "co_mentions"],
)
def test_each_cache_gives_back_what_it_was_given_for_as_long_as_the_seed_says(
    store: RedisStore, entry: Entry[Any], value: Any, seconds: int
) -> None:
    assert get_or_make(store, entry, lambda: value) == value
    assert get_or_make(store, entry, never) == value
    assert look_up(store, entry) == Found(value)
    assert seconds - 5 < driver_of(store).ttl(lies_at(store, entry)) <= seconds
    assert all(driver_of(store).ttl(key) > 0 for key in keys_of(store))


@pytest.mark.parametrize(
    "nonsense",
    [
        "",
        "nothing of ours",
        "{head",
        '{head,"organization_id":"org-a"}',
        '{head,"organization_id":"org-a","value":{}}',
        '{head,"organization_id":"org-a","value":[],"more":1}',
        '{head,"organization_id":null,"value":[]}',
        '{head,"organization_id":"org-a","value":[{}]',
    ],
)
def test_nonsense_is_a_miss_and_deleted(store: RedisStore, nonsense: str) -> None:
    missed = look_up(store, an_entry())
    assert isinstance(missed, Missed)
    keep(store, an_entry(), missed, ROWS)
    head = f'"generation":"{missed.generation}"'
    driver_of(store).set(lies_at(store, an_entry()), nonsense.replace("head", head, 1))
    assert isinstance(look_up(store, an_entry()), Missed)
    assert not driver_of(store).exists(lies_at(store, an_entry()))


def test_what_is_no_text_at_all_is_a_miss_and_deleted(store: RedisStore) -> None:
    driver_of(store).hset(lies_at(store, an_entry()), "a", "b")
    assert get_or_make(store, an_entry(), lambda: ROWS) == ROWS
    assert get_or_make(store, an_entry(), never) == ROWS


@pytest.mark.parametrize(
    "value",
    [
        [{"day": date(2026, 11, 21)}],
        [{"rate": float("nan")}],
        [{"pair": (1, 2)}],
        [{"text": "\ud800"}],
        [{"text": "x" * MOST_BYTES}],
        [{"odd": object()}],
    ],
    ids=["a date", "no number", "a tuple", "half a sign", "too large", "no JSON"],
)
def test_what_would_not_come_back_the_same_is_not_kept(store: RedisStore, value: list[Row]) -> None:
    made = get_or_make(store, an_entry(), lambda: value)
    assert made is value
    assert isinstance(look_up(store, an_entry()), Missed)
    assert get_or_make(store, an_entry(), lambda: ROWS) == ROWS


def test_without_redis_everything_is_computed_and_said_in_one_line(
    caplog: pytest.LogCaptureFixture,
) -> None:
    gone = RedisStore(url="redis://:hidden@127.0.0.1:1")
    with caplog.at_level(logging.WARNING, "onevice.cache"):
        assert get_or_make(gone, an_entry(), lambda: ROWS) == ROWS
    (line,) = caplog.messages
    assert "Going on without the cache" in line
    assert "127.0.0.1:1" in line
    assert "hidden" not in line
    assert get_or_make(RedisStore(url="no address"), an_entry(), lambda: ROWS) == ROWS


def test_an_error_of_the_computation_is_the_callers_and_blocks_nobody(store: RedisStore) -> None:
    def fail() -> list[Row]:
        raise MissingDataError("no such day")

    with pytest.raises(MissingDataError):
        get_or_make(store, an_entry(), fail)
    seen = look_up(store, an_entry())
    assert isinstance(seen, Missed)
    assert seen.claim, "the next reader may compute at once"


def test_publishing_a_website_forgets_all_of_it_and_nothing_of_another(store: RedisStore) -> None:
    mine = [an_entry(), an_entry(period="2026-10"), co_mentions(ORGANIZATION, "site-a")]
    other = an_entry("site-b")
    for entry in (*mine, other):
        get_or_make(store, entry, lambda: ROWS)
    for _ in range(2):  # doing it again is no harm: that is its own undo
        invalidate(store, "site-a")
        assert all(isinstance(look_up(store, entry), Missed) for entry in mine)
    assert look_up(store, other) == Found(ROWS)


def test_a_reader_that_began_before_a_publish_cannot_put_old_data_back(store: RedisStore) -> None:
    data, has_read, published = {"now": "old"}, threading.Event(), threading.Event()

    def slowly() -> list[Row]:
        read = data["now"]
        has_read.set()
        assert published.wait(60)
        return [{"of": read}]

    with ThreadPoolExecutor(1) as thread:
        reader = thread.submit(get_or_make, store, an_entry(), slowly)
        assert has_read.wait(60)
        data["now"] = "new"
        invalidate(store, "site-a")
        published.set()
        assert reader.result(60) == [{"of": "old"}], "it began before"
    assert isinstance(look_up(store, an_entry(period="x")), Missed)
    assert get_or_make(store, an_entry(), lambda: [{"of": data["now"]}]) == [{"of": "new"}]


def test_a_generation_that_redis_dropped_makes_all_of_it_old(store: RedisStore) -> None:
    missed = look_up(store, an_entry())
    assert isinstance(missed, Missed)
    driver_of(store).delete(*keys_of(store))  # as a full server does
    assert not keep(store, an_entry(), missed, ROWS)
    assert isinstance(look_up(store, an_entry()), Missed)


def test_of_many_readers_at_once_one_computes(store: RedisStore) -> None:
    made: list[int] = []
    compute = _slow(made, 0.3)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: get_or_make(store, an_entry(), compute), range(8)))
    assert found == [ROWS] * 8
    assert len(made) == 1


def test_who_has_waited_long_enough_computes_and_is_kept(
    store: RedisStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = look_up(store, an_entry())
    assert isinstance(first, Missed)
    assert first.claim
    monkeypatch.setattr(cache, "WAIT_SECONDS", 0.1)
    assert get_or_make(store, an_entry(), lambda: ROWS) == ROWS
    assert look_up(store, an_entry()) == Found(ROWS)
    stored = driver_of(store).get(lies_at(store, an_entry()))
    assert json.loads(str(stored))["value"] == ROWS


def _slow(made: list[int], seconds: float) -> Callable[[], list[Row]]:
    def compute() -> list[Row]:
        made.append(1)
        threading.Event().wait(seconds)
        return ROWS

    return compute

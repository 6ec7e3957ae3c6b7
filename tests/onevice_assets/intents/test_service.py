"""Asking for patterns: one's own, fresh or marked stale, the same from graph and cache."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from onevice_assets.intents.patterns.graph.model import PatternRows
from onevice_assets.intents.patterns.service.pattern_service import PatternService
from onevice_assets.intents.patterns.service.query import PatternQuery
from resources.errors import InputError, MissingDataError, StoreDownError, TooManyAttemptsError
from resources.graph_store import GraphStore
from resources.redis_store import RedisStore
from resources.resilience.breaker import breaker_of
from tests.onevice_assets.intents.asking import ask, dig, put
from tests.onevice_assets.intents.planted import ORGANIZATION
from tests.stores import driver_of, keys_of

pytestmark = pytest.mark.redis

THEIRS = "019a0000-0000-7000-8000-000000000002"
NOBODY = "bolt://127.0.0.1:1"
QUERIES = [
    PatternQuery("alice", low, kind, depth, limit)
    for low, kind, depth, limit in (
        (0.0, None, 1, 100),
        (0.7, None, 1, 100),
        (0.0, "informational", 2, 100),
        (0.0, "evaluation", 5, 100),
        (0.0, None, 3, 2),
        (0.999, None, 4, 100),
    )
]


@pytest.mark.parametrize(
    "wrong",
    [
        {"depth": 0}, {"depth": 6}, {"depth": "1..3"}, {"depth": True}, {"limit": 0},
        {"limit": 101}, {"min_confidence": 1.1}, {"min_confidence": float("nan")},
        {"min_confidence": "0"}, {"pattern_type": "evil' OR 1=1"}, {"user_id": ""},
        {"user_id": "x" * 251},
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_before_any_store_sees_it(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="Nothing was asked"):
        PatternQuery(**{"user_id": "alice", **wrong})


def test_the_cache_answers_every_query_as_the_graph_does(
    graph: GraphStore, store: RedisStore
) -> None:
    put(graph, store, dig())

    async def compare(service: PatternService) -> None:
        for query in QUERIES:
            put(graph, store, dig())  # old again: the graph is asked
            first = await service.list_patterns("test", query)
            again = await service.list_patterns("test", query)
            assert (first.source, again.source) == ("graph", "cache")
            assert not first.is_stale
            assert not again.is_stale
            assert again.patterns == first.patterns
        assert any(one["related"] for one in first.patterns) or query.min_confidence > 0.9

    ask(graph, store, compare)


def test_patterns_come_surest_first_with_what_is_related_to_them(
    graph: GraphStore, store: RedisStore
) -> None:
    put(graph, store, dig())
    query = PatternQuery("alice", depth=2)
    found = ask(graph, store, lambda one: one.list_patterns("test", query)).patterns
    assert len(found) == 5
    sure = [one["confidence"] for one in found]
    assert sure == sorted(sure, reverse=True)
    related = {
        one["data"]["anchor_text"]: [two["label"] for two in one["related"]] for one in found
    }
    assert sorted(map(len, related.values())) == [0, 1, 1, 1, 1]
    assert all(two["distance"] == 1 for one in found for two in one["related"])


def test_one_user_never_sees_anothers_patterns(graph: GraphStore, store: RedisStore) -> None:
    put(graph, store, dig())
    put(graph, store, dig("alice", THEIRS))

    async def look(service: PatternService) -> None:
        for _ in range(2):  # from the graph, then from the cache
            mine = await service.list_patterns("test", PatternQuery("alice", depth=5))
            bobs = await service.list_patterns("test", PatternQuery("bob", depth=5))
            for answer, user in ((mine, "alice"), (bobs, "bob")):
                assert {one["user_id"] for one in answer.patterns} == {user}
                owners = {one["data"]["organization_id"] for one in answer.patterns}
                assert owners == {ORGANIZATION}
            own = {one["id"] for one in mine.patterns}
            assert {two["id"] for one in mine.patterns for two in one["related"]} <= own
            with pytest.raises(MissingDataError, match="has no pattern"):
                await service.show_pattern("test", "alice", bobs.patterns[0]["id"])
        nobody = await service.list_patterns("test", PatternQuery("carol"))
        assert nobody.patterns == []

    ask(graph, store, look)


def test_what_is_asked_next_is_what_was_planted(graph: GraphStore, store: RedisStore) -> None:
    put(graph, store, dig())

    async def look(service: PatternService) -> list[list[dict[str, Any]]]:
        listed = await service.list_patterns("test", PatternQuery("alice"))
        (start,) = [one for one in listed.patterns if "shipping" in one["data"]["anchor_text"]]
        put(graph, store, dig())
        answers = [await service.list_next("test", "alice", start["id"]) for _ in range(2)]
        assert [one.source for one in answers] == ["graph", "cache"]
        shown = await service.show_pattern("test", "alice", start["id"])
        assert [one["type"] for one in shown.patterns[0]["ties"]].count("LEADS_TO") == 1
        return [one.patterns for one in answers]

    first, again = ask(graph, store, look)
    assert first == again
    (tie,) = first
    assert "invoice" in tie["label"]
    assert tie["confidence_low"] < tie["confidence"]


def test_what_is_published_is_told_at_once(graph: GraphStore, store: RedisStore) -> None:
    put(graph, store, dig())

    async def look(service: PatternService) -> None:
        query = PatternQuery("alice")
        await service.list_patterns("test", query)
        assert (await service.list_patterns("test", query)).source == "cache"
        put(graph, store, PatternRows(ORGANIZATION, [], {one: [] for one in dig().edges}))
        after = await service.list_patterns("test", query)
        assert (after.source, after.patterns) == ("graph", [])

    ask(graph, store, look)


def test_patterns_are_kept_for_an_hour_and_not_longer(graph: GraphStore, store: RedisStore) -> None:
    put(graph, store, dig())
    query = PatternQuery("alice")

    async def look(service: PatternService) -> None:
        await service.list_patterns("test", query)
        ends = {key: driver_of(store).pttl(key) for key in keys_of(store) if ":pattern" in key}
        assert len([key for key in ends if ":pattern:" in key]) == 5
        assert [key for key in ends if ":patterns:user:" in key]
        assert [key for key in ends if ":pattern_types:" in key]
        assert all(3_500_000 < left <= 3_600_000 for left in ends.values())

    async def outlive(service: PatternService) -> str:
        await service.list_patterns("test", query)
        await asyncio.sleep(0.3)
        return (await service.list_patterns("test", query)).source

    ask(graph, store, look)
    put(graph, store, dig())
    assert ask(graph, store, outlive, life=timedelta(milliseconds=200)) == "graph"


def test_a_cache_that_lost_a_part_is_not_believed(graph: GraphStore, store: RedisStore) -> None:
    put(graph, store, dig())

    async def look(service: PatternService) -> None:
        query = PatternQuery("alice")
        whole = await service.list_patterns("test", query)
        for spoil in ("delete", "other"):
            key = next(key for key in sorted(keys_of(store)) if ":pattern:" in key)
            if spoil == "delete":
                driver_of(store).delete(key)
            else:
                driver_of(store).hset(key, "data", "{}")
            again = await service.list_patterns("test", query)
            assert (again.source, again.patterns) == ("graph", whole.patterns)

    ask(graph, store, look)


def test_while_the_graph_is_away_the_cache_is_told_as_stale_and_the_breaker_opens(
    graph: GraphStore, store: RedisStore
) -> None:
    put(graph, store, dig())
    query = PatternQuery("alice", depth=2)
    before = ask(graph, store, lambda one: one.list_patterns("test", query))
    put(graph, store, dig("carol"))  # alice's are gone from the graph; the cache is old

    async def look(service: PatternService) -> None:
        for _ in range(6):
            answer = await service.list_patterns("test", query)
            assert (answer.source, answer.is_stale) == ("cache", True)
            assert answer.patterns == before.patterns
            assert answer.read_at <= before.read_at + timedelta(seconds=60)
        assert breaker_of("graph", f"The graph at {NOBODY}").state == "open"
        with pytest.raises(StoreDownError, match="has not answered 5 times in a row"):
            await service.list_patterns("test", PatternQuery("nobody"))
        told = {one.store: one.state for one in await service.health()}
        assert told["graph"] == "down"

    ask(GraphStore(uri=NOBODY), store, look)


def test_a_call_that_cannot_be_counted_is_not_made(graph: GraphStore) -> None:
    nowhere = RedisStore(url="redis://127.0.0.1:1")
    with pytest.raises(StoreDownError, match=r"Counting a call failed: Redis at 127\.0\.0\.1:1"):
        ask(graph, nowhere, lambda one: one.list_patterns("test", PatternQuery("alice")))


def test_who_asks_too_often_is_told_when_to_come_back_and_what_they_used(
    graph: GraphStore, store: RedisStore
) -> None:
    put(graph, store, dig())

    async def look(service: PatternService) -> dict[str, int]:
        from datetime import UTC, datetime

        query = PatternQuery("alice")
        for _ in range(3):
            await service.list_patterns("app", query)
        for _ in range(4):
            with pytest.raises(TooManyAttemptsError, match="not counted against the limit") as no:
                await service.list_patterns("app", query)
            assert 0 < no.value.wait_seconds <= 60
        await service.list_patterns("another app", query)
        return await service.read_usage("app", "list", datetime.now(UTC).date())

    assert ask(graph, store, look, most_calls=3) == {"allowed": 3, "refused": 4}

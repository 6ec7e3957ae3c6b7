"""How many calls a second are checked, beside the seed's way in the same run; and mining.

The seed's way is a MULTI of ZREMRANGEBYSCORE, ZCARD, ZADD and EXPIRE (003, "Rate Limiting Check"):
it counts what it refuses, takes the client's clock, and tells nobody when to come back. Rounds of
each way take turns, so that a machine that is slow for a while is slow for all of them.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from onevice_assets.intents.patterns.mining.mine import mine
from onevice_assets.intents.patterns.service.limit_calls import admit_call
from resources.errors import TooManyAttemptsError
from resources.identity import derived_id
from resources.redis_async import AsyncRedis
from resources.redis_keys.intents import RATE_LIMIT
from resources.redis_store import RedisStore

if TYPE_CHECKING:
    from resources.embedding.embedder import Embedder

CLIENTS = 64
_OWNER = "bench"
_MOST = 1_000
_BEGUN = datetime(2026, 11, 2, 8, tzinfo=UTC)
_ASKED = ("shipping", "password", "invoice", "visa", "menu", "battery", "warranty", "refund")
_FORMS = ("How does the {} work?", "tell me about the {}", "What is the {}?", "{} please")

Figures = dict[str, Any]
Check = Callable[[int], Awaitable[None]]


@dataclass(frozen=True)
class Amounts:
    """How much is measured: rounds of each way, seconds of a round, turns to mine."""

    rounds: int
    seconds: float
    turns: int


SMALL, FULL = Amounts(3, 1.0, 10_000), Amounts(7, 3.0, 100_000)


def bench_intents(store: RedisStore, model: Embedder, amounts: Amounts = SMALL) -> Figures:
    """Measure the limit of calls with 64 clients at once, and mining with one process.

    Args:
        store: where calls are counted, in a namespace of its own that is emptied after.
        model: embeds the turns.
        amounts: how much.
    """
    own = RedisStore(url=store.url, namespace=f"bench-{uuid4().hex}:", pool_size=CLIENTS)
    return {
        "limit": asyncio.run(_bench_limit(own, amounts)),
        "mining": _bench_mining(model, amounts.turns),
        "load of the machine (1 min)": round(os.getloadavg()[0], 2),
        "processors": os.cpu_count(),
    }


async def _bench_limit(store: RedisStore, amounts: Amounts) -> Figures:
    shared = AsyncRedis(store)
    own = [AsyncRedis(store) for _ in range(CLIENTS)]
    client = await shared._open()
    names = [f"client {n}" for n in range(CLIENTS)]

    async def ours(n: int) -> None:
        await _check(shared, names[n])

    async def ours_apart(n: int) -> None:
        await _check(own[n], names[n])

    async def naive(n: int) -> None:
        key = store.name_of(RATE_LIMIT.key(client_id=f"naive {n}", endpoint="list"))
        now = time.time()
        async with client.pipeline(transaction=True) as pipe:
            pipe.zremrangebyscore(key, 0, now - 60)
            pipe.zcard(key)
            pipe.zadd(key, {uuid4().hex: now})
            pipe.expire(key, 120)
            await pipe.execute()

    ways: dict[str, Check] = {
        "ours, one program": ours,
        "ours, 64 connections": ours_apart,
        "the seed's MULTI, 64 connections": naive,
    }
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    try:
        for check in ways.values():  # connections and scripts are there before it counts
            await asyncio.gather(*map(check, range(CLIENTS)))
        for _ in range(amounts.rounds):
            for name, check in ways.items():
                found[name].append(await _rate(check, amounts.seconds))
    finally:
        async for key in client.scan_iter(f"{store.namespace}*"):
            await client.delete(key)
        await asyncio.gather(*(one.close() for one in (shared, *own)))
    rates, of_processor = (
        {name: round(statistics.median(one[n] for one in some)) for name, some in found.items()}
        for n in (0, 1)
    )
    seed = rates["the seed's MULTI, 64 connections"]
    return {
        "checks a second": rates,
        "ratio to the seed's": {name: round(rate / seed, 2) for name, rate in rates.items()},
        "checks a second of the clients' processor": of_processor,
        "clients": CLIENTS,
        "rounds": amounts.rounds,
    }


async def _check(redis: AsyncRedis, client: str) -> None:
    try:
        await admit_call(redis, _OWNER, client, "list", most=_MOST, window=timedelta(minutes=1))
    except TooManyAttemptsError:
        return  # a refusal is an answer, and takes as long


async def _rate(check: Check, seconds: float) -> tuple[float, float]:
    """Checks a second of 64 clients, each asking again as soon as it has its answer.

    By the clock, and by the time this process had the processor, which other programs do not slow.
    """
    done = 0
    begun, worked = time.perf_counter(), time.process_time()

    async def client(n: int) -> None:
        nonlocal done
        while time.perf_counter() - begun < seconds:
            await check(n)
            done += 1

    await asyncio.gather(*map(client, range(CLIENTS)))
    return done / (time.perf_counter() - begun), done / (time.process_time() - worked)


def _bench_mining(model: Embedder, turns: int) -> Figures:
    rows = make_turns(turns)
    begun, worked = time.perf_counter(), time.process_time()
    mined = mine(rows, _OWNER, model.model, model.embed)
    seconds, worked = time.perf_counter() - begun, time.process_time() - worked
    return {
        "turns": turns,
        "users": turns // 1_000,
        "seconds": round(seconds, 2),
        "turns a second": round(turns / seconds),
        "turns a second of the processor": round(turns / worked),
        "patterns": len(mined.patterns),
        "relationships": len(mined.relationships),
    }


def make_turns(count: int) -> list[dict[str, Any]]:
    """Rows of `conversation_turns`: a thousand a user, four a conversation, half never repeated."""
    rows = []
    for n in range(count):
        conversation, turn = divmod(n, 4)
        word = _ASKED[(conversation + turn) % len(_ASKED)]
        form = _FORMS[conversation % len(_FORMS)]
        text = form.format(word) if turn < 2 else f"{word} {n * 7919 % 99991} {form.format(n)}"
        at = _BEGUN + timedelta(minutes=n)
        rows.append(
            {
                "id": derived_id(at, "bench", n),
                "user_id": f"user {n // 1_000}",
                "conversation_id": f"{conversation}",
                "turn": turn + 1,
                "asked_at": at,
                "turn_text": text,
                "intent_type": "informational",
            }
        )
    return rows

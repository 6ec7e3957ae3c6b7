"""The bench of intents measures both ways in one run and leaves nothing behind."""

from __future__ import annotations

import pytest

from onevice_assets.intents.patterns.measuring.bench_intents import Amounts, bench_intents
from resources.embedding.static_vectors import StaticVectors
from resources.redis_store import RedisStore
from tests.stores import driver_of


@pytest.mark.redis
def test_a_bench_tells_rates_and_ratios_and_leaves_no_key(store: RedisStore) -> None:
    told = bench_intents(store, StaticVectors(), Amounts(rounds=1, seconds=0.1, turns=1_000))
    rates = told["limit"]["checks a second"]
    assert len(rates) == 3
    assert all(rate > 0 for rate in rates.values())
    assert told["limit"]["ratio to the seed's"]["the seed's MULTI, 64 connections"] == 1
    assert told["mining"]["patterns"] > 0
    assert list(driver_of(store).scan_iter("bench-*")) == []

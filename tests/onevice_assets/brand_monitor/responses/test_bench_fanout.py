"""The bench of asking: its provider counts what it was asked, and so does the ledger."""

from __future__ import annotations

from typing import Any

import pytest

from onevice_assets.brand_monitor.responses.measuring.bench_fanout import Size, bench_fanout
from onevice_assets.brand_monitor.responses.measuring.late_provider import LateProvider, Manner
from resources.registry import from_env


def test_the_bench_loses_nothing_and_counts_alike(home: object) -> None:
    told = bench_fanout(from_env(), Size(prompts=30, concurrency=10, latency_s=0.4))
    for name in ("clean", "faults", "throttled"):
        found: dict[str, Any] = told[name]
        assert found["answered"] == found["ledger_succeeded"] == found["payloads"] == 30
        assert found["ledger_attempts"] >= found["provider_calls"]
        assert found["ledger_paid_twice"] == found["ledger_reserved"] == 0
        assert found["ledger_is_the_purse"] is True
    assert told["faults"]["ledger_failed"] >= 6
    assert told["one_by_one"]["ratio"] > told["clean"]["ratio"]


@pytest.mark.parametrize(
    ("faults", "kinds"), [(0.0, [200] * 6), (0.5, [200, 500, 200, 200, 200, 429])]
)
def test_a_set_share_of_prompts_fails_once(faults: float, kinds: list[int]) -> None:
    provider = LateProvider(Manner(faults=faults))
    assert [provider.decide(str(n), 0.0)[0] for n in range(6)] == kinds
    assert {provider.decide(str(n), 0.0)[0] for n in range(6)} == {200}

"""The bench's ways to ask give one answer, and what it measures is told."""

from __future__ import annotations

from onevice_assets.operations.timeline.measuring.bench_timeline import Amounts, bench_timeline
from resources.control_plane.resource import ControlPlane


def test_every_way_to_ask_gives_the_same_answers(facts_database: ControlPlane) -> None:
    told = bench_timeline({"control": facts_database}, Amounts(200, 10, 10, (100,)))
    assert told["agreement"] == 1.0
    assert told["statements"] == 200
    assert told["facts"] > 200
    assert [one["questions"] for one in told["growth"]] == [10, 10]
    assert told["growth"][0]["facts"] < told["growth"][1]["facts"] == told["facts"]
    assert set(told["milliseconds"]) == {"range_index", "no_range_index", "python_scan"}

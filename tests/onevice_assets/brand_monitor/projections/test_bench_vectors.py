"""The bench measures what it says, leaves nothing behind, and its texts are always the same."""

from __future__ import annotations

from onevice_assets.brand_monitor.projections.measuring.bench_vectors import bench_vectors
from onevice_assets.brand_monitor.projections.measuring.made_up_texts import make_texts
from resources.control_plane.resource import ControlPlane
from resources.vector_index.postgres_index import PostgresIndex


def test_texts_are_the_same_in_every_run_and_differ_from_each_other() -> None:
    assert make_texts(50) == make_texts(50)
    assert len(set(make_texts(500))) == 500
    assert make_texts(5, seed=2) != make_texts(5)


def test_a_bench_tells_recall_for_each_tenant_and_leaves_nothing(control: ControlPlane) -> None:
    index = PostgresIndex(control)
    told = bench_vectors(index, 1_000)
    assert [told[name]["entries"] for name in ("90_percent", "9_percent", "1_percent")] == [
        900,
        90,
        10,
    ]
    assert told["1_percent"]["recall_at_10"] == 1
    assert told["90_percent"]["recall_at_10"] > 0.9
    assert "bench_texts--wordllama-256" not in index.names()

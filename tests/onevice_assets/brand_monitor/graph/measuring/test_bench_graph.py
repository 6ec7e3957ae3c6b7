"""The bench measures what it says and leaves nothing behind."""

from __future__ import annotations

from onevice_assets.brand_monitor.graph.measuring.bench_graph import bench_graph
from resources.graph_store import GraphStore
from tests.graphs import dump


def test_the_bench_counts_edges_both_ways_and_cleans_up(graph: GraphStore) -> None:
    told = bench_graph(graph, edges=300, growth=(100,), one_by_one=20)
    assert set(told["edges_per_second"]) == {100, 300}
    assert told["ratio"] > 0
    with graph.session() as session:
        assert dump(session) == ([], [])

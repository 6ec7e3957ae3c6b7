"""The bench asks every kind of question of a graph of its own and takes it away again."""

from __future__ import annotations

from onevice_assets.entertainment.measuring.bench_talent import Amounts, bench_talent
from onevice_assets.entertainment.measuring.made_up_graph import Size
from resources.control_plane.resource import ControlPlane
from resources.cypher import Statement
from resources.graph_store import GraphStore
from resources.search_store import SearchStore
from resources.vector_index.resource import VectorStore

LEFT = Statement("tests.bench.left", "MATCH (n:Project) RETURN count(n) AS number")


def test_every_kind_is_asked_and_nothing_is_left(graph: GraphStore, control: ControlPlane) -> None:
    resources = {
        "graph": graph,
        "vectors": VectorStore(database_url=control.url),
        "search": SearchStore(database_url=control.url, prefix="bench"),
    }
    told = bench_talent(resources, Amounts(Size(60, 180, 10), 20, 40, 1))
    assert set(told["milliseconds"]) == {
        "similar_projects", "similar_talent", "discover", "list", "unions", "words", "hybrid",
    }  # fmt: skip
    assert all(times["p90"] > 0 for times in told["milliseconds"].values())
    with graph.session() as session:
        assert session.read(LEFT) == [{"number": 0}]

"""Co-mention edges a second: a publish in batches against one transaction an edge.

The website is made up and is gone afterwards, with the brands it brought.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from onevice_assets.brand_monitor.graph import statements as cypher
from onevice_assets.brand_monitor.graph.build_graph import GraphRows
from onevice_assets.brand_monitor.graph.read_graph import read_graph
from onevice_assets.brand_monitor.graph.write_graph import publish
from resources.cypher import Statement, define
from resources.graph_store import GraphSession, GraphStore, GraphTransaction
from resources.identity import brand_id, derived_id

_SEED = 20
_BORN = date(2026, 1, 1)
_WEBSITE = derived_id(_BORN, "websites", "bench.graph")
_PAIRS_A_BRAND = 100

_MERGE_EDGE = define(
    "brand_monitor.bench.merge_edge",
    """
    MATCH (a:Brand {id: $start}) MATCH (b:Brand {id: $end})
    MERGE (a)-[r:CO_MENTIONED {id: $id}]->(b)
    SET r += $properties SET r.website_id = $website_id
    RETURN count(r) AS written
    """,
    id="none",
    start="none",
    end="none",
    properties={"count": 1},
    website_id="none",
)
_FORGET_BRANDS = define(
    "brand_monitor.bench.forget_brands",
    "MATCH (b:Brand) WHERE b.id IN $ids WITH collect(b) AS found UNWIND found AS b DETACH DELETE b",
    ids=["none"],
)


_FORGET_ALONE = {
    label: define(
        f"brand_monitor.bench.forget_alone.{label}",
        f"MATCH (n:{label}) WHERE n.{cypher.NODE_KEYS[label]} IN $keys AND NOT (n)--() "
        "WITH collect(n) AS found UNWIND found AS n DETACH DELETE n",
        keys=["none"],
    )
    for label in cypher.MERGE_SHARED
}


def bench_graph(
    graph: GraphStore,
    *,
    edges: int = 100_000,
    growth: Sequence[int] = (10_000, 30_000),
    one_by_one: int = 500,
) -> dict[str, Any]:
    """Time a publish of co-mention edges, reading them back, and the obvious way.

    Args:
        graph: where to write; a website of its own is made up there.
        edges: how many the publish writes.
        growth: smaller numbers, for how time grows.
        one_by_one: edges that are merged one transaction each.

    Returns:
        `edges_per_second` by number of edges, `read_per_second`, `one_by_one_per_second` and
        `ratio`, how many times faster the largest publish is.
    """
    with graph.session() as session:
        written = {size: _time_publish(session, size) for size in (*growth, edges)}
        read = _seconds(lambda: read_graph(session, _WEBSITE))
        single = _time_single(session, _make_rows(one_by_one))
        _forget(session, _make_rows(edges))
    return {
        "edges_per_second": {size: round(size / took) for size, took in written.items()},
        "seconds": {size: round(took, 2) for size, took in written.items()},
        "read_per_second": round(edges / read),
        "one_by_one_per_second": round(one_by_one / single),
        "ratio": round(edges / written[edges] / (one_by_one / single), 1),
    }


def publish_pairs(
    session: GraphSession, website_id: str, pairs: Mapping[tuple[str, str], tuple[int, float]]
) -> None:
    """Publish a website whose answers name these brands together: count and lift of each pair."""
    brands = [_make_brand(name) for name in sorted({name for pair in pairs for name in pair})]
    edges = []
    for pair, (count, lift) in pairs.items():
        start, end = sorted(map(brand_id, pair))
        properties = {"count": count, "lift": lift, "llm_provider": "all"}
        identity = derived_id(_BORN, "CO_MENTIONED", website_id, start, end, "all")
        edges.append({"id": identity, "start": start, "end": end, "properties": properties})
    empty = _nothing(website_id)
    nodes = {**empty.nodes, "Brand": brands}
    kinds = {**empty.edges, "CO_MENTIONED": edges}
    publish(session, GraphRows(website_id, (_BORN, _BORN), nodes, kinds))


def forget_website(session: GraphSession, website_id: str) -> None:
    """Take away what a made-up website has, and shared nodes that nothing else refers to."""
    nodes = read_graph(session, website_id).nodes
    publish(session, _nothing(website_id))
    for label, statement in _FORGET_ALONE.items():
        keys = [node[cypher.NODE_KEYS[label]] for node in nodes[label]]
        session.change(statement.name, partial(_forget_alone, statement, keys))


def _forget_alone(statement: Statement, keys: Sequence[str], transaction: GraphTransaction) -> None:
    transaction.read(statement, keys=list(keys))


def _make_brand(name: str) -> dict[str, Any]:
    return {
        "id": brand_id(name), "name": name, "normalized_name": name.lower(), "is_known": False
    }  # fmt: skip


def _time_publish(session: GraphSession, size: int) -> float:
    publish(session, _nothing())
    rows = _make_rows(size)
    return _seconds(partial(publish, session, rows))


def _time_single(session: GraphSession, rows: GraphRows) -> float:
    publish(session, _nothing())
    session.write(cypher.MERGE_BRANDS, rows.nodes["Brand"])

    def merge_each() -> None:
        for edge in rows.edges["CO_MENTIONED"]:
            session.change(_MERGE_EDGE.name, partial(_merge, edge))

    return _seconds(merge_each)


def _merge(edge: dict[str, Any], transaction: Any) -> None:
    transaction.read(_MERGE_EDGE, **edge, website_id=_WEBSITE)


def _forget(session: GraphSession, rows: GraphRows) -> None:
    publish(session, _nothing())
    ids = [brand["id"] for brand in rows.nodes["Brand"]]
    session.change(_FORGET_BRANDS.name, lambda t: t.read(_FORGET_BRANDS, ids=ids))


def _nothing(website_id: str = _WEBSITE) -> GraphRows:
    nodes: dict[str, list[dict[str, Any]]] = {label: [] for label in cypher.NODE_KEYS}
    return GraphRows(website_id, None, nodes, {kind: [] for kind in cypher.EDGE_ENDS})


def _make_rows(size: int) -> GraphRows:
    """A market with so many pairs: the more pairs, the more brands."""
    draw = random.Random(_SEED)
    names = [f"Bench {number}" for number in range(max(2, 2 * size // _PAIRS_A_BRAND + 2))]
    brands = [_make_brand(name) for name in names]
    ids = sorted(str(brand["id"]) for brand in brands)
    edges = [_make_edge(a, b, draw) for a, b in sorted(_draw_pairs(ids, size, draw))]
    empty = _nothing()
    return GraphRows(
        _WEBSITE,
        (_BORN, _BORN),
        {**empty.nodes, "Brand": brands},
        {**empty.edges, "CO_MENTIONED": edges},
    )


def _draw_pairs(ids: Sequence[str], size: int, draw: random.Random) -> set[tuple[str, str]]:
    pairs: set[tuple[str, str]] = set()
    while len(pairs) < min(size, len(ids) * (len(ids) - 1) // 2):
        a, b = draw.sample(ids, 2)
        pairs.add((min(a, b), max(a, b)))
    return pairs


def _make_edge(a: str, b: str, draw: random.Random) -> dict[str, Any]:
    return {
        "id": derived_id(_BORN, "CO_MENTIONED", _WEBSITE, a, b, "all"),
        "start": a,
        "end": b,
        "properties": {
            "count": draw.randint(1, 500),
            "avg_position_delta": round(draw.random() * 4, 3),
            "lift": round(draw.random() * 3, 3),
            "lift_low": 0.5,
            "lift_high": 3.5,
            "is_thin": False,
            "llm_provider": "all",
        },
    }


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start

"""Every figure of the copies at once (`onevice bench projections`), on the stores in use."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from onevice_assets.brand_monitor.graph.measuring.bench_graph import bench_graph
from onevice_assets.brand_monitor.projections.measuring.bench_search import bench_search
from onevice_assets.brand_monitor.projections.measuring.bench_vectors import bench_vectors
from onevice_assets.publishing.measuring.bench_one_answer import bench_one_answer
from onevice_assets.publishing.measuring.bench_serving import bench_serving
from onevice_assets.publishing.measuring.own_stores import own_stores
from onevice_assets.searching.measuring.bench_hybrid import bench_hybrid

Figures = dict[str, Any]


@dataclass(frozen=True)
class Amounts:
    """How much of everything.

    Attributes:
        edges, edge_growth: co-mention edges of the largest publish, and of smaller ones.
        states: brand states of a day, smallest first.
        mentions, pages: documents of the search; `mention_growth` are fewer mentions before.
        vectors: entries, at least 1,000; smaller ones first.
        documents: answers that hybrid search looks through.
        repeats: of each kind of question.
        sagas: publishes of one answer; each is emptied and written three times.
        one_by_one: rows and edges that are written singly.
    """

    edges: int
    edge_growth: tuple[int, ...]
    states: tuple[int, ...]
    mentions: int
    mention_growth: tuple[int, ...]
    pages: int
    vectors: tuple[int, ...]
    documents: int
    repeats: int
    sagas: int
    one_by_one: int


TINY: Final = Amounts(200, (100,), (160, 320), 40, (20,), 20, (1_000,), 60, 2, 2, 5)
SMALL: Final = Amounts(
    20_000, (5_000,), (10_000, 30_000), 10_000, (3_000,), 500, (5_000,), 10_000, 20, 10, 300
)
FULL: Final = Amounts(
    100_000, (10_000, 30_000), (10_000, 30_000, 100_000), 100_000, (10_000,), 4_000,
    (10_000, 100_000), 100_000, 50, 30, 500,
)  # fmt: skip


def bench_projections(
    resources: Mapping[str, Any], amounts: Amounts = SMALL, *, only: str = ""
) -> Figures:
    """Measure each store's copy beside the obvious way, a saga over all, and hybrid search.

    Args:
        resources: the stores in use, by name; nothing is left in them.
        amounts: how much of everything.
        only: one of `graph`, `serving`, `search`, `vectors`, `saga`, `hybrid`.

    Returns:
        `machine`, then each part's figures with `load`, the machine's load average over a minute
        when it began and when it ended.
    """
    given = dict(resources)
    parts: dict[str, Callable[[], Figures]] = {
        "graph": lambda: _bench_graph(given, amounts),
        "serving": lambda: bench_serving(given, rows=amounts.states, one_by_one=amounts.one_by_one),
        "search": lambda: _bench_search(given, amounts),
        "vectors": lambda: _bench_vectors(given, amounts),
        "saga": lambda: bench_one_answer(given, repeats=amounts.sagas),
        "hybrid": lambda: bench_hybrid(
            given, documents=amounts.documents, questions=amounts.repeats
        ),
    }
    told: Figures = {"machine": f"{os.cpu_count()} cores, Python {platform.python_version()}"}
    for name, measure in parts.items():
        if only in ("", name):
            told[name] = _note_load(measure)
    return told


def _bench_graph(resources: dict[str, Any], amounts: Amounts) -> Figures:
    return bench_graph(
        resources["graph"],
        edges=amounts.edges,
        growth=amounts.edge_growth,
        one_by_one=amounts.one_by_one,
    )


def _bench_search(resources: dict[str, Any], amounts: Amounts) -> Figures:
    """The largest amount whole; of smaller ones only how fast they were written."""
    with own_stores(resources) as own:
        fewer = {
            count: bench_search(own["search"], mentions=count, pages=amounts.pages, repeats=2)
            for count in amounts.mention_growth
        }
        told = bench_search(
            own["search"],
            mentions=amounts.mentions,
            pages=amounts.pages,
            repeats=max(2, amounts.repeats),
        )
    growth = {count: one["mentions"]["bulk_per_second"] for count, one in fewer.items()}
    return {"growth_per_second": growth, **told}


def _bench_vectors(resources: dict[str, Any], amounts: Amounts) -> Figures:
    told: Figures = {}
    for count in amounts.vectors:
        with own_stores(resources) as own, own["vectors"].open() as index:
            told[str(count)] = bench_vectors(index, count)
    return told


def _note_load(measure: Callable[[], Figures]) -> Figures:
    before = os.getloadavg()[0]
    told = measure()
    return {**told, "load": [round(before, 1), round(os.getloadavg()[0], 1)]}

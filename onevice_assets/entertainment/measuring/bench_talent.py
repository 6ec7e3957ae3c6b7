"""How long each kind of question takes over a made-up graph; p90 below 100 ms is what is wanted.

Answers are not cached, and every question is another one. On Neo4j texts and vectors lie in its
own indexes; beside the embedded graph they lie in the platform's.
"""

from __future__ import annotations

import os
import random
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from onevice_assets.entertainment.access.asker import ask_as
from onevice_assets.entertainment.access.door import Door
from onevice_assets.entertainment.access.witness import Notebook
from onevice_assets.entertainment.graph.model.kinds import VECTOR_DIMENSIONS
from onevice_assets.entertainment.graph.model.people import ROLE_TYPES, UNION_STATUSES
from onevice_assets.entertainment.graph.model.projects import BUDGET_TIERS, PROJECT_TYPES
from onevice_assets.entertainment.measuring import load_graph
from onevice_assets.entertainment.measuring.made_up_graph import MadeUp, Size
from onevice_assets.entertainment.measuring.made_up_stores import DIMENSIONS, fill_stores
from onevice_assets.entertainment.measuring.made_up_vectors import make_vectors
from onevice_assets.entertainment.talent import find
from onevice_assets.entertainment.talent.discover import Wanted, discover_talent
from onevice_assets.entertainment.talent.list_people import Listed, list_people, write_token
from onevice_assets.entertainment.talent.nearest import Finder, GraphFinder
from onevice_assets.entertainment.talent.similar import (
    Like,
    find_similar_projects,
    find_similar_talent,
)
from onevice_assets.entertainment.talent.union_rules import find_union_rules
from resources.identity import new_id
from resources.migrations.neo4j.runner import ensure_current
from resources.progress import Progress

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Figures = dict[str, Any]
_WARM_UP: Final = 20


@dataclass(frozen=True)
class Amounts:
    """How much is made, and how often each kind of question is asked."""

    size: Size
    person_vectors: int
    project_vectors: int
    questions: int


SMALL: Final = Amounts(Size(10_000, 30_000, 500), 2_000, 5_000, 50)
FULL: Final = Amounts(Size(100_000, 300_000, 2_000), 20_000, 50_000, 200)


def bench_talent(resources: dict[str, Any], amounts: Amounts) -> Figures:
    """Fill a graph for an organization of its own, ask, and take it away again.

    Args:
        resources: `graph`; `vectors` and `search` too where the graph is the embedded one.
        amounts: how much.

    Returns:
        `rows`, `load_s`; `questions` of each kind; `cores` and `load` of the machine, a minute's
        average before and after the questions; milliseconds `p50`, `p90`, `max` by kind.
    """
    made, graph = MadeUp(new_id(), amounts.size), resources["graph"]
    started = time.perf_counter()
    try:
        with _filled(resources, made, amounts) as (finder, rows):
            load_s = time.perf_counter() - started
            door = Door(graph, ask_as(made.organization_id, "Director", name="bench"), Notebook())
            measured = measure(door, finder, amounts.questions)
    finally:
        with graph.session() as session:
            load_graph.take_away(session, made.organization_id)
    return {"rows": rows, "load_s": round(load_s, 1), **measured}


def measure(door: Door, finder: Finder, questions: int) -> Figures:
    """Ask each kind of question so often, after 20 to warm up; kinds in turn."""
    kinds, load = list_kinds(door, finder, random.Random(9)), [os.getloadavg()[0]]
    taken: dict[str, list[float]] = {kind: [] for kind in kinds}
    for number in range(questions + _WARM_UP):
        for kind, ask in kinds.items():
            started = time.perf_counter()
            ask()
            if number >= _WARM_UP:
                taken[kind].append(1000 * (time.perf_counter() - started))
    load.append(os.getloadavg()[0])
    return {
        "questions": questions,
        "cores": os.cpu_count(),
        "load": dict(zip(("before", "after"), load, strict=True)),
        "milliseconds": {kind: _sum_up(times) for kind, times in taken.items()},
    }


def list_kinds(door: Door, finder: Finder, draw: random.Random) -> dict[str, Callable[[], object]]:
    """Kinds of questions; each asks another one of its kind every time it is called."""

    def text() -> str:
        return f"query {draw.random()}"

    def words() -> str:
        return draw.choice(("neon", "rooftop", "desert", "stadium", "mirror", "Abara", "Zhou"))

    def page() -> str:
        return write_token(f"{draw.choice('ABCDEFGHIJ')}", "", Listed(role="Director"))

    kinds: dict[str, Callable[[], object]] = {
        "similar_projects": lambda: find_similar_projects(
            door, finder, Like(text=text()), type=draw.choice(PROJECT_TYPES),
            tier=draw.choice(BUDGET_TIERS),
        ),
        "similar_talent": lambda: find_similar_talent(
            door, finder, Like(text=text()), type=draw.choice(PROJECT_TYPES),
            tiers=draw.sample(BUDGET_TIERS, 2), union=draw.choice(UNION_STATUSES),
        ),
        "discover": lambda: discover_talent(
            door,
            Wanted(
                draw.choice(ROLE_TYPES[:3]), draw.choice(UNION_STATUSES),
                [draw.choice(PROJECT_TYPES)], draw.sample(BUDGET_TIERS, 2),
                date(draw.randint(2019, 2024), 1, 1), 1,
            ),
        ),
        "list": lambda: list_people(door, Listed(role="Director"), page=page()),
        "unions": lambda: find_union_rules(
            door, *draw.choice([("IATSE", "CA"), ("DGA", "CA"), ("LOCAL_399", "NV")]), 2026
        ),
        "words": lambda: find.find_by_words(door, finder, "Person", words()),
        "hybrid": lambda: find.find_hybrid(door, finder, "Project", words()),
    }  # fmt: skip
    return kinds


@contextmanager
def _filled(
    resources: dict[str, Any], made: MadeUp, amounts: Amounts
) -> Iterator[tuple[Finder, int]]:
    counts = {"Person": amounts.person_vectors, "Project": amounts.project_vectors}
    progress = resources.get("progress") or Progress(mode="off")
    total = made.size.rows + sum(counts.values())
    with resources["graph"].session() as session, progress.track("Loading rows", total) as task:
        ensure_current(session)
        if is_neo4j := session.is_neo4j:
            rows = load_graph.fill_neo4j(session, made, counts, task)
        else:
            rows = load_graph.load(session, made, task)
    if is_neo4j:
        yield GraphFinder(embedding(made, VECTOR_DIMENSIONS)), rows
        return
    with fill_stores(resources, made, counts, embedding(made, DIMENSIONS)) as finder:
        yield finder, rows


def embedding(made: MadeUp, dimensions: int) -> Callable[[str], NDArray[np.float32]]:
    """An embedder whose vectors lie among the made-up ones; another text, another vector."""

    def embed(text: str) -> NDArray[np.float32]:
        ((_number, vector),) = make_vectors(made.seed, 1, dimensions, zlib.crc32(text.encode()))
        return vector

    return embed


def _sum_up(times: list[float]) -> Figures:
    ordered = sorted(times)
    at = {"p50": len(ordered) // 2, "p90": int(len(ordered) * 0.9), "max": len(ordered) - 1}
    return {name: round(ordered[place], 1) for name, place in at.items()}

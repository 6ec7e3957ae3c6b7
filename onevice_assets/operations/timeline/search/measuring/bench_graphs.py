"""How much of the nearest pgvector's graph finds, by its settings and the vectors' precision.

The measure is comparing every vector exactly. Vectors: of real texts by the embedded model, or
made up in clusters where no model of that length is at hand.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from onevice_assets.operations.timeline.search.measuring.processor import (
    Figures,
    backend_of,
    processor_seconds,
    time_each,
)
from resources.control_plane.engine import allow_seconds

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sqlalchemy import Connection

    from resources.control_plane.resource import ControlPlane

NEAREST: Final = 10
_TABLE: Final = "vectors.bench_graphs"
_CLUSTERS: Final = 500
_OWN_DIRECTIONS: Final = 24
_SPREAD: Final = 0.8


@dataclass(frozen=True)
class Setting:
    """A graph to be built, and how it is to be searched.

    Attributes:
        type: `vector` (32 bits a number) or `halfvec` (16).
        m: neighbours of an entry in the graph.
        ef_construction: candidates for them while it is built.
        ef_search: candidates of a search, one measurement each.
    """

    type: str
    m: int
    ef_construction: int
    ef_search: tuple[int, ...]


def make_clustered(count: int, dimensions: int, seed: int = 3) -> NDArray[np.float32]:
    """Made-up vectors of length 1: in clusters of unequal size, each along few directions.

    Vectors of texts lie so; ones drawn evenly from a sphere have no neighbours to speak of.
    """
    shape = np.random.default_rng(1)
    centres = shape.standard_normal((_CLUSTERS, dimensions), np.float32)
    directions = shape.standard_normal((_CLUSTERS, _OWN_DIRECTIONS, dimensions), np.float32)
    draw = np.random.default_rng(seed)
    weights = 1 / np.arange(1, _CLUSTERS + 1)
    chosen = draw.choice(_CLUSTERS, count, p=weights / weights.sum())
    made = np.empty((count, dimensions), np.float32)
    for cluster in np.unique(chosen):
        rows = np.flatnonzero(chosen == cluster)
        own = draw.standard_normal((len(rows), _OWN_DIRECTIONS), np.float32)
        spread = own @ directions[cluster] / np.sqrt(_OWN_DIRECTIONS)
        noise = 0.2 * draw.standard_normal((len(rows), dimensions), np.float32)
        made[rows] = centres[cluster] + _SPREAD * spread + noise
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return made


def find_exactly(
    vectors: NDArray[np.float32], asked: NDArray[np.float32], nearest: int = NEAREST
) -> NDArray[np.int64]:
    """Places of the nearest by cosine, one row per question, nearest first."""
    every = asked @ vectors.T
    some = np.argpartition(-every, nearest, axis=1)[:, :nearest]
    order = np.argsort(-np.take_along_axis(every, some, axis=1), axis=1)
    return np.take_along_axis(some, order, axis=1)


def bench_graphs(
    control: ControlPlane,
    vectors: NDArray[np.float32],
    asked: NDArray[np.float32],
    settings: Sequence[Setting],
) -> list[Figures]:
    """Build each graph and search it; nothing of it stays.

    Args:
        control: a PostgreSQL with pgvector.
        vectors: of length 1.
        asked: questions, of length 1, none of them among the vectors.
        settings: what is measured; those of one type after each other share their table.

    Returns:
        Per graph and `ef_search`: the setting, `table_mb` (with what lies beside it), `graph_mb`,
        `build_s`, `recall_at_10` and the times of a search.
    """
    wanted = find_exactly(vectors, asked)
    told: list[Figures] = []
    with _loaded(control, vectors) as db:
        for setting in settings:
            built = _build(db, setting, vectors.shape[1])
            for ef_search in setting.ef_search:
                found = _search(db, setting, ef_search, asked, wanted)
                told.append({**_tell(setting), **built, "ef_search": ef_search, **found})
    return told


@contextmanager
def _loaded(control: ControlPlane, vectors: NDArray[np.float32]) -> Iterator[Connection]:
    """A transaction that sees the vectors in a table and is rolled back."""
    with control.begin() as db, db.begin_nested() as saved:
        allow_seconds(db, None)
        db.exec_driver_sql("SELECT set_config('maintenance_work_mem', '1GB', true)")
        db.exec_driver_sql("CREATE EXTENSION IF NOT EXISTS vector")
        db.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS vectors")
        db.exec_driver_sql(f"CREATE TABLE {_TABLE} (id INTEGER, vector vector NOT NULL)")
        driver: Any = db.connection.driver_connection
        with driver.cursor() as cursor, cursor.copy(f"COPY {_TABLE} FROM STDIN") as copy:
            for number, one in enumerate(vectors):
                copy.write_row((number, "[" + ",".join(map(str, one.tolist())) + "]"))
        yield db
        saved.rollback()


def _build(db: Connection, setting: Setting, dimensions: int) -> Figures:
    table, backend = f"{_TABLE}_{setting.type}", backend_of(db)
    if db.exec_driver_sql("SELECT to_regclass(%s)", (table,)).scalar() is None:
        of_type = f"{setting.type}({dimensions})"
        db.exec_driver_sql(
            f"CREATE TABLE {table} AS SELECT id, vector::{of_type} AS vector FROM {_TABLE}"
        )
    db.exec_driver_sql("DROP INDEX IF EXISTS vectors.bench_graphs_hnsw")
    started, used = time.perf_counter(), processor_seconds(backend)
    db.exec_driver_sql(
        f"CREATE INDEX bench_graphs_hnsw ON {table} USING hnsw (vector {setting.type}_cosine_ops) "
        f"WITH (m = {setting.m}, ef_construction = {setting.ef_construction})"
    )
    taken, used = time.perf_counter() - started, processor_seconds(backend) - used
    row = db.exec_driver_sql(
        "SELECT pg_table_size(%s::regclass) / 1e6, "
        "pg_relation_size('vectors.bench_graphs_hnsw') / 1e6",
        (table,),
    ).one()
    return {
        "table_mb": round(float(row[0]), 1),
        "graph_mb": round(float(row[1]), 1),
        "build_s": round(taken, 1),
        "build_leader_processor_s": round(used, 1),
    }


def _search(
    db: Connection,
    setting: Setting,
    ef_search: int,
    asked: NDArray[np.float32],
    wanted: NDArray[np.int64],
) -> Figures:
    db.exec_driver_sql(
        "SELECT set_config('hnsw.ef_search', %s, true), set_config('enable_seqscan', 'off', true)",
        (str(ef_search),),
    )
    sql = (
        f"SELECT id FROM {_TABLE}_{setting.type} "
        f"ORDER BY vector <=> %(vector)s::{setting.type} LIMIT {NEAREST}"
    )
    found: list[set[int]] = []

    def ask(vector: NDArray[np.float32]) -> None:
        rows = db.exec_driver_sql(sql, {"vector": str(vector.tolist())})
        found.append({int(id_) for (id_,) in rows})

    times = time_each(ask, asked, backend_of(db))
    hits = sum(len(one & set(row.tolist())) for one, row in zip(found, wanted, strict=True))
    return {"recall_at_10": round(hits / wanted.size, 4), **times}


def _tell(setting: Setting) -> Figures:
    return {"type": setting.type, "m": setting.m, "ef_construction": setting.ef_construction}

"""What indexes on JSON and partitions by month cost and bring, on tables like `statements`."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from onevice_assets.operations.timeline.search.measuring.processor import (
    Figures,
    backend_of,
    time_each,
)
from resources.control_plane.engine import allow_seconds

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from resources.control_plane.resource import ControlPlane

_QUESTIONS: Final = 60
_MONTHS: Final = 24
_ROWS: Final = """
CREATE TABLE bench_rows AS SELECT md5(n::text)::uuid AS id, mod(n, {0} / 20) AS subject,
    mod(n, 4) AS relation,
    timestamptz '2024-01-01+00' + n * (interval '730 days' / {0}) AS known_at,
    jsonb_build_object('number', 'INV-' || n, 'cents', mod(n, 9973), 'memo', md5(n::text),
        'lines', jsonb_build_array(jsonb_build_object('sku', 'S' || mod(n, 5000)))) AS attributes
FROM generate_series(1, {0}) n
"""
_CONTAINS: Final = "SELECT id FROM bench_rows WHERE attributes @> %(asked)s::jsonb"
_EQUALS: Final = "SELECT id FROM bench_rows WHERE attributes->>'number' = %(number)s"
_INDEXES: Final = {
    "none": "",
    "gin jsonb_path_ops": "USING gin (attributes jsonb_path_ops) WITH (fastupdate = off)",
    "gin jsonb_ops": "USING gin (attributes) WITH (fastupdate = off)",
    "expression": "((attributes->>'number'))",
}
_KEYS: Final = "CREATE INDEX ON {0} (id); CREATE INDEX ON {0} (subject, relation)"
_TIMES: Final = "CREATE INDEX ON {0} (known_at)"
_ASKED: Final = {
    "by_id": "SELECT count(*) FROM {0} WHERE id = md5(%(n)s::text)::uuid",
    "by_key": "SELECT count(*) FROM {0} WHERE subject = %(n)s AND relation = mod(%(n)s, 4)",
    "of_a_day": "SELECT count(*) FROM {0} WHERE known_at >= timestamptz '2024-01-01+00' "
    "+ %(n)s * interval '1 day' AND known_at < timestamptz '2024-01-02+00' "
    "+ %(n)s * interval '1 day'",
}
_FORGET: Final = "timestamptz '2024-02-01+00'"


def bench_json(control: ControlPlane, rows: int) -> list[Figures]:
    """Find a document by a value in it, at the top and in a list, by each index.

    Returns:
        Per index: `index_mb`, `built_s`, and times of each question it can answer.
    """
    told = []
    for name, on in _INDEXES.items():
        with _rows(control, rows) as db:
            begun = time.perf_counter()
            if on:
                db.exec_driver_sql(f"CREATE INDEX bench_json ON bench_rows {on}")
            built = time.perf_counter() - begun
            db.exec_driver_sql("ANALYZE bench_rows")
            size = "SELECT coalesce(pg_relation_size(to_regclass('bench_json')), 0) / 1e6"
            told.append(
                {
                    "index": name,
                    "index_mb": round(float(db.exec_driver_sql(size).scalar_one()), 1),
                    "built_s": round(built, 1),
                    **_ask_json(db, name, rows),
                }
            )
    return told


def bench_partitions(control: ControlPlane, rows: int) -> list[Figures]:
    """Ask, add to and forget a month of a table that only grows, whole and by months.

    Returns:
        Per table: seconds to add all rows, times of each question, seconds to forget a month.
    """
    told = []
    for name, make in (("whole", _make_whole), ("by month", _make_months)):
        with _rows(control, rows) as db:
            make(db)
            begun = time.perf_counter()
            db.exec_driver_sql("INSERT INTO bench_parts SELECT * FROM bench_rows")
            added = time.perf_counter() - begun
            db.exec_driver_sql("ANALYZE bench_parts")
            asked = {
                question: time_each(
                    _asker(db, sql.format("bench_parts")),
                    [{"n": 1 + 7 * n % 700} for n in range(_QUESTIONS)],
                    backend_of(db),
                )
                for question, sql in _ASKED.items()
            }
            begun = time.perf_counter()
            if name == "whole":
                db.exec_driver_sql(f"DELETE FROM bench_parts WHERE known_at < {_FORGET}")
            else:
                db.exec_driver_sql("DROP TABLE bench_parts_0")
            forgotten = time.perf_counter() - begun
            told.append({"table": name, "added_s": round(added, 2), **asked})
            told[-1]["month_forgotten_ms"] = round(1_000 * forgotten, 1)
    return told


@contextmanager
def _rows(control: ControlPlane, rows: int) -> Iterator[Connection]:
    """A transaction with made-up rows in a table, rolled back."""
    with control.begin() as db, db.begin_nested() as saved:
        allow_seconds(db, None)
        db.exec_driver_sql("SET LOCAL search_path = pg_temp")
        db.exec_driver_sql(_ROWS.format(rows).replace("CREATE TABLE", "CREATE TEMPORARY TABLE"))
        yield db
        saved.rollback()


def _ask_json(db: Connection, index: str, rows: int) -> Figures:
    picked = [1 + n * 7_919 % rows for n in range(_QUESTIONS if index != "none" else 15)]
    number = [{"number": f"INV-{n}", "asked": json.dumps({"number": f"INV-{n}"})} for n in picked]
    nested = [{"asked": json.dumps({"lines": [{"sku": f"S{n % 5000}"}]})} for n in picked]
    backend = backend_of(db)
    told = {}
    if index in ("none", "expression"):
        told["number_equals"] = time_each(_asker(db, _EQUALS), number, backend)
    if index != "expression":
        told["number_contained"] = time_each(_asker(db, _CONTAINS), number, backend)
        told["nested_contained"] = time_each(_asker(db, _CONTAINS), nested, backend)
    return told


def _asker(db: Connection, sql: str) -> Callable[[Figures], object]:
    return lambda given: db.exec_driver_sql(sql, given).all()


def _make_whole(db: Connection) -> None:
    db.exec_driver_sql("CREATE TEMPORARY TABLE bench_parts (LIKE bench_rows)")
    for one in f"{_KEYS}; {_TIMES}".format("bench_parts").split(";"):
        db.exec_driver_sql(one)


def _make_months(db: Connection) -> None:
    db.exec_driver_sql(
        "CREATE TEMPORARY TABLE bench_parts (LIKE bench_rows) PARTITION BY RANGE (known_at)"
    )
    for month in range(_MONTHS + 1):
        edges = [f"{2024 + m // 12}-{m % 12 + 1:02}-01+00" for m in (month, month + 1)]
        db.exec_driver_sql(
            f"CREATE TEMPORARY TABLE bench_parts_{month} PARTITION OF bench_parts "
            f"FOR VALUES FROM ('{edges[0]}') TO ('{edges[1]}')"
        )
    for one in f"{_KEYS}; {_TIMES}".format("bench_parts").split(";"):
        db.exec_driver_sql(one)

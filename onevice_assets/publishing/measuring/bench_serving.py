"""Rows a second into PostgreSQL: COPY alone, a whole publish, and the obvious row-by-row way."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from onevice_assets.brand_monitor.projections.serving import ServingProjection
from onevice_assets.brand_monitor.share_of_voice.measuring.made_up_market import Size
from onevice_assets.publishing.measuring.made_up_website import make_website
from onevice_assets.publishing.measuring.own_stores import own_stores
from onevice_assets.publishing.projection import Rows, Scope
from onevice_assets.tables import serving
from resources.control_plane.resource import ControlPlane
from resources.serving_tables.copying import copy_in
from resources.serving_tables.read import driver_of

if TYPE_CHECKING:
    import pyarrow

Figures = dict[str, Any]
_PROVIDERS = 4


def bench_serving(resources: dict[str, Any], *, rows: Sequence[int], one_by_one: int) -> Figures:
    """Publish days of brand states, larger and larger, each in a database of its own.

    Args:
        resources: the servers; nothing is left in them.
        rows: brand states of a day, eight to an answer; rounded to whole prompts.
        one_by_one: states that are inserted one transaction each.

    Returns:
        By number of rows (answers, brands and states) `copy_per_second` into a table without
        keys, `publish_per_second` with the check, keys, indexes and references of the real ones,
        `again_per_second` where nothing changed; then `one_by_one_per_second`, the `ratio` of
        the largest publish to it, and `copy_ratio`.
    """
    told = {size: _bench_day(resources, size, one_by_one) for size in rows}
    largest = told[max(rows)]
    singles = largest["one_by_one_per_second"]
    return {
        "growth": told,
        "one_by_one_per_second": singles,
        "ratio": round(largest["publish_per_second"] / singles, 1),
        "copy_ratio": round(largest["copy_per_second"] / singles, 1),
    }


def _bench_day(resources: dict[str, Any], states: int, one_by_one: int) -> Figures:
    size = Size(prompts=max(1, states // (8 * _PROVIDERS)), samples=1, topics=5, answer_length=400)
    with own_stores(resources) as own:
        made = make_website(own["control"], own["lake"], size)
        projection = ServingProjection(own["lake"], own["control"])
        projection.replace(made.standing, projection.build(made.standing))
        rows = projection.build(made.day)
        count = sum(len(table) for table in rows.values())
        copied = _time_copy(own["control"], rows["llm_brand_states"])
        published = _time(lambda: projection.replace(made.day, rows))
        again = _time(lambda: projection.replace(made.day, rows))
        single = _time_singles(own["control"], projection, made.day, rows, one_by_one)
    return {
        "rows": count,
        "copy_per_second": round(len(rows["llm_brand_states"]) / copied),
        "publish_per_second": round(count / published),
        "again_per_second": round(count / again),
        "one_by_one_per_second": round(single),
    }


def _time_copy(control: ControlPlane, states: pyarrow.Table) -> float:
    """Seconds for COPY, commit included, into a durable table without keys."""
    with control.begin() as db:
        db.exec_driver_sql(
            "CREATE TABLE bench_copied AS SELECT * FROM serving.llm_brand_states WITH NO DATA"
        )
    columns = serving.llm_brand_states.column_names

    def copy() -> None:
        with control.begin() as db, driver_of(db).cursor() as cursor:
            copy_in(cursor, "bench_copied", states.select(columns))

    return _time(copy)


def _time_singles(
    control: ControlPlane, projection: ServingProjection, scope: Scope, rows: Rows, count: int
) -> float:
    """States a second, each by an INSERT of its own into the same table, which has the others."""
    states = rows["llm_brand_states"]
    count = min(count, len(states))
    left = {**rows, "llm_brand_states": states.slice(count)}
    projection.replace(scope, left)
    names = states.column_names
    values = ", ".join(f"%({name})s" for name in names)
    sql = f"INSERT INTO serving.llm_brand_states ({', '.join(names)}) VALUES ({values})"
    singles = states.slice(0, count).to_pylist()

    def insert() -> None:
        for row in singles:
            with control.begin() as db:
                db.exec_driver_sql(sql, row)

    return count / _time(insert)


def _time(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started

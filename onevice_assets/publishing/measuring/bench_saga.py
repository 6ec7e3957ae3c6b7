"""Measure what publishing to several stores as a saga costs, beside writing them alone."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from onevice_assets.publishing.projection import Projection, Rows, Scope
from onevice_assets.publishing.publish import Publisher

Figures = dict[str, Any]


class Emptied:
    """A projection that says the scope has no rows, so that the next publish writes them all."""

    def __init__(self, projection: Projection) -> None:
        self._projection = projection
        self.store = projection.store

    def build(self, scope: Scope) -> Rows:
        """Every table, without rows."""
        return {name: rows.slice(0, 0) for name, rows in self._projection.build(scope).items()}

    def read(self, scope: Scope) -> Rows:
        """What the store holds."""
        return self._projection.read(scope)

    def replace(self, scope: Scope, rows: Rows) -> None:
        """As the projection does."""
        self._projection.replace(scope, rows)

    def replaced_by(self, scope: Scope) -> date | None:
        """As the projection does."""
        return self._projection.replaced_by(scope)


def bench_saga(publisher: Publisher, scope: Scope, *, repeats: int = 50) -> Figures:
    """Publish a scope again and again, from nothing to all its rows.

    Args:
        publisher: the stores.
        scope: a small one; at the end the stores hold what the lake says of it.
        repeats: how often; one more to warm up is not counted.

    Returns:
        `rows` by store; `saga_ms` of a publish that writes every store and `writes_ms` of the same
        writes without a saga, `unchanged_ms` of a publish that finds nothing to do (`p50`, `p95`
        each, milliseconds); `step_ms`, the median of each store's step.
    """
    empty = replace(publisher, projections=[Emptied(one) for one in publisher.projections])
    sagas, unchanged, writes, steps = [], [], [], []
    for _ in range(repeats + 1):
        empty.publish(scope)
        started = time.perf_counter()
        report = publisher.publish(scope)
        sagas.append(time.perf_counter() - started)
        steps.append({step.name: step.seconds for step in report.steps})
        started = time.perf_counter()
        publisher.publish(scope)
        unchanged.append(time.perf_counter() - started)
        empty.publish(scope)
        writes.append(_write_alone(publisher.projections, scope))
    return {
        "rows": {step.name: step.detail.get("rows", {}) for step in report.steps},
        "saga_ms": _tell(sagas[1:]),
        "writes_ms": _tell(writes[1:]),
        "unchanged_ms": _tell(unchanged[1:]),
        "step_ms": {name: _tell([one[name] for one in steps[1:]])["p50"] for name in steps[0]},
    }


def _write_alone(projections: Sequence[Projection], scope: Scope) -> float:
    """Seconds for building and writing every store, with nothing kept and nothing noted."""
    started = time.perf_counter()
    for projection in projections:
        projection.replace(scope, projection.build(scope))
    return time.perf_counter() - started


def _tell(seconds: Sequence[float]) -> dict[str, float]:
    ordered = sorted(seconds)
    at = {"p50": len(ordered) // 2, "p95": min(len(ordered) - 1, int(len(ordered) * 0.95))}
    return {name: round(1000 * ordered[place], 1) for name, place in at.items()}

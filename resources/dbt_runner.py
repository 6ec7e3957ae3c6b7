"""Runs the compiled models and tests of the dbt project on a DuckDB connection (ADR 0009).

dbt compiles, once per change of the project; here its statements are run in its order. That is
what `dbt build` does, without starting dbt for every partition.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

import dagster as dg
from pydantic import Field

from resources.dbt_manifest import PERIODS
from resources.dbt_project import load_manifest
from resources.errors import StoreError
from resources.home import subfolder

if TYPE_CHECKING:
    import duckdb

_RUN_FOLDERS = ("staging", "intermediate", "marts")


@dataclass(frozen=True)
class NodeResult:
    """How one model or test went.

    Attributes:
        unique_id: dbt's id, as in the manifest.
        status: `success`, `error`, `skipped` for models; `pass`, `fail`, `warn`, `error`,
            `skipped` for tests.
        message: what DuckDB says about it; empty where it says nothing.
        failures: rows a test found, where it ran.
        seconds: how long it took.
        sql: the statement that ran.
    """

    unique_id: str
    status: str
    message: str
    failures: int | None
    seconds: float
    sql: str

    @property
    def name(self) -> str:
        """The model's or test's own name."""
        return self.unique_id.split(".")[2]

    @property
    def is_failed(self) -> bool:
        """Whether it breaks the build; a warning does not."""
        return self.status in ("error", "fail")


class Dbt(dg.ConfigurableResource[Any]):
    """Builds and tests the project's marts in the memory of this process."""

    threads: int = Field(default=2, description="Threads DuckDB uses", ge=1)
    memory: str = Field(default="2GB", description="Memory DuckDB may use before it spills")

    def open(self) -> duckdb.DuckDBPyConnection:
        """Open a database of the caller's own, with an empty table for every source."""
        import duckdb

        db = duckdb.connect(
            ":memory:",
            config={
                "threads": self.threads,
                "memory_limit": self.memory,
                "temp_directory": str(subfolder("tmp") / "duckdb"),
            },
        )
        for source in load_manifest()["sources"].values():
            columns = ", ".join(f"{c['name']} {c['data_type']}" for c in source["columns"].values())
            db.execute(f"create schema if not exists {source['schema']}")
            db.execute(f"create table {source['schema']}.{source['identifier']} ({columns})")
        return db

    def build(
        self, db: duckdb.DuckDBPyConnection, only: Sequence[str] = ()
    ) -> tuple[NodeResult, ...]:
        """Run every model up to the marts, and every test of them, in dbt's order.

        Args:
            db: from `open`, its sources filled.
            only: names of models; then these and what they rest on are made, without tests.

        Returns:
            The results, failed ones included: the caller decides what a failure means. What
            builds on a model that failed is skipped.
        """
        broken: set[str] = set()
        results = []
        nodes = load_manifest()["nodes"]
        for node in _order(_select(nodes, only) if only else nodes):
            result = _run(db, node, broken)
            if node["resource_type"] == "model" and result.status != "success":
                broken.add(node["unique_id"])
            results.append(result)
        return tuple(results)


def _select(nodes: Mapping[str, Any], only: Sequence[str]) -> dict[str, Any]:
    """Models by name, and all they rest on."""
    waiting = [uid for uid, node in nodes.items() if node["name"] in only]
    chosen: dict[str, Any] = {}
    while waiting:
        uid = waiting.pop()
        if uid in nodes and uid not in chosen:  # else a source
            chosen[uid] = nodes[uid]
            waiting += nodes[uid]["depends_on"]["nodes"]
    return chosen


def _order(nodes: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Models of the marts and tests of them; each after all it reads, in a stable order."""
    chosen = {
        uid: node
        for uid, node in sorted(nodes.items())
        if (node["resource_type"] == "test" and node["fqn"][1] != PERIODS)
        or (node["resource_type"] == "model" and node["fqn"][1] in _RUN_FOLDERS)
    }
    parents = {uid: node["depends_on"]["nodes"] for uid, node in chosen.items()}
    for uid in TopologicalSorter(parents).static_order():
        if uid in chosen:
            yield chosen[uid]


def _run(db: duckdb.DuckDBPyConnection, node: Mapping[str, Any], broken: set[str]) -> NodeResult:
    import duckdb

    uid, sql = node["unique_id"], node.get("compiled_code")
    if not sql:
        raise StoreError(
            f"The manifest holds no compiled statement for {uid}. Run `onevice setup` again."
        )
    if broken.intersection(node["depends_on"]["nodes"]):
        return NodeResult(uid, "skipped", "", None, 0.0, sql)
    started = time.perf_counter()
    try:
        status, failures = _test(db, node) if _is_test(node) else _make(db, node)
        message = ""
    except duckdb.Error as error:
        status, failures, message = "error", None, str(error)
    return NodeResult(uid, status, message, failures, time.perf_counter() - started, sql)


def _is_test(node: Mapping[str, Any]) -> bool:
    return bool(node["resource_type"] == "test")


def _make(db: duckdb.DuckDBPyConnection, node: Mapping[str, Any]) -> tuple[str, None]:
    kind = "view" if node["config"]["materialized"] == "view" else "table"
    db.execute(f"create {kind} {node['schema']}.{node['name']} as {node['compiled_code']}")
    return "success", None


def _test(db: duckdb.DuckDBPyConnection, node: Mapping[str, Any]) -> tuple[str, int]:
    (counted,) = db.execute(f"select count(*) from ({node['compiled_code']}) as found").fetchall()
    failures = int(counted[0])
    if not failures:
        return "pass", 0
    return ("warn" if node["config"]["severity"].lower() == "warn" else "fail"), failures

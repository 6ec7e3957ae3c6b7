"""The code location loads fast, and what it holds does not change unnoticed."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from onevice_assets.definitions import build_defs

HEAVY = (
    "altair",
    "celery",
    "crawlee",
    "dagster_celery",
    "dagster_dbt",
    "dbt",
    "duckdb",
    "elasticsearch",
    "neo4j",
    "networkx",
    "openai",
    "pandas",
    "pandera",
    "pyarrow",
    "redis",
    "sqlalchemy.orm",
    "trafilatura",
)


def cpu_seconds(code: str, compiled: Path) -> float:
    """CPU time of a fresh process: other processes do not lengthen it.

    Compiled modules are kept in a folder, as they are kept wherever nobody forbids it.
    """
    kept = {"PYTHONPYCACHEPREFIX": str(compiled), "PYTHONDONTWRITEBYTECODE": ""}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, **kept})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_loading_the_definitions_imports_nothing_heavy() -> None:
    code = (
        "import sys, dagster; before = set(sys.modules); import onevice_assets.definitions as d; "
        f"d.build_defs(); found = [m for m in {HEAVY} if m in set(sys.modules) - before]; "
        "sys.exit(f'imported: {found}' if found else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.timed
def test_the_definitions_take_less_than_twice_the_time_of_dagster_alone(tmp_path: Path) -> None:
    alone, ours = "import dagster", "import onevice_assets.definitions as d; d.build_defs()"
    cpu_seconds(ours, tmp_path)
    pairs = [(cpu_seconds(alone, tmp_path), cpu_seconds(ours, tmp_path)) for _ in range(3)]
    assert min(ours for _, ours in pairs) < 2 * min(alone for alone, _ in pairs), pairs


def test_a_code_server_can_load_every_definition() -> None:
    build_defs().get_repository_def().load_all_definitions()


def test_the_graph_of_assets_is_the_one_we_agreed_on(snapshot: SnapshotAssertion) -> None:
    defs = build_defs()
    graph = {
        spec.key.to_user_string(): {
            "group": spec.group_name,
            "deps": sorted(dep.asset_key.to_user_string() for dep in spec.deps),
            "partitions": type(spec.partitions_def).__name__ if spec.partitions_def else None,
            "kinds": sorted(spec.kinds),
            "cost": spec.tags.get("cost"),
        }
        for spec in sorted(defs.resolve_all_asset_specs(), key=lambda spec: spec.key)
    }
    checks = sorted(
        f"{check.asset_key.to_user_string()}:{check.name}"
        for definition in (*(defs.asset_checks or []), *(defs.assets or []))
        for check in getattr(definition, "check_specs", ())
    )
    jobs = sorted(job.name for job in defs.jobs or [])
    assert {"assets": graph, "checks": checks, "jobs": jobs} == snapshot

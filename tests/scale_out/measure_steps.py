"""What a step costs on each executor: `python -m tests.scale_out.measure_steps`.

Ten steps that do nothing, on the embedded PostgreSQL and Redis of ONEVICE_HOME; two Celery workers
on this machine. Figures of one run of it are in docs/benchmarks/scale-out.md.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from statistics import median
from urllib.parse import quote

from resources.home import home
from resources.local_servers import ensure
from tests.conftest import new_database
from tests.deploy.test_platform import plain
from tests.scale_out.fleet import Fleet
from tests.scale_out.ten_steps import STEPS

_REPEATS = 2
_EXECUTORS = ("in_process", "multiprocess", "celery")


def main() -> None:
    """Measure in turn, so that what else the machine does falls on all alike."""
    postgres, redis = ensure("postgres", home()), ensure("redis", home())
    login = f"unix://{quote(redis.user or '')}:{quote(redis.password or '')}@"
    with (
        tempfile.TemporaryDirectory() as folder,
        new_database(postgres.url) as control,
        new_database(postgres.url) as dagster,
    ):
        env = {
            "ONEVICE_HOME": str(home()),
            "DATABASE_URL": plain(control),
            "DAGSTER_DATABASE_URL": plain(dagster),
            "REDIS_URL": redis.url.replace("unix://", login),
        }
        fleet = Fleet(Path(folder) / "fleet", env)
        try:
            fleet.start_workers("one", "two")
            seconds: dict[str, list[float]] = {name: [] for name in _EXECUTORS}
            for _ in range(_REPEATS + 1):  # in the first one the workers load the code
                for name in _EXECUTORS:
                    seconds[name].append(_measure(fleet, name))
        finally:
            fleet.stop()
    sys.stdout.write(json.dumps({name: _tell(all_[1:]) for name, all_ in seconds.items()}) + "\n")


def _measure(fleet: Fleet, executor: str) -> float:
    """Seconds from the start of the first step's run to its end, by Dagster's own clock."""
    process = fleet.start_run("*", "", executor, module="tests.scale_out.ten_steps")
    run = fleet.ended(process, executor)
    with fleet.instance() as instance:
        stats = instance.get_run_stats(run.run_id)
    assert stats.end_time is not None
    assert stats.start_time is not None
    return float(stats.end_time - stats.start_time)


def _tell(seconds: list[float]) -> dict[str, float]:
    return {
        "run_s": round(median(seconds), 2),
        "step_s": round(median(seconds) / STEPS, 3),
        "slowest_run_s": round(max(seconds), 2),
        "load": round(os.getloadavg()[0], 1),
    }


if __name__ == "__main__":
    main()

"""Starts runs: in this process, or in one of its own that is killed in the middle.

Dagster finds this class by `run_launcher` in its settings. Which runs are killed, and when, is
told by the world (`kill_when`); a run that was killed is found by Dagster's own monitoring.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

import dagster as dg
from dagster._core.launcher import LaunchRunContext  # noqa: TID251
from dagster._core.launcher.base import CheckRunHealthResult, WorkerStatus  # noqa: TID251
from dagster._core.launcher.sync_in_memory_run_launcher import (  # noqa: TID251
    SyncInMemoryRunLauncher,
)

_LONGEST_S = 240.0
Moment = Callable[[], bool]


class MonthLauncher(SyncInMemoryRunLauncher):
    """Runs one at a time; what it started is counted by job."""

    kill_when: ClassVar[Callable[[dg.DagsterRun], Moment | None] | None] = None
    started: ClassVar[Counter[str]] = Counter()
    killed: ClassVar[Counter[str]] = Counter()
    seconds: ClassVar[Counter[str]] = Counter()

    def launch_run(self, context: LaunchRunContext) -> None:
        """Carry a run out, or kill it; either way it is over when this returns."""
        run, begun = context.dagster_run, time.monotonic()
        is_time = self.kill_when(run) if self.kill_when else None  # type: ignore[misc]
        self.started[run.job_name] += 1
        if is_time is None:
            super().launch_run(context)
        else:
            self.killed[run.job_name] += _kill(run, is_time)
        self.seconds[run.job_name] += round(time.monotonic() - begun, 2)  # type: ignore[assignment]

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Monitoring may ask."""
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """Nobody is at work on a run that is asked about: each was over when it was launched."""
        return CheckRunHealthResult(WorkerStatus.FAILED, "its process is gone")


def _kill(run: dg.DagsterRun, is_time: Moment) -> bool:
    """Carry a run out in a process and kill it as soon as it is time; whether it was."""
    command = [sys.executable, "-m", "tests.drills.month.run_process", run.run_id]
    moment = datetime.now(UTC).isoformat()
    log = Path(os.environ["ONEVICE_HOME"]) / "killed-runs.log"
    with log.open("ab") as out:
        process = subprocess.Popen([*command, moment], stdout=out, stderr=out)
    until = time.monotonic() + _LONGEST_S
    while process.poll() is None and time.monotonic() < until:
        if is_time():
            break
        time.sleep(0.02)
    was_at_work = process.poll() is None
    process.kill()
    process.wait()
    return was_at_work

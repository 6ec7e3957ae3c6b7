"""What Dagster's daemon does, by its own functions, one after the other and when it is told.

Sensors, the schedule and the two automation sensors are evaluated from the definitions as the
daemon loads them, with their cursors, run keys and least intervals in Dagster's storage; the queue
is emptied, runs whose process died are found, and crashes are retried where that is wished. Only
the loops around these iterations are ours: they would wait for a real clock.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.remote_origin import InProcessCodeLocationOrigin  # noqa: TID251
from dagster._core.scheduler.instigation import TickStatus  # noqa: TID251
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin  # noqa: TID251
from dagster._core.workspace.context import WorkspaceProcessContext  # noqa: TID251
from dagster._core.workspace.load_target import InProcessWorkspaceLoadTarget  # noqa: TID251
from dagster._daemon.asset_daemon import AssetDaemon
from dagster._daemon.auto_run_reexecution.event_log_consumer import EventLogConsumerDaemon
from dagster._daemon.monitoring.run_monitoring import execute_run_monitoring_iteration
from dagster._daemon.run_coordinator.queued_run_coordinator_daemon import (
    QueuedRunCoordinatorDaemon,
)
from dagster._daemon.sensor import execute_sensor_iteration
from dagster._scheduler.scheduler import ScheduleIterationTimes, launch_scheduled_runs

_LOCATION = "tests.drills.month.code_location"
_LAUNCHER = """
run_launcher:
  module: tests.drills.month.launcher
  class: MonthLauncher
"""
_MOST_CATCH_UP = 1  # of the quarters of an hour that were slept through, the newest
_log = logging.getLogger("onevice.drill")


class Daemon:
    """The daemon of one home."""

    def __init__(self, context: Any) -> None:
        self._context = context
        self.instance: dg.DagsterInstance = context.instance
        self._times: dict[str, ScheduleIterationTimes] = {}
        self._assets = AssetDaemon(settings={}, pre_sensor_interval_seconds=30)
        self._queue = QueuedRunCoordinatorDaemon(interval_seconds=1)
        self._retries = EventLogConsumerDaemon()
        self._seen = (-1, -1)

    def look(self) -> bool:
        """One iteration of everything; whether any run was started or came to an end."""
        before = self._position()
        list(execute_sensor_iteration(self._context, _log, None, None))
        list(launch_scheduled_runs(self._context, _log, datetime.now(UTC), self._times,
                                   max_catchup_runs=_MOST_CATCH_UP))  # fmt: skip
        self._empty_queue()
        list(execute_run_monitoring_iteration(self._context, _log))
        list(self._retries.run_iteration(self._context))
        self._empty_queue()
        if self._position() != self._seen:  # conditions speak of what was made: nothing new was
            self._seen = self._position()
            self._assets._run_iteration_impl(
                self._context, threadpool_executor=None, amp_tick_futures={}, debug_crash_flags={}
            )
            self._empty_queue()
        return self._position() != before

    def list_failed_ticks(self) -> list[str]:
        """What sensors and schedules said when they failed; each is a bug."""
        failed = []
        for state in self.instance.all_instigator_state():
            ticks = self.instance.get_ticks(
                state.instigator_origin_id, state.selector_id, statuses=[TickStatus.FAILURE]
            )
            failed += [f"{state.instigator_name}: {one.error}" for one in ticks]
        return failed

    def _empty_queue(self) -> None:
        queued = dg.RunsFilter(statuses=[dg.DagsterRunStatus.QUEUED])
        while self.instance.get_runs_count(queued):
            before = self.instance.get_runs_count(queued)
            list(self._queue.run_iteration(self._context))
            if self.instance.get_runs_count(queued) >= before:
                return

    def _position(self) -> tuple[int, int]:
        """The newest event, and how many websites are offered."""
        newest = self.instance.event_log_storage.get_maximum_record_id() or 0
        return newest, len(self.instance.get_dynamic_partitions("websites"))


@contextmanager
def start_daemon(folder: Path, settings: Path) -> Iterator[Daemon]:
    """A daemon whose Dagster lives in a folder, with the platform's own settings.

    Args:
        folder: becomes DAGSTER_HOME.
        settings: the platform's `dagster.yaml`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dagster.yaml").write_text(settings.read_text("utf-8") + _LAUNCHER, "utf-8")
    os.environ["DAGSTER_HOME"] = str(folder)
    origin = LoadableTargetOrigin(
        executable_path=sys.executable,
        module_name=_LOCATION,
        attribute="defs",
        working_directory=str(Path.cwd()),
    )
    target = InProcessWorkspaceLoadTarget(InProcessCodeLocationOrigin(origin))
    with dg.DagsterInstance.get() as instance, WorkspaceProcessContext(instance, target) as context:
        logging.getLogger("dagster.daemon").setLevel(logging.ERROR)
        yield Daemon(context)

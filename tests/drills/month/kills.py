"""Which runs are killed, and at which moment: between two answers, or between two tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg

from onevice_assets.partitions import split_key
from tests.drills.month.calendar import Month
from tests.drills.month.people import PROVIDERS

_OPEN = "SELECT count(*) FROM control.llm_attempts WHERE status = 'reserved'"


class Kills:
    """Decides about a run before it starts; each day's are killed once."""

    def __init__(
        self, month: Month, resources: Any, instance: dg.DagsterInstance, folder: Path
    ) -> None:
        self._month, self._resources, self._instance = month, resources, instance
        self._folder, self._done = folder, set[tuple[str, date]]()

    def __call__(self, run: dg.DagsterRun) -> Callable[[], bool] | None:
        """None where a run may live; else what tells that it is to be killed now."""
        (self._folder / "busy").unlink(missing_ok=True)
        partition = run.tags.get("dagster/partition", "")
        if "|" not in partition:
            return None
        day = date.fromisoformat(split_key(partition)[0])
        if self._is_first("asking", run, day) and self._month.kills_asking(day):
            (self._folder / "busy").touch()
            return self._when_everybody_waits()
        if self._is_first("publishing", run, day) and self._month.kills_publishing(day):
            return self._when_made(run.run_id, 1 + 3 * len(self._done) % 11)
        return None

    def _is_first(self, what: str, run: dg.DagsterRun, day: date) -> bool:
        is_asking = run.job_name == "ask_models"
        if is_asking != (what == "asking") or (what, day) in self._done:
            return False
        self._done.add((what, day))
        return True

    def _when_everybody_waits(self) -> Callable[[], bool]:
        """All providers said that they are busy, and no call is out: nothing is unknown then."""
        before = {name: self._count_busy(name) for name in PROVIDERS}

        def is_time() -> bool:
            if any(self._count_busy(name) <= before[name] for name in PROVIDERS):
                return False
            with self._resources["control"].begin() as db:
                return not db.exec_driver_sql(_OPEN).scalar_one()

        return is_time

    def _count_busy(self, name: str) -> int:
        log = self._folder / f"{name}.jsonl"
        return log.read_text("utf-8").count('"busy"') if log.exists() else 0

    def _when_made(self, run_id: str, tables: int) -> Callable[[], bool]:
        """So many tables of the run are written."""
        kinds = {dg.DagsterEventType.ASSET_MATERIALIZATION}

        def is_time() -> bool:
            found = self._instance.get_records_for_run(run_id, of_type=kinds)
            return len(found.records) >= tables

        return is_time

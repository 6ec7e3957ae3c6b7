"""Dagster's runs and what their steps printed: what there is, and their going.

A run that made something is how Dagster knows that a partition is there: it is of another data type
than one that made nothing. Runs that have not ended are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date
from typing import Any

from onevice_assets.upkeep.retention.data_type import DagsterRuns, DataType
from onevice_assets.upkeep.retention.owners import NOBODY, Owners
from onevice_assets.upkeep.retention.unit import Unit

_MADE = {"ASSET_MATERIALIZATION", "ASSET_OBSERVATION", "ASSET_CHECK_EVALUATION"}
_AT_ONCE = 500


@dataclass(frozen=True)
class RunSource:
    """Removes runs, or only their compute logs.

    Attributes:
        instance: Dagster's own (`DagsterInstance`).
        of: the data type.
        place: which runs; none for the compute logs of all of them.
    """

    instance: Any
    of: DataType
    place: DagsterRuns | None

    def list_units(self, owners: Owners, before: date) -> list[Unit]:
        """Days before a day that runs were asked for on, with their ids."""
        found: dict[date, list[str]] = {}
        for record in self._list_records(before):
            run = record.dagster_run
            if run.is_finished and self._is_mine(run.run_id):
                day = record.create_timestamp.astimezone(UTC).date()
                found.setdefault(day, []).append(run.run_id)
        return [
            Unit(self.of.name, NOBODY, day, owners.find(NOBODY, day, self.of.lacks)[1], *_ids(runs))
            for day, runs in found.items()
        ]

    def remove(self, unit: Unit, today: date) -> int:  # noqa: ARG002
        """Remove the unit's runs with their events, or their logs."""
        for run_id in unit.parts:
            self.instance.compute_log_manager.delete_logs(prefix=[run_id])
            if self.place is not None:
                self.instance.delete_run(run_id)
        return len(unit.parts)

    def _list_records(self, before: date) -> Iterator[Any]:
        """Records of runs, the oldest first, up to a day."""
        cursor = None
        while True:
            some = self.instance.get_run_records(limit=_AT_ONCE, ascending=True, cursor=cursor)
            for record in some:
                if record.create_timestamp.astimezone(UTC).date() >= before:
                    return
                yield record
            if len(some) < _AT_ONCE:
                return
            cursor = some[-1].dagster_run.run_id

    def _is_mine(self, run_id: str) -> bool:
        if self.place is None:
            return self._has_logs(run_id)
        made = any(
            entry.is_dagster_event and entry.dagster_event.event_type_value in _MADE
            for entry in self.instance.all_logs(run_id)
        )
        return made is self.place.made

    def _has_logs(self, run_id: str) -> bool:
        manager = self.instance.compute_log_manager
        for entry in self.instance.all_logs(run_id):
            if entry.is_dagster_event and entry.dagster_event.event_type_value == "LOGS_CAPTURED":
                step = entry.dagster_event.logs_captured_data.file_key
                key = manager.build_log_key_for_run(run_id, step)
                found = manager.get_log_data(key, max_bytes=1)
                if found.stdout is not None or found.stderr is not None:
                    return True
        return False


def _ids(runs: list[str]) -> tuple[tuple[str, ...], int]:
    return tuple(sorted(runs)), len(runs)

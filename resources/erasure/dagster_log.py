"""A subject in Dagster's own storage: runs, their events, partitions, ticks, cursors, output.

Runs of a partition that is the subject's go whole. Of other runs the events go that name it, and
what else names it by id, key or address: ticks, backfills, evaluations. A cursor that names it is
taken back to none, compressed ones read decompressed: its sensor then looks as at the first time.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import dagster as dg
    from sqlalchemy import Connection

    from resources.erasure.subject import Subject

_LEFT: Final = {
    "runs": (
        *("runs", "run_tags", "bulk_actions", "backfill_tags", "kvs"),
        *("snapshots", "daemon_heartbeats", "instance_info"),
    ),
    "events": (
        *("event_logs", "asset_event_tags", "asset_check_executions", "dynamic_partitions"),
        *("asset_keys", "concurrency_slots", "pending_steps", "concurrency_limits"),
    ),
    "schedules": ("job_ticks", "asset_daemon_asset_evaluations", "instigators", "jobs"),
}
"""Tables by the storage they are of; `secondary_indexes` and Alembic's own hold no content."""
_CURSORS: Final = {"kvs": "value", "instigators": "instigator_body", "jobs": "job_body"}
_RANGE: Final = "dagster/asset_partition_range_"


@dataclass(frozen=True)
class DagsterLog:
    """Dagster's storage as an erasure sees it."""

    instance: dg.DagsterInstance

    def list_runs(self, subject: Subject, *, only_unfinished: bool = False) -> list[str]:
        """Ids of the runs that are the subject's: of its partitions, or told by its ids."""
        import dagster as dg

        unfinished = dg.RunsFilter(
            statuses=[
                dg.DagsterRunStatus.QUEUED,
                dg.DagsterRunStatus.NOT_STARTED,
                dg.DagsterRunStatus.STARTING,
                dg.DagsterRunStatus.STARTED,
                dg.DagsterRunStatus.CANCELING,
            ]
        )
        runs = self.instance.get_runs(unfinished if only_unfinished else None)
        return [one.run_id for one in runs if _is_of(subject, one)]

    def delete_runs(self, subject: Subject) -> int:
        """Delete runs with events and output, and dynamic partitions; how many runs."""
        doomed = self.list_runs(subject)
        for run_id in doomed:
            self.instance.delete_run(run_id)
            self.instance.compute_log_manager.delete_logs(prefix=[run_id])
        for name, key in self.list_partitions(subject):
            self.instance.delete_dynamic_partition(name, key)
        self._delete_events(doomed)
        return len(doomed)

    def list_partitions(self, subject: Subject) -> list[tuple[str, str]]:
        """Dynamic partitions that are the subject's, by the name of their definition."""
        with self._open("events") as db:
            rows = _select(db, "SELECT partitions_def_name, partition FROM dynamic_partitions")
            return [(name, key) for name, key in rows if subject.owns_partition(key)]

    def count_rows(self, subject: Subject) -> int:
        """Rows of every table that are the subject's or name it, in files of other runs too."""
        in_files = sum(len(found) for _, found in self._find_in_files(subject))
        return in_files + sum(len(found) for _, _, found in self._find(subject))

    def delete_rows(self, subject: Subject) -> int:
        """Delete rows that name the subject; cursors become none."""
        count = 0
        for storage, table, ids in list(self._find(subject)):
            with self._open(storage) as db:
                for row_id in ids:
                    _take_out(db, table, row_id)
            count += len(ids)
        for run_id, ids in list(self._find_in_files(subject)):
            with self._open_run(run_id) as db:
                for row_id in ids:
                    _take_out(db, "event_logs", row_id)
            count += len(ids)
        self._tell_newest()
        return count

    def _find(self, subject: Subject) -> Iterator[tuple[str, str, list[int]]]:
        for storage, tables in _LEFT.items():
            with self._open(storage) as db:
                for table in tables:
                    if found := _find_rows(db, table, subject):
                        yield storage, table, found

    def _find_in_files(self, subject: Subject) -> Iterator[tuple[str, list[int]]]:
        """Events that name the subject in runs' own files, which SQLite's storage keeps of each."""
        folder = Path(self.instance.root_directory) / "history" / "runs"
        for file in sorted(folder.glob("*.db")) if folder.is_dir() else []:
            if file.stem != "index":
                with self._open_run(file.stem) as db:
                    if found := _find_rows(db, "event_logs", subject):
                        yield file.stem, found

    @contextmanager
    def _open_run(self, run_id: str) -> Iterator[Connection]:
        storage: Any = self.instance.event_log_storage  # SQLite's, for it has such files
        with storage.run_connection(run_id) as db:
            yield db

    def _delete_events(self, run_ids: list[str]) -> None:
        """Events that the index keeps of runs that are gone."""
        with self._open("events") as db:
            for run_id in run_ids:
                mine = "(SELECT id FROM event_logs WHERE run_id = :run)"
                _do(db, f"DELETE FROM asset_event_tags WHERE event_id IN {mine}", run=run_id)
                for table in ("event_logs", "asset_check_executions"):
                    _do(db, f"DELETE FROM {table} WHERE run_id = :run", run=run_id)
                _do(
                    db,
                    "UPDATE asset_keys SET last_materialization = NULL, cached_status_data = NULL "
                    "WHERE last_run_id = :run",
                    run=run_id,
                )

    def _tell_newest(self) -> None:
        """An asset's newest materialisation is the newest that is left."""
        with self._open("events") as db:
            _do(
                db,
                "UPDATE asset_keys SET last_materialization = (SELECT event FROM event_logs e "
                "WHERE e.asset_key = asset_keys.asset_key AND e.dagster_event_type = "
                "'ASSET_MATERIALIZATION' ORDER BY e.id DESC LIMIT 1) "
                "WHERE last_materialization IS NULL",
            )

    @contextmanager
    def _open(self, storage: str) -> Iterator[Connection]:
        instance: Any = self.instance  # every SQL storage opens so, though its base does not say
        known = {
            "runs": instance.run_storage.connect,
            "events": instance.event_log_storage.index_connection,
            "schedules": instance.schedule_storage.connect,
        }
        with known[storage]() as db:
            yield db

    def list_folders(self) -> list[Path]:
        """Folders whose files Dagster writes; none where its storage is a server's."""
        root = Path(self.instance.root_directory)
        return [one for one in (root / "history", root / "schedules") if one.is_dir()]


def _is_of(subject: Subject, run: dg.DagsterRun) -> bool:
    tags = run.tags
    keys = [tags.get("dagster/partition"), tags.get(f"{_RANGE}start"), tags.get(f"{_RANGE}end")]
    if any(key and subject.owns_partition(key) for key in keys):
        return True
    return subject.is_said_in(" ".join(tags.values()))


def _find_rows(db: Connection, table: str, subject: Subject) -> list[int]:
    """Ids of rows that name the subject, or are of its partitions."""
    found = []
    for row in _select(db, f"SELECT * FROM {table}"):
        values = row._mapping
        key = str(values.get("partition") or "")
        texts = [str(one) for one in values.values() if isinstance(one, str) and one]
        said = any(subject.is_said_in(text) or _is_packed_in(text, subject) for text in texts)
        if said or (key and subject.owns_partition(key)):
            found.append(int(values["id"]))
    return found


def _is_packed_in(text: str, subject: Subject) -> bool:
    """Whether a compressed text, as Dagster keeps cursors, names the subject."""
    if len(text) < 16 or text.startswith("{"):
        return False
    with suppress(binascii.Error, zlib.error, ValueError):
        unpacked = zlib.decompress(base64.b64decode(text.strip('"'), validate=True))
        return subject.is_said_in(unpacked.decode("utf-8", "replace"))
    return False


def _take_out(db: Connection, table: str, row_id: int) -> None:
    if table == "asset_keys":
        change = "last_materialization = NULL, cached_status_data = NULL"
        _do(db, f"UPDATE asset_keys SET {change} WHERE id = :id", id=row_id)
    elif table in _CURSORS and table != "kvs":
        _forget_cursor(db, table, row_id)
    else:
        if table == "event_logs":
            _do(db, "DELETE FROM asset_event_tags WHERE event_id = :id", id=row_id)
        _do(db, f"DELETE FROM {table} WHERE id = :id", id=row_id)


def _forget_cursor(db: Connection, table: str, row_id: int) -> None:
    """Take a sensor's cursor away and leave it running or stopped as it is."""
    column = _CURSORS[table]
    (body,) = _select(db, f"SELECT {column} FROM {table} WHERE id = {row_id:d}")[0]
    said = json.dumps(_without_cursor(json.loads(body)))
    _do(db, f"UPDATE {table} SET {column} = :said WHERE id = :id", said=said, id=row_id)


def _without_cursor(value: Any) -> Any:
    if isinstance(value, dict):
        forgotten = dict.fromkeys(("cursor", "last_run_key") & value.keys())
        return {name: _without_cursor(one) for name, one in value.items()} | forgotten
    return value


def _select(db: Connection, sql: str) -> list[Any]:
    from sqlalchemy import text

    return list(db.execute(text(sql)))


def _do(db: Connection, sql: str, **values: Any) -> None:
    from sqlalchemy import text

    db.execute(text(sql), values)

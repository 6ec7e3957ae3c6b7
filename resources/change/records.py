"""Where each change stands: one row in the control plane, and a line in the audit log a stage."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from resources.change.phase import Writes
from resources.change.stages import NONE, Stage, find_stage, stage_after
from resources.control_plane import audit
from resources.control_plane.rows import fetch

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True)
class ChangeRecord:
    """Where a change stands.

    Attributes:
        name, store: which, and of which store.
        stage: the last one done; `none` where none is.
        under_way: the one that was begun and has not ended, forwards or back.
        is_undoing: whether that is being taken back.
        writes, reads: the phase, see `phase.py`.
        detail: what the stages told, by stage.
        error: why the last try ended, where it failed.
        begun_at, changed_at, changed_by: when, and who was last.
    """

    name: str
    store: str
    stage: str
    under_way: str | None
    is_undoing: bool
    writes: Writes
    reads: str
    detail: dict[str, Any]
    error: str | None
    begun_at: datetime
    changed_at: datetime
    changed_by: str

    @property
    def next_stage(self) -> Stage | None:
        """What going on does; none where all is done."""
        return find_stage(self.under_way) or stage_after(self.stage)

    @property
    def stage_to_undo(self) -> Stage | None:
        """What going back undoes; none where nothing is done."""
        return find_stage(self.under_way) or find_stage(self.stage)

    @property
    def is_begun(self) -> bool:
        """Whether anything of it is done."""
        return self.stage != NONE or self.under_way is not None


def find(db: Connection, name: str, store: str, actor: str) -> ChangeRecord:
    """The record of a change, made where there is none yet."""
    db.exec_driver_sql(
        "INSERT INTO control.store_changes (name, store, changed_by) "
        "VALUES (%(name)s, %(store)s, %(actor)s) ON CONFLICT DO NOTHING",
        {"name": name, "store": store, "actor": actor},
    )
    return next(one for one in list_all(db) if one.name == name)


def list_all(db: Connection) -> list[ChangeRecord]:
    """Every change that was ever begun here, by name."""
    return fetch(
        db,
        ChangeRecord,
        "SELECT name, store, stage, under_way, is_undoing, writes, reads, detail, error, "
        "begun_at, changed_at, changed_by FROM control.store_changes ORDER BY name",
        {},
    )


def list_explained(db: Connection) -> frozenset[str]:
    """Places of schemas that a change under way, or done, has added or changed: no drift.

    None where the database is older than changes.
    """
    if db.exec_driver_sql("SELECT to_regclass('control.store_changes')").scalar() is None:
        return frozenset()
    begun = [one for one in list_all(db) if one.is_begun]
    return frozenset(
        place for one in begun for place in one.detail.get("expand", {}).get("adds", ())
    )


def begin(db: Connection, name: str, stage: Stage, before: str, actor: str, *, undo: bool) -> None:
    """Note that a stage is begun, or its undoing: what is done is what came before it."""
    db.exec_driver_sql(
        "UPDATE control.store_changes SET stage = %(before)s, under_way = %(stage)s, "
        "is_undoing = %(undo)s, error = NULL, changed_at = clock_timestamp(), "
        "changed_by = %(actor)s WHERE name = %(name)s",
        {"name": name, "stage": stage, "before": before, "undo": undo, "actor": actor},
    )


def end(
    db: Connection,
    name: str,
    done: str,
    actor: str,
    *,
    action: str,
    stage: Stage,
    told: Mapping[str, Any],
) -> None:
    """Note that what was under way has ended, with a line in the audit log."""
    db.exec_driver_sql(
        "UPDATE control.store_changes SET stage = %(done)s, under_way = NULL, "
        "is_undoing = FALSE, detail = detail || jsonb_build_object(%(stage)s::text, "
        "%(told)s::jsonb), changed_at = clock_timestamp() WHERE name = %(name)s",
        {"name": name, "done": done, "stage": stage, "told": json.dumps(dict(told))},
    )
    audit.record(db, actor=actor, action=action, subject=name, detail={"stage": stage, **told})


def fail(db: Connection, name: str, error: str) -> None:
    """Note why a stage did not end; it stays under way."""
    db.exec_driver_sql(
        "UPDATE control.store_changes SET error = %(error)s, changed_at = clock_timestamp() "
        "WHERE name = %(name)s",
        {"name": name, "error": error},
    )


def set_phase(
    db: Connection, name: str, *, writes: Writes | None = None, reads: str | None = None
) -> None:
    """Have the next writers and readers use other shapes; callers have shut out the present ones.

    The table refuses a phase whose read shape is not written.
    """
    db.exec_driver_sql(
        "UPDATE control.store_changes SET writes = coalesce(%(writes)s, writes), "
        "reads = coalesce(%(reads)s, reads) WHERE name = %(name)s",
        {"name": name, "writes": writes, "reads": reads},
    )

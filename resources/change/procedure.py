"""One stage of a change forwards, or one back; whatever was interrupted is gone on with.

    procedure.next(actor="cli:anna")       the stage that is to be done, or was begun
    procedure.rollback(actor="cli:anna")   the stage done last, or begun

Each is noted before it begins and when it has ended, with who and when. A stage that fails stays
under way with its reason: `next` does it again, `rollback` takes back what it did.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from resources.change import backups, records
from resources.change.phase import PhasesOf, Writes, is_only_runner, shut_out
from resources.change.records import ChangeRecord
from resources.change.stages import STAGES, Stage, stage_before
from resources.errors import InputError, OneviceError, StoreError

if TYPE_CHECKING:
    from resources.change.store_change import StoreChange
    from resources.control_plane.resource import ControlPlane
    from resources.object_store import Objects

_SHOWN = 5


@dataclass(frozen=True)
class Procedure:
    """Carries one change on.

    Attributes:
        control: where its state is kept, and who holds which phase.
        objects: where its backup is kept.
        change: the store's part.
    """

    control: ControlPlane
    objects: Objects
    change: StoreChange

    @property
    def phases(self) -> PhasesOf:
        """What writers and readers of the store ask."""
        return PhasesOf(self.control, self.change.name)

    def status(self) -> ChangeRecord | None:
        """Where it stands; none where it was never begun."""
        with self.control.begin() as db:
            found = records.list_all(db)
        return next((one for one in found if one.name == self.change.name), None)

    def next(self, *, actor: str) -> ChangeRecord:
        """Do the stage that follows, or go on with the one that was begun.

        Raises:
            InputError: all stages are done, or another process carries it on.
            StoreError: the stage failed; its reason is noted, and it can be done again or undone.
        """
        with self._only_runner():
            found = self._find(actor)
            if (stage := found.next_stage) is None:
                raise InputError(
                    f"{self.change.name} is done: all {len(STAGES)} stages. `onevice change "
                    f"rollback {self.change.name}` takes the last one back."
                )
            return self._run(stage, actor, undo=False)

    def rollback(self, *, actor: str) -> ChangeRecord:
        """Take the stage done last back, or the one that was begun. Raises as `next` does."""
        with self._only_runner():
            found = self._find(actor)
            if (stage := found.stage_to_undo) is None:
                raise InputError(f"Nothing of {self.change.name} is done that could be undone.")
            return self._run(stage, actor, undo=True)

    def restore(self, *, actor: str) -> int:
        """Put rows of the backup back that the old shape lacks; how many those were.

        Raises:
            InputError: another shape is read by now: what was deleted since would come back to
                nobody's use. Or another process carries the change on.
            MissingDataError: there is no backup.
            StoreError: the backup or the store is at fault.
        """
        with self._only_runner():
            found = self._find(actor)
            if found.reads != "old":
                raise InputError(
                    f"{self.change.name} is read in its new shape: roll back to before "
                    "switch_reads first, then restore."
                )
            list(backups.read_backup(self.objects, self.change.name))  # whole, before a row
            count = self.change.put_back(backups.read_backup(self.objects, self.change.name))
            with self.control.begin() as db:
                told = {"rows": count}
                done, stage = found.stage, STAGES[0]
                records.end(
                    db, found.name, done, actor, action="change.restore", stage=stage, told=told
                )
        return count

    def _run(self, stage: Stage, actor: str, *, undo: bool) -> ChangeRecord:
        name, before = self.change.name, stage_before(stage)
        with self.control.begin() as db:
            records.begin(db, name, stage, before, actor, undo=undo)
        try:
            told = self._undo(stage) if undo else self._do(stage)
        except OneviceError as error:
            with self.control.begin() as db:
                records.fail(db, name, str(error))
            raise
        action, done = ("change.undo", before) if undo else ("change.do", str(stage))
        with self.control.begin() as db:
            records.end(db, name, done, actor, action=action, stage=stage, told=told)
            return records.find(db, name, self.change.store, actor)

    def _do(self, stage: Stage) -> dict[str, Any]:
        change = self.change
        if stage == "backup":
            return backups.take_backup(self.objects, change)
        if stage == "expand":
            change.make_new()
            return {"adds": sorted(change.adds)}
        if stage == "dual_write":
            change.start_dual_write()
            self._set_phase(writes="both")
        elif stage == "backfill":
            return {"rows": change.fill_new(self._alone)}
        elif stage == "verify":
            self._verify()
        elif stage == "switch_reads":
            self._set_phase(reads="new", compare=not change.is_atomic)
        else:
            self._set_phase(writes="new")
            change.drop_old()
        return {}

    def _undo(self, stage: Stage) -> dict[str, Any]:
        change = self.change
        if stage == "backup":
            backups.drop_backup(self.objects, change.name)
        elif stage == "expand":
            change.drop_new()
        elif stage == "dual_write":
            self._set_phase(writes="old")
            change.stop_dual_write()
        elif stage == "backfill":
            change.clear_new()
        elif stage == "switch_reads":
            self._set_phase(reads="old", compare=not change.is_atomic)
        elif stage == "contract":
            change.make_old()
            self._set_phase(writes="both")
            rows = change.fill_old(self._alone)
            self._verify()
            return {"rows": rows}
        return {}

    def _verify(self) -> None:
        """Compare beside writers where both shapes are written at once, else while none writes."""
        with nullcontext() if self.change.is_atomic else self._alone():
            self._compare()

    def _compare(self) -> None:
        found = self.change.compare()
        if found:
            name = self.change.name
            raise StoreError(
                f"The two shapes of {name} differ: {'; '.join(found[:_SHOWN])}. What is read is "
                "as before. Something wrote one shape alone: see which writer does not ask for "
                f"the phase, then `onevice change rollback {name}` back to dual_write, and go on "
                "from there (the backfill is done again)."
            )

    def _set_phase(
        self, *, writes: Writes | None = None, reads: str | None = None, compare: bool = False
    ) -> None:
        with self.control.begin() as db:
            shut_out(db, self.change.name)
            if compare:
                self._compare()
            records.set_phase(db, self.change.name, writes=writes, reads=reads)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self.control.begin() as db:
            shut_out(db, self.change.name)
            yield

    @contextmanager
    def _only_runner(self) -> Iterator[None]:
        with self.control.begin() as db:
            if not is_only_runner(db, self.change.name):
                raise InputError(
                    f"Another process carries {self.change.name} on right now; nothing was done. "
                    f"`onevice change status {self.change.name}` shows how far it is."
                )
            yield

    def _find(self, actor: str) -> ChangeRecord:
        with self.control.begin() as db:
            return records.find(db, self.change.name, self.change.store, actor)

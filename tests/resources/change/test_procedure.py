"""A change goes on where it was interrupted, goes back from anywhere, and tells who did what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from resources.change import backups
from resources.change.phase import BEFORE, Phase
from resources.change.procedure import Procedure
from resources.change.stages import STAGES
from resources.change.store_change import Alone
from resources.control_plane import audit
from resources.control_plane.resource import ControlPlane
from resources.errors import InputError, MissingDataError, StoreError
from resources.identity import new_id
from resources.object_store import Objects
from tests.traffic import WHO

Rows = dict[str, str]


@dataclass
class Drawers:
    """A store of two drawers; fails before or after the call that is told, once."""

    name: str
    old: Rows | None = field(default_factory=lambda: {"a": "1", "b": "2"})
    new: Rows | None = None
    fails: tuple[str, str] = ("", "")
    store: str = "drawers"
    what: str = "what is in the old drawer goes to the new one"
    is_atomic: bool = False
    adds: frozenset[str] = frozenset({"the new drawer"})

    def __getattribute__(self, name: str) -> Any:
        found = object.__getattribute__(self, name)
        where, when = object.__getattribute__(self, "fails")
        if name != where:
            return found

        def fail(*given: object) -> None:
            self.fails = ("", "")
            if when == "after":
                list(found(*given) or ()) if name == "read_old" else found(*given)
            raise StoreError(f"{name} did not work")

        return fail

    def read_old(self) -> Iterator[Mapping[str, Any]]:
        yield from ({"key": key, "value": one} for key, one in (self.old or {}).items())

    def put_back(self, rows: Iterable[Mapping[str, Any]]) -> int:
        assert self.old is not None
        missing = {row["key"]: row["value"] for row in rows if row["key"] not in self.old}
        self.old |= missing
        return len(missing)

    def make_new(self) -> None:
        self.new = self.new or {}

    def drop_new(self) -> None:
        self.new = None

    def start_dual_write(self) -> None: ...

    def stop_dual_write(self) -> None: ...

    def fill_new(self, alone: Alone) -> int:
        with alone():
            self.new = dict(self.old or {})
        return len(self.new)

    def clear_new(self) -> None:
        self.new = {}

    def compare(self) -> list[str]:
        return sorted(dict((self.old or {}).items() ^ (self.new or {}).items()))

    def drop_old(self) -> None:
        self.old = None

    def make_old(self) -> None:
        self.old = self.old or {}

    def fill_old(self, alone: Alone) -> int:
        with alone():
            self.old = dict(self.new or {})
        return len(self.old)


CALLS = {
    "backup": ("read_old", "drop_backup"),
    "expand": ("make_new", "drop_new"),
    "dual_write": ("start_dual_write", "stop_dual_write"),
    "backfill": ("fill_new", "clear_new"),
    "verify": ("compare", ""),
    "switch_reads": ("compare", "compare"),
    "contract": ("drop_old", "fill_old"),
}


@pytest.fixture
def procedure(changed_database: ControlPlane, kept: Objects) -> Procedure:
    return Procedure(changed_database, kept, Drawers(f"drawers-{new_id()}"))


def drawers(procedure: Procedure) -> Drawers:
    assert isinstance(procedure.change, Drawers)
    return procedure.change


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_stage_that_failed_is_done_again_or_taken_back(procedure: Procedure, when: str) -> None:
    store = drawers(procedure)
    for stage in STAGES:
        for goes_back in (True, False):
            store.fails = (CALLS[stage][0], when)
            with pytest.raises(StoreError, match="did not work"):
                procedure.next(actor=WHO)
            found = procedure.status()
            assert found is not None
            assert (found.under_way, found.error) == (stage, f"{CALLS[stage][0]} did not work")
            if goes_back:
                assert procedure.rollback(actor=WHO).next_stage == stage
        assert procedure.next(actor=WHO).stage == stage
    assert (store.old, store.new) == (None, {"a": "1", "b": "2"})
    with pytest.raises(InputError, match="is done: all 7 stages"):
        procedure.next(actor=WHO)
    for stage in reversed(STAGES):
        if CALLS[stage][1] not in ("", "drop_backup"):
            store.fails = (CALLS[stage][1], when)
            with pytest.raises(StoreError, match="did not work"):
                procedure.rollback(actor="test:bob")
        assert procedure.rollback(actor="test:bob").next_stage == stage
    assert (store.old, store.new) == ({"a": "1", "b": "2"}, None)
    with pytest.raises(InputError, match="Nothing of drawers-"):
        procedure.rollback(actor=WHO)


def test_every_stage_is_told_with_who_did_it(procedure: Procedure) -> None:
    for _ in STAGES:
        procedure.next(actor=WHO)
    done = procedure.rollback(actor="test:bob")
    assert (done.stage, done.changed_by, done.begun_at <= done.changed_at) == (
        "switch_reads",
        "test:bob",
        True,
    )
    with procedure.control.begin() as db:
        lines = [one for one in audit.entries(db) if one.subject == procedure.change.name]
    told = [(one.action, one.actor, one.detail["stage"]) for one in reversed(lines)]
    wanted = [("change.do", WHO, one) for one in STAGES]
    assert told == [*wanted, ("change.undo", "test:bob", "contract")]
    assert done.detail["backfill"] == {"rows": 2}
    assert done.detail["expand"] == {"adds": ["the new drawer"]}


def test_a_second_process_does_nothing_meanwhile(procedure: Procedure) -> None:
    refused: list[str] = []
    store = drawers(procedure)

    class Meddling(Drawers):
        def make_new(self) -> None:
            for move in (procedure.next, procedure.rollback, procedure.restore):
                with pytest.raises(InputError, match="Another process carries") as caught:
                    move(actor="test:bob")
                refused.append(str(caught.value))
            super().make_new()

    other = Procedure(procedure.control, procedure.objects, Meddling(store.name))
    other.next(actor=WHO)
    assert other.next(actor=WHO).stage == "expand"
    assert len(refused) == 3


def test_phases_follow_the_stages_and_what_is_read_is_written(procedure: Procedure) -> None:
    seen: list[Phase] = []
    for _ in STAGES:
        procedure.next(actor=WHO)
        with procedure.phases.hold() as phase:
            seen.append(phase)
    both, new = Phase(("old", "new"), "old"), Phase(("old", "new"), "new")
    assert seen == [BEFORE, BEFORE, both, both, both, new, Phase(("new",), "new")]
    assert all(one.reads in one.writes for one in seen)


def test_a_switch_looks_once_more_and_refuses_what_differs(procedure: Procedure) -> None:
    store = drawers(procedure)
    while procedure.next(actor=WHO).stage != "verify":
        pass
    assert store.old is not None
    store.old["c"] = "written by one that does not ask"
    with pytest.raises(StoreError, match="differ: c"):
        procedure.next(actor=WHO)
    with procedure.phases.hold() as phase:
        assert phase.reads == "old"


def test_what_was_lost_comes_back_from_the_backup(procedure: Procedure) -> None:
    store = drawers(procedure)
    with pytest.raises(MissingDataError):
        procedure.restore(actor=WHO)
    procedure.next(actor=WHO)
    store.old = {"a": "changed since"}
    assert procedure.restore(actor=WHO) == 1
    assert store.old == {"a": "changed since", "b": "2"}
    part = next(one for one in procedure.objects.list("backups/") if one.endswith(".gz"))
    procedure.objects.put(part, b"not what was written")
    store.old = {}
    with pytest.raises(StoreError, match="SHA-256 differs"):
        procedure.restore(actor=WHO)
    assert store.old == {}
    assert backups.has_backup(procedure.objects, store.name)
    while procedure.next(actor=WHO).stage != "switch_reads":
        pass
    with pytest.raises(InputError, match="roll back to before switch_reads"):
        procedure.restore(actor=WHO)

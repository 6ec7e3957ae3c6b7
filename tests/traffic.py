"""A writer and a reader that never stop while a store is changed, and what they saw."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from resources.change.procedure import Procedure
from resources.change.stages import STAGES

WAIT_SECONDS = 60.0
WHO = "test:anna"


@dataclass
class Traffic:
    """One thread that writes values by number, one that reads what was acknowledged.

    Attributes:
        write: puts the value of a number; returning means that it is kept.
        read: the value of a number as an application gets it now.
        wanted: the value that a number has.
    """

    write: Callable[[int], None]
    read: Callable[[int], object]
    wanted: Callable[[int], object]
    written: int = 0
    reads: int = 0
    wrong: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator[Traffic]:
        """Let both work until the block ends; then everything acknowledged is read once more."""
        threads = [threading.Thread(target=one) for one in (self._write_on, self._read_on)]
        for one in threads:
            one.start()
        try:
            self.go_on()
            yield self
        finally:
            self._stop.set()
            for one in threads:
                one.join()
        self._compare(range(self.written))
        assert not self.wrong, self.wrong[:5]

    def go_on(self, count: int = 1) -> None:
        """Wait until so many writes and reads that began from now on have ended."""
        wanted = self.written + count + 1, self.reads + count + 1
        pause = threading.Event()
        for _ in range(int(WAIT_SECONDS / 0.005)):
            if self.wrong or (self.written >= wanted[0] and self.reads >= wanted[1]):
                break
            pause.wait(0.005)
        assert not self.wrong, self.wrong[:5]
        assert self.written >= wanted[0]
        assert self.reads >= wanted[1]

    def _write_on(self) -> None:
        while not self._stop.is_set():
            try:
                self.write(self.written)
            except Exception as error:  # noqa: BLE001 - a failed write is what must not be
                self.wrong.append(f"writing {self.written}: {error!r}")
                return
            self.written += 1
            self._stop.wait(0.04)

    def _read_on(self) -> None:
        while not self._stop.is_set():
            if self.written:
                newest = self.written - 1
                self._compare([newest, self.reads % self.written])
                self.reads += 1
            self._stop.wait(0.03)

    def _compare(self, numbers: range | list[int]) -> None:
        for number in numbers:
            try:
                found = self.read(number)
            except Exception as error:  # noqa: BLE001 - a failed read is what must not be
                self.wrong.append(f"reading {number}: {error!r}")
                return
            if found != self.wanted(number):
                self.wrong.append(f"{number} is {found!r}")


def carry_through(
    procedure: Procedure,
    traffic: Traffic,
    look: Callable[[], tuple[bool, bool]],
    *,
    to_and_fro: bool = False,
) -> None:
    """Every stage forwards, then every one back, under traffic.

    Args:
        procedure: not begun.
        traffic: on the same store, asking the procedure's phases.
        look: whether the old and whether the new shape hold anything now.
        to_and_fro: take each stage back once, and do it again, before the next one.
    """
    assert look()[1] is False
    with traffic.running():
        for stage in STAGES:
            for undo in (False, True, False) if to_and_fro else (False,):
                _move(procedure, undo=undo)
                traffic.go_on()
            found = procedure.status()
            assert found is not None
            assert (found.stage, found.under_way, found.error) == (stage, None, None)
            if stage == "verify":
                assert look() == (True, True)
        assert look() == (False, True)
        for _ in STAGES:
            _move(procedure, undo=True)
            traffic.go_on()
    assert look() == (True, False)
    assert not procedure.objects.list("backups/")


def _move(procedure: Procedure, *, undo: bool) -> None:
    (procedure.rollback if undo else procedure.next)(actor=WHO)

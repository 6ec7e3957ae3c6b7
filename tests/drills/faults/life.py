"""Days that are lived: each command again until it has ended well, as a person would type it."""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psutil

from tests.drills.faults.faults import Faults
from tests.drills.faults.network import Network
from tests.servers.server import ROOT

_PATIENCE_S = 600.0
_MOST_TRIES = 60
_CALM_AFTER = 12  # tries that were disturbed; the next is let be, so that a day ends
_SKEWS_S = (0.0, 0.0, 0.0, -5 * 3600.0, -90.0, 90.0, 5 * 3600.0)
_ROWS = 40
_UNITS = 12


class NeverEndedWellError(Exception):
    """A command failed again and again, or hung; with the last it said."""


@dataclass
class Life:
    """One world in which commands are typed.

    Attributes:
        env: of every command.
        faults: what goes on beside them; none in the clean life.
        tries: how often each command was typed until it ended well.
    """

    folder: Path
    env: Mapping[str, str]
    network: Network
    faults: Faults | None
    chance: random.Random
    tries: list[int] = field(default_factory=list)
    skewed: int = 0

    def day(self, day: date) -> None:
        """Ask and count a website's day; then take in what a fleet delivered on it."""
        self.type("run", "--day", day.isoformat(), "--retry-unknown", "--json")
        file = self.folder / f"assignments-{day}.csv"
        write_assignments(file, day)
        self.type("episodes", "add", str(file), "--json")

    def look_after(self, days: Sequence[date]) -> None:
        """What somebody does in the morning: leftovers, and every day once more."""
        self.faults = None
        self.type("sagas", "resume")
        for day in days:
            self.day(day)

    def type(self, *words: str) -> None:
        """Type a command until it ends well.

        Raises:
            NeverEndedWellError: it does not.
        """
        for number in range(1, _MOST_TRIES + 1):
            code, said = self._try(words, is_calm=number % (_CALM_AFTER + 1) == 0)
            if code == 0:
                self.tries.append(number)
                return
        raise NeverEndedWellError(f"onevice {' '.join(words)} ended {code}:\n{said}")

    def _try(self, words: Sequence[str], *, is_calm: bool) -> tuple[int, str]:
        faults = None if is_calm else self.faults
        skew = self.chance.choice(_SKEWS_S) if faults else 0.0
        self.skewed += bool(skew)
        program = [sys.executable, "-m", "tests.drills.faults.command", str(skew), *words]
        log = self.folder / "last.log"
        with log.open("wb") as told:
            process = subprocess.Popen(
                self.network.within(program),
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=told,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            code = self._attend(process, faults)
        said = log.read_text("utf-8", "replace")
        done = faults.done.total() if faults else 0
        why = said.strip().splitlines()[-1:] if code else ""
        if faults or code:
            print(f"  {words[0]} ended {code}; {done} faults {why}", flush=True)  # noqa: T201
        with (self.folder / "every.log").open("a", encoding="utf-8") as every:
            every.write(
                f"\n==== {' '.join(words)} (clock {skew:+.0f} s) ended {code}\n{said[-6000:]}"
            )
        return code, said[-3000:]

    def _attend(self, process: subprocess.Popen[bytes], faults: Faults | None) -> int:
        if faults:
            faults.beside(psutil.Process(process.pid))
        try:
            return process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.wait()
            raise NeverEndedWellError(f"a command hung for {_PATIENCE_S:.0f} s") from None


def write_assignments(file: Path, day: date) -> None:
    """Which drivers drove which units from a day on: the same rows whenever it is written."""
    chance = random.Random(day.isoformat())
    columns = ["assignment_id", "driver_id", "unit", "from", "updated_at"]
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(columns)
        for number in range(_ROWS):
            who, what = chance.randrange(_ROWS), chance.randrange(_UNITS)
            row = [
                f"A{day}-{number}",
                f"D{who}",
                f"U{what}",
                f"{day}",
                f"{day}T{number % 24:02}:00:00Z",
            ]
            writer.writerow(row)


def days_until(last: date) -> Iterator[date]:
    """Days one after the other, the first a month before the last."""
    for number in range(30, -1, -1):
        yield last - timedelta(days=number)


def calls_of(log: Path) -> list[dict[str, Any]]:
    """What the provider saw."""
    if not log.exists():
        return []
    return [json.loads(line) for line in log.read_text("utf-8").splitlines()]


def wait_for(path: Path, seconds: float) -> str:
    """The text of a file somebody is about to write.

    Raises:
        AssertionError: it does not come.
    """
    deadline = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < deadline, f"{path.name} did not come"
        time.sleep(0.05)
    return path.read_text("utf-8")

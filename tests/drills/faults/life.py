"""Days that are lived: each command again until it has ended well, as a person would type it."""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.drills.faults.daemon import Daemon
from tests.drills.faults.faults import Faults
from tests.drills.faults.network import Network
from tests.servers.server import ROOT

_PATIENCE_S = 600.0
_MOST_TRIES = 60
_QUEUED_TRIES = 3
_CALM_AFTER = 12  # tries that were disturbed; the next is let be, so that a day ends
_SKEWS_S = (0.0, 0.0, 0.0, -5 * 3600.0, -90.0, 90.0, 5 * 3600.0)
CALL_USD = "0.000026"
"""What the provider charges for 10 tokens sent and 20 answered, at 0.20 and 1.20 USD a million."""
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
        daemon: takes the days that are queued.
        tries: how often each command was typed until it ended well.
    """

    folder: Path
    env: Mapping[str, str]
    network: Network
    faults: Faults | None
    chance: random.Random
    daemon: Daemon | None = None
    tries: list[int] = field(default_factory=list)
    skewed: int = 0

    def queue(self, day: date) -> None:
        """Have the daemon ask and count a day; what does not end well is left to `day`."""
        assert self.daemon is not None
        self.daemon.bring_up()
        program = [sys.executable, "-m", "tests.drills.faults.queued", day.isoformat()]
        for _ in range(_QUEUED_TRIES):
            code, _said = self._run(f"queued {day}", program, self.faults)
            if code == 0:
                return

    def day(self, day: date) -> None:
        """Ask and count a website's day; then take in what a fleet delivered on it."""
        self.type("run", "--day", day.isoformat(), "--retry-unknown", "--json")
        file = self.folder / f"assignments-{day}.csv"
        write_assignments(file, day)
        self.type("episodes", "add", str(file), "--json")

    def look_after(self, days: Sequence[date]) -> None:
        """What somebody does in the morning: leftovers, and every day once more."""
        assert self.faults is not None
        self.faults.mend()
        self.faults = None
        self.type("sagas", "resume")
        for day in days:
            self.day(day)
        bill = self.folder / "bill.csv"
        write_bill(self.folder / "calls.jsonl", bill)
        # it ends 1 where calls were set aside that never reached the provider
        self._try(
            ("spend", "reconcile", str(bill), "--provider", "openai", "--settle"), is_calm=True
        )

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
        if self.faults and (is_calm or self.faults.is_enough):
            self.faults.mend()
        skew = self.chance.choice(_SKEWS_S) if faults else 0.0
        self.skewed += bool(skew)
        program = [sys.executable, "-m", "tests.drills.faults.command", str(skew), *words]
        return self._run(f"{' '.join(words)} (clock {skew:+.0f} s)", program, faults)

    def _run(self, name: str, program: Sequence[str], faults: Faults | None) -> tuple[int, str]:
        """A program and what goes on beside it; its exit code and the end of what it said."""
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
            print(f"  {name[:40]} ended {code}; {done} faults {why}", flush=True)  # noqa: T201
        with (self.folder / "every.log").open("a", encoding="utf-8") as every:
            every.write(f"\n==== {name} ended {code}\n{said[-6000:]}")
        return code, said[-3000:]

    def _attend(self, process: subprocess.Popen[bytes], faults: Faults | None) -> int:
        if faults:
            faults.beside(process)
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


def write_bill(log: Path, bill: Path) -> None:
    """What the provider charges for the calls it saw, by their client's id."""
    with bill.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["client_request_id", "cost_usd"])
        writer.writerows([call["client_id"], CALL_USD] for call in calls_of(log))

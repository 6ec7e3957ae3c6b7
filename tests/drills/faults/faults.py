"""The faults: what breaks while a command is at work, for how long, and how it is mended.

Kinds are drawn by a seeded generator, each as often as its weight says, at random moments.
"""

from __future__ import annotations

import random
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.drills.faults.daemon import Daemon
from tests.drills.faults.machines import Machine, full
from tests.drills.faults.network import Network

FIRST_AFTER_S, NEXT_AFTER_S = (0.3, 6.0), (0.1, 2.0)
_WEIGHTS = {
    "our process killed": 3,
    "server killed": 6,
    "server frozen": 3,
    "network cut": 5,
    "our disk full": 2,
    "their disk full": 1,
    "daemon killed": 4,
}


@dataclass
class World:
    """What can break.

    Attributes:
        ours: disk of the platform's home.
        theirs: disk of the servers' data.
        daemon: takes the days that are queued.
        process: the command that is at work now.
    """

    machines: Sequence[Machine]
    network: Network
    ours: Path
    theirs: Path
    daemon: Daemon
    process: psutil.Process | None = None


@dataclass
class Faults:
    """Does them one after the other, beside the commands, until there were enough.

    Attributes:
        done: how many of each kind were done while a command was at work.
    """

    world: World
    wanted: int
    chance: random.Random
    done: Counter[str] = field(default_factory=Counter)
    _ends: threading.Event = field(default_factory=threading.Event)

    @property
    def is_enough(self) -> bool:
        return self.done.total() >= self.wanted or self._ends.is_set()

    def end(self) -> None:
        """Do no more."""
        self._ends.set()

    def beside(self, process: subprocess.Popen[bytes]) -> None:
        """Break things at random moments while a process lives; a server may still begin after."""
        self.world.process = psutil.Process(process.pid)
        self._wait(FIRST_AFTER_S, process)
        while process.poll() is None and not self.is_enough:
            self._do_one()
            self._wait(NEXT_AFTER_S, process)

    def mend(self) -> None:
        """Have every server answer again."""
        for one in self.world.machines:
            one.bring_up()

    def _wait(self, between: tuple[float, float], process: subprocess.Popen[bytes]) -> None:
        # not by psutil: it would take the exit code, and who asks later would be told 0
        with suppress(subprocess.TimeoutExpired):
            process.wait(self.chance.uniform(*between))

    def _do_one(self) -> None:
        (kind,) = self.chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()))
        done = _KINDS[kind](self.world, self.chance)
        if done is not None:
            self.done[f"{kind}: {done}" if done else kind] += 1


def _kill_ours(world: World, chance: random.Random) -> str | None:
    assert world.process is not None
    with suppress(psutil.NoSuchProcess):
        children = world.process.children(recursive=True)
        chosen = chance.choice(children) if children and chance.random() < 0.5 else world.process
        name = "command" if chosen == world.process else "child"
        chosen.kill()
        return name
    return None  # it had ended just before


def _kill_server(world: World, chance: random.Random) -> str:
    one = chance.choice(world.machines)
    one.kill()
    time.sleep(chance.uniform(0, 3))
    one.start()  # what comes next may hit it while it begins
    return one.server.name


def _freeze(world: World, chance: random.Random) -> str:
    one = chance.choice(world.machines)
    with one.frozen():
        time.sleep(chance.uniform(0.5, 6))
    return one.server.name


def _cut(world: World, chance: random.Random) -> str:
    with world.network.cut():
        time.sleep(chance.uniform(0.5, 6))
    return ""


def _fill_ours(world: World, chance: random.Random) -> str:
    with full(world.ours):
        time.sleep(chance.uniform(1, 4))
    return ""


def _fill_theirs(world: World, chance: random.Random) -> str:
    """After it, an operator starts the databases again: some stop writing for good."""
    with full(world.theirs):
        time.sleep(chance.uniform(1, 4))
    for one in world.machines:
        one.kill()
        one.start()
    return ""


def _kill_daemon(world: World, chance: random.Random) -> str | None:
    return world.daemon.kill_one(chance)


_KINDS: dict[str, Callable[[World, random.Random], str | None]] = {
    "our process killed": _kill_ours,
    "server killed": _kill_server,
    "server frozen": _freeze,
    "network cut": _cut,
    "our disk full": _fill_ours,
    "their disk full": _fill_theirs,
    "daemon killed": _kill_daemon,
}

"""Dagster's daemon of a life, with the code server and the workers it starts."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tests.drills.faults.network import Network
from tests.servers.server import ROOT

_LOCATION = "tests.drills.faults.code_location"


@dataclass
class Daemon:
    """It runs from the first queued day on; what is killed of it is begun again at once.

    Attributes:
        env: of its processes.
        log: what they say.
    """

    env: Mapping[str, str]
    network: Network
    log: Path
    _groups: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def bring_up(self) -> None:
        """Start it where it is not alive."""
        if self._groups and self._groups[-1].poll() is None:
            return
        program = str(Path(sys.executable).parent / "dagster-daemon")
        with self.log.open("ab") as said:
            one = subprocess.Popen(
                self.network.within([program, "run", "--module-name", _LOCATION]),
                cwd=ROOT,
                env=self.env,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._groups.append(one)

    def kill_one(self, chance: random.Random) -> str | None:
        """Kill it, or something it started: its name; none where it never ran."""
        if not self._groups:
            return None
        name = None
        with suppress(psutil.NoSuchProcess, psutil.TimeoutExpired):
            daemon = psutil.Process(self._groups[-1].pid)
            children = daemon.children(recursive=True)
            chosen = chance.choice([daemon, *children])
            name = "daemon" if chosen == daemon else "what it started"
            chosen.kill()
            chosen.wait(10)
        self.bring_up()
        return name

    def stop(self) -> None:
        """End it, and what killed ones left behind."""
        for one in self._groups:
            with suppress(ProcessLookupError):
                os.killpg(one.pid, signal.SIGKILL)
            one.wait()

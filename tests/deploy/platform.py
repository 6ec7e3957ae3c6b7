"""The platform's own services of docker-compose.yml as processes of this machine.

Their commands, variables and health checks are the file's own; only what a container gives them
is replaced: host names, ports and folders.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from resources.local_servers.processes import free_port
from tests.deploy.compose import ROOT, read_compose, secret_names

_PROGRAMS = Path(sys.executable).parent
_TAIL_LINES = 40


class Platform:
    """Services by the names they have in the file."""

    def __init__(self, folder: Path, stores: Mapping[str, str]) -> None:
        """Lay out what the image holds.

        Args:
            folder: everything they write.
            stores: addresses in place of those of the other containers.
        """
        self._folder = folder
        shutil.copytree(ROOT / "deploy" / "dagster", folder / "dagster")
        (folder / "home").mkdir()
        self._services: dict[str, dict[str, Any]] = read_compose(
            dict.fromkeys(secret_names(), "unused")
        )["services"]
        self.code_port, self.ui_port = free_port(), free_port()
        self._replaced = {
            "0.0.0.0": "127.0.0.1",
            "4000": str(self.code_port),
            ":3000": f":{self.ui_port}",
            "=3000": f"={self.ui_port}",
            "/opt/dagster": str(folder / "dagster"),
        }
        self._stores = {
            **stores,
            "ONEVICE_CODE_HOST": "127.0.0.1",
            "ONEVICE_CODE_PORT": str(self.code_port),
            "ONEVICE_HOME": str(folder / "home"),
            "DAGSTER_HOME": str(folder / "dagster"),
            "PYTHONPATH": str(ROOT),
        }
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def run(self, service: str, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a service's command, or another in its place, to its end."""
        return subprocess.run(
            self._here(command or self._services[service]["command"]),
            env=self._environment(service),
            cwd=self._folder,
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )

    def start(self, service: str) -> None:
        """Start a service in a process group of its own."""
        with self._log(service).open("wb") as log:
            self._running[service] = subprocess.Popen(
                self._here(self._services[service]["command"]),
                env=self._environment(service),
                cwd=self._folder,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_healthy(self, service: str, seconds: float) -> None:
        """Run the service's own health check until it passes."""
        kind, *check = self._services[service]["healthcheck"]["test"]
        assert kind == "CMD"
        deadline = time.monotonic() + seconds
        while self._check(service, check).returncode:
            assert self._running[service].poll() is None, f"{service} ended:\n{self.said(service)}"
            assert time.monotonic() < deadline, f"{service} is not well:\n{self.said(service)}"
            time.sleep(0.5)

    def stop(self) -> None:
        """End every service and whatever it started."""
        for process in self._running.values():
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGINT)
        for process in self._running.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            with suppress(ProcessLookupError):  # its children do not always follow
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)

    def said(self, service: str) -> str:
        """The last lines a service wrote."""
        return "\n".join(
            self._log(service).read_text("utf-8", "replace").splitlines()[-_TAIL_LINES:]
        )

    def _check(self, service: str, words: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            self._here(words),
            env=self._environment(service),
            cwd=self._folder,
            capture_output=True,
            timeout=60,
            check=False,
        )

    def _here(self, command: Sequence[str]) -> list[str]:
        """The command as it is run on this machine."""
        program, *words = command
        for there, here in self._replaced.items():
            words = [word.replace(there, here) for word in words]
        return [str(_PROGRAMS / program), *words]

    def _environment(self, service: str) -> dict[str, str]:
        given = {**self._services[service]["environment"], **self._stores}
        mine = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return {**mine, **{name: value for name, value in given.items() if value}}

    def _log(self, service: str) -> Path:
        return self._folder / f"{service}.log"

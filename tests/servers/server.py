"""What a server to test on has, and how its programs are installed once and found again.

Not here: the order things happen in (`session.py`).
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from signal import Signals
from typing import Protocol

from resources.local_servers.postgres_folders import is_open_to, run_as
from resources.local_servers.processes import Command

ROOT = Path(__file__).resolve().parents[2]
_TAIL_LINES = 15


class CannotInstallError(Exception):
    """A tool is not there or a download failed; the message says which and what to do."""


class Server(Protocol):
    """One server of this run; its port and password are chosen when it is made."""

    name: str
    variable: str  # when it is set, the server it names is taken as given
    stop_signal: Signals  # kind only where something outside its folder would be left

    def install(self, cache: Path) -> None:
        """Bring its programs into the cache; quick where they are there.

        Raises:
            CannotInstallError: a tool or the network is missing.
        """

    def prepare(self, cache: Path, folder: Path) -> Command:
        """Make its data in an empty folder and tell how it is run."""

    def answers(self) -> str | None:
        """Log in and ask for its version; nothing while it does not answer."""

    def variables(self) -> Mapping[str, str]:
        """What the tests find it by."""


def choose_cache() -> Path:
    """ONEVICE_SERVERS_CACHE or `.cache/servers`: one that the user servers run as can enter."""
    cache = Path(os.environ.get("ONEVICE_SERVERS_CACHE") or ROOT / ".cache" / "servers").resolve()
    cache.mkdir(parents=True, exist_ok=True)
    user = run_as()
    if user is None or is_open_to(cache, user):
        return cache
    other = Path("/var/tmp/onevice-test-servers")
    other.mkdir(mode=0o755, exist_ok=True)
    if other.is_symlink() or other.stat().st_uid != os.geteuid():
        raise CannotInstallError(
            f"{cache} is closed to the user `nobody`, as whom PostgreSQL and Elasticsearch run, "
            f"and {other} is not ours: set ONEVICE_SERVERS_CACHE to a folder others may enter."
        )
    return other


def install_once(cache: Path, name: str, fill: Callable[[Path], None]) -> Path:
    """Fill a folder of the cache unless that was done before, and return it.

    It is filled under another name, so that half of an installation never counts; two runs at
    once wait for each other.
    """
    folder = cache / name
    with _locked(cache / f"{name}.lock"):
        if not folder.is_dir():
            partial = cache / f"{name}.part"
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(parents=True)
            fill(partial)
            partial.rename(folder)
    return folder


def find_tool(name: str, advice: str) -> str:
    """Path of a program.

    Raises:
        CannotInstallError: it is not on the PATH.
    """
    path = shutil.which(name)
    if path is None:
        raise CannotInstallError(f"no `{name}` on the PATH ({advice})")
    return path


def run_tool(argv: Sequence[str | Path], folder: Path, env: Mapping[str, str] | None = None) -> str:
    """Run a program to its end and return what it printed.

    Raises:
        CannotInstallError: it failed; with the last lines it said.
    """
    done = subprocess.run(
        [str(one) for one in argv],
        cwd=folder,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = "\n".join((done.stdout + done.stderr).splitlines()[-_TAIL_LINES:])
        raise CannotInstallError(f"{Path(argv[0]).name} ended with {done.returncode}:\n{said}")
    return done.stdout


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield

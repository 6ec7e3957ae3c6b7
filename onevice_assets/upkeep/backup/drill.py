"""The drill: the last backup restored into a home of its own, on this machine, and compared.

In a process of its own, so that nothing of this one's stores can be reached: it is told of no
server, and its embedded ones choose sockets and free ports in a folder that goes afterwards.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from onevice_assets.upkeep.backup.place import SERVERS
from resources.backup.resource import Backups
from resources.errors import StoreError
from resources.home import RESTORING
from resources.local_servers import stop_all
from resources.variables import value_of

_PROGRAM: Final = "from onevice_assets.cli import main; main()"
_SECONDS: Final = 6 * 3600
_SECRETS: Final = ("NEO4J_PASSWORD", "QDRANT_API_KEY", "PINECONE_API_KEY", "ELASTICSEARCH_API_KEY")


@dataclass(frozen=True)
class Drilled:
    """What a drill found.

    Attributes:
        backup_id: which backup was restored.
        compared: tables, graphs and files that are equal.
    """

    backup_id: str
    compared: int


def drill(backups: Backups) -> Drilled:
    """Restore the newest backup into fresh embedded stores and compare every hash.

    Raises:
        InputError: there is no backup.
        StoreError: it could not be restored, or differs; says what.
    """
    backup_id = backups.open().find_id(None)
    folder = Path(tempfile.mkdtemp(prefix="onevice-drill-"))
    folder.chmod(0o755)  # PostgreSQL may have to run as another user
    home = folder / "home"
    argv = [sys.executable, "-c", _PROGRAM, "restore", backup_id, "--into", str(home)]
    try:
        done = subprocess.run(
            [*argv, "--stop", "--json"],
            env=_environment(backups, os.environ),
            capture_output=True,
            text=True,
            check=False,
            timeout=_SECONDS,
        )
        if done.returncode:
            raise StoreError(f"The drill of {backup_id} failed: {done.stderr.strip()[-2000:]}")
        return Drilled(backup_id, int(json.loads(done.stdout)["compared"]))
    finally:
        if home.exists():
            stop_all(home)
        shutil.rmtree(folder, ignore_errors=True)


def _environment(backups: Backups, env: Mapping[str, str]) -> dict[str, str]:
    """This process's variables without any server, and with the backups as they are set here."""
    without = {*SERVERS, *_SECRETS, RESTORING}
    own = {name: value for name, value in env.items() if name not in without}
    told = {
        "ONEVICE_BACKUP_URL": backups.url,
        "ONEVICE_BACKUP_KEY_FILE": backups.key_file,
        "ONEVICE_BACKUP_KEY_COMMAND": value_of(backups.key_command),
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    return {**own, **{name: value for name, value in told.items() if value}}

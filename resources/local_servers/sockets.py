"""Folders that only a server's own user may enter, and a short enough one for its unix socket.

Not here: which server listens there and as whom it runs.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from resources.errors import LocalServerError

_PATH_LIMIT = 100  # the kernel's is 104 on macOS and 108 on Linux


def choose_folder(kind: str, data: Path, socket_name: str) -> Path:
    """The folder of a server's socket: beside its data, or a short one if that path is too long."""
    folder = data.with_name(f"{kind}-socket")
    if len(str(folder / socket_name)) > _PATH_LIMIT:
        folder = Path(tempfile.gettempdir()) / f"onevice-{short_name(data)}"
        if len(str(folder / socket_name)) > _PATH_LIMIT:
            folder = Path("/tmp") / folder.name
    return folder


def make_private(kind: str, folder: Path, owner: tuple[int, int] | None = None) -> None:
    """Make a folder that only the server's user can enter.

    Args:
        kind: the server, for the message.
        folder: made if it is not there.
        owner: user and group id the server runs as; none where it runs as ourselves.

    Raises:
        LocalServerError: something that is not ours stands at its name.
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    owners = {os.geteuid(), owner[0] if owner else os.geteuid()}
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners:
        raise LocalServerError(
            f"Starting the local {kind} server: {folder} belongs to user {found.st_uid}, not "
            "to us. Remove it, or set ONEVICE_HOME elsewhere."
        )
    folder.chmod(0o700)
    if owner is not None:
        os.chown(folder, *owner)


def short_name(path: Path) -> str:
    """Sixteen letters that stand for a path where a name must be short."""
    return hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:16]

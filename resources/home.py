"""The one folder everything is written to (`ONEVICE_HOME`, default `./.onevice`).

.onevice/
├── lake/       Parquet, one file per table and partition
├── objects/    raw pages, raw payloads, imports, exports (bucket `llm-brand-monitor`)
├── reports/    influence-report.html per website and day
├── dagster/    DAGSTER_HOME: runs, events, schedules
├── servers/    state files of the embedded servers, and their data
├── logs/       one log per embedded server
├── backups/    encrypted copies of all that, unless ONEVICE_BACKUP_URL names another place
└── tmp/        run-private folders, removed when their run ends
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from resources.errors import ConfigurationError

RESTORE_MARKER: Final = "RESTORE-UNFINISHED"
"""A file of a home that a restore has begun to write; it goes when the restore is done."""
RESTORING: Final = "ONEVICE_RESTORING"
"""Set by a restore to the home that it writes: it alone may use it meanwhile."""


def backups_below(env: Mapping[str, str]) -> Path:
    """Where a home's backups lie unless another place is named; nothing is made or refused."""
    return Path(env.get("ONEVICE_HOME") or ".onevice").expanduser().resolve() / "backups"


def home() -> Path:
    """The home folder, absolute, made if it is not there.

    Raises:
        ConfigurationError: a restore into it was begun and has not ended.
    """
    path = Path(os.environ.get("ONEVICE_HOME") or ".onevice").expanduser().resolve()
    path.mkdir(parents=True, exist_ok=True)
    if (path / RESTORE_MARKER).exists() and os.environ.get(RESTORING) != str(path):
        raise ConfigurationError(
            f"{path} holds half of a backup: a restore into it is under way, or was ended before "
            f"it was done. Do it again: `onevice restore --into {path}`."
        )
    return path


def subfolder(name: str) -> Path:
    """A folder below the home, made if it is not there."""
    path = home() / name
    path.mkdir(parents=True, exist_ok=True)
    return path

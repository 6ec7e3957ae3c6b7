"""The one folder everything is written to (`ONEVICE_HOME`, default `./.onevice`).

.onevice/
├── lake/       Parquet, one file per table and partition
├── objects/    raw pages, raw payloads, imports, exports (bucket `llm-brand-monitor`)
├── reports/    influence-report.html per website and day
├── dagster/    DAGSTER_HOME: runs, events, schedules
├── servers/    state files of the embedded servers, and their data
├── logs/       one log per embedded server
└── tmp/        run-private folders, removed when their run ends
"""

from __future__ import annotations

import os
from pathlib import Path


def home() -> Path:
    """The home folder, absolute, made if it is not there."""
    path = Path(os.environ.get("ONEVICE_HOME") or ".onevice").expanduser().resolve()
    path.mkdir(parents=True, exist_ok=True)
    return path


def subfolder(name: str) -> Path:
    """A folder below the home, made if it is not there."""
    path = home() / name
    path.mkdir(parents=True, exist_ok=True)
    return path

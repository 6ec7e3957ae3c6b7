"""Where a report lies: `reports/{website}/{day}/influence-report.html` below the home.

Shared by the stage that writes it, those that point at it, and the command line.
"""

from __future__ import annotations

from pathlib import Path

from resources.home import subfolder

_FILE_NAME = "influence-report.html"


def report_path(website: str, day: str) -> Path:
    """Path of a website's report of one day; it need not exist yet."""
    return subfolder("reports") / website / day / _FILE_NAME

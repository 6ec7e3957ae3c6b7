"""Writes a report where `report_path` says."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from onevice_assets.brand_monitor.report_path import report_path


def write_report(website: str, day: str, html: str) -> tuple[Path, bool]:
    """Replace a report atomically.

    Returns:
        Its path, and whether it differs from the one before.
    """
    path = report_path(website, day)
    data = html.encode("utf-8", "replace")
    if path.exists() and path.read_bytes() == data:
        return path, False
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(f".{uuid4().hex}.unfinished")
    try:
        unfinished.write_bytes(data)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path, True

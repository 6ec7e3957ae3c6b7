"""Beside the stores: Dagster's own storage, reports, logs, temporary files."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from onevice_assets.upkeep.erasure.known_brands import find_orphans
from onevice_assets.upkeep.erasure.place import EVERY_KIND, TENANT, Place, Stores, nothing
from resources.erasure.subject import Subject

FOLDERS: Final = ("reports", "logs", "tmp")
"""Folders of the home that hold data and are no store's."""


def list_places() -> list[Place]:
    """Dagster's runs before the rest of its storage, then folders of the home."""
    return [
        Place("dagster", "runs", "runs with events, tags, output; dynamic partitions", EVERY_KIND,
              _count_runs, _delete_runs),
        Place("dagster", "rows", "what else names the subject: ticks, backfills, cursors",
              EVERY_KIND, _count_rows, _delete_rows),
        Place("home", "reports", "reports as pages", TENANT, _count_reports, _delete_reports),
        Place("home", "logs", "logs of embedded servers", EVERY_KIND, _count_lines, _drop_lines),
        Place("home", "tmp", "folders of runs; removed when those end", frozenset(), nothing,
              nothing),
    ]  # fmt: skip


def _count_runs(stores: Stores, subject: Subject) -> int:
    if stores.dagster is None:
        return 0
    return len(stores.dagster.list_runs(subject)) + len(stores.dagster.list_partitions(subject))


def _delete_runs(stores: Stores, subject: Subject) -> int:
    return stores.dagster.delete_runs(subject) if stores.dagster else 0


def _count_rows(stores: Stores, subject: Subject) -> int:
    return stores.dagster.count_rows(subject) if stores.dagster else 0


def _delete_rows(stores: Stores, subject: Subject) -> int:
    return stores.dagster.delete_rows(subject) if stores.dagster else 0


def _list_reports(stores: Stores, subject: Subject) -> list[Path]:
    folder = stores.home / "reports"
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return [one for one in found if subject.owns_partition(one.name)]


def _count_reports(stores: Stores, subject: Subject) -> int:
    return sum(len(list(one.rglob("*.*"))) for one in _list_reports(stores, subject))


def _delete_reports(stores: Stores, subject: Subject) -> int:
    count = _count_reports(stores, subject)
    for one in _list_reports(stores, subject):
        shutil.rmtree(one)
    return count


def _list_logs(stores: Stores, subject: Subject) -> list[tuple[Path, list[str], int]]:
    """Logs with lines that name the subject or a brand of its: file, lines that stay, others."""
    found, folder = [], stores.home / "logs"
    brands = list(find_orphans(stores, subject).values())
    for file in sorted(folder.glob("*.log")) if folder.is_dir() else []:
        lines = file.read_text("utf-8", "replace").splitlines(keepends=True)
        kept = [
            line
            for line in lines
            if not subject.is_said_in(line) and not any(one in line for one in brands)
        ]
        if len(kept) < len(lines):
            found.append((file, kept, len(lines) - len(kept)))
    return found


def _count_lines(stores: Stores, subject: Subject) -> int:
    return sum(count for _, _, count in _list_logs(stores, subject))


def _drop_lines(stores: Stores, subject: Subject) -> int:
    """Write logs in place, for their servers have them open to append."""
    count = 0
    for file, kept, gone in _list_logs(stores, subject):
        with file.open("r+", encoding="utf-8") as log:
            log.write("".join(kept))
            log.truncate()
        count += gone
    return count

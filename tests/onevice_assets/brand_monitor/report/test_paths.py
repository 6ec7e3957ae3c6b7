"""A report is replaced whole, where a person finds it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from onevice_assets.brand_monitor.report.paths import (
    write_report,
)
from onevice_assets.brand_monitor.report_path import report_path

KEY, DAY = "default.demo.test", "2026-11-20"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ONEVICE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_a_report_lies_below_its_website_and_day(home: Path) -> None:
    path, changed = write_report(KEY, DAY, "<p>1</p>")
    assert path == report_path(KEY, DAY) == home / "reports" / KEY / DAY / "influence-report.html"
    assert (path.read_text("utf-8"), changed) == ("<p>1</p>", True)


def test_the_same_page_again_is_no_change() -> None:
    first, _ = write_report(KEY, DAY, "<p>1</p>")
    touched = first.stat().st_mtime_ns
    assert write_report(KEY, DAY, "<p>1</p>") == (first, False)
    assert first.stat().st_mtime_ns == touched


def test_half_a_character_does_not_stop_a_report() -> None:
    path, _ = write_report(KEY, DAY, "half \ud83d")
    assert path.read_bytes() == b"half ?"


def test_writers_at_once_leave_one_whole_page_and_nothing_else() -> None:
    pages = [letter * 500_000 for letter in "abcd"]
    writers = [threading.Thread(target=write_report, args=(KEY, DAY, page)) for page in pages]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    path = report_path(KEY, DAY)
    assert path.read_text("utf-8") in pages
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_write_that_fails_leaves_the_old_page(monkeypatch: pytest.MonkeyPatch) -> None:
    path, _ = write_report(KEY, DAY, "old")

    def fill_the_disk(self: Path, data: bytes) -> int:
        with self.open("wb") as file:
            file.write(data[:2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", fill_the_disk)
    with pytest.raises(OSError, match="No space"):
        write_report(KEY, DAY, "new page")
    assert path.read_text("utf-8") == "old"
    assert [one.name for one in path.parent.iterdir()] == [path.name]

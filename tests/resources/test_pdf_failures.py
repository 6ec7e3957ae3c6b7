"""Printing without Chromium: what is told where it is missing, fails or hangs."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from resources.errors import ConfigurationError, MissingDataError, PrintError
from resources.identity import new_id
from resources.pdf import export_path, find_browser, print_to_pdf

DAY = date(2026, 11, 20)
ORGANIZATION = new_id()


@pytest.fixture(autouse=True)
def _no_browser_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONEVICE_CHROMIUM", raising=False)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "influence-report.html"
    path.write_text("<!doctype html><title>Report</title>")
    return path


@pytest.fixture
def left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing of the printing stays in the folder for temporary files."""
    assert tmp_path.is_dir()  # made before the folder for temporary files is another one
    folder = Path(tempfile.mkdtemp(prefix="pdf-"))  # a short path, unlike tmp_path
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield
    folder.rmdir()


def test_an_export_is_named_by_day_website_and_content() -> None:
    path = export_path(ORGANIZATION, "default.demo.test", DAY, b"<p>")
    assert path == export_path(ORGANIZATION, "default.demo.test", DAY, b"<p>")
    others = {
        export_path(ORGANIZATION, "default.other.test", DAY, b"<p>"),
        export_path(ORGANIZATION, "default.demo.test", date(2026, 11, 21), b"<p>"),
        export_path(ORGANIZATION, "default.demo.test", DAY, b"<p>\xff"),
    }
    assert len(others - {path}) == 3


def fake_browser(folder: Path, script: str) -> str:
    path = folder / "browser"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("named", ["", "no-such-browser"])
def test_without_a_browser_the_next_step_is_told(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("ONEVICE_CHROMIUM", named)
    with pytest.raises(ConfigurationError, match=r"apt-get install chromium.*HTML page is there"):
        print_to_pdf(page, DAY)


def test_the_browser_that_is_named_is_taken_before_others(tmp_path: Path) -> None:
    mine = fake_browser(tmp_path, "true")
    (tmp_path / "chromium-browser").symlink_to(mine)
    env = {"PATH": str(tmp_path)}
    assert find_browser({**env, "ONEVICE_CHROMIUM": mine}) == mine
    assert find_browser(env) == str(tmp_path / "chromium-browser")


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("echo 'cannot open display' >&2; exit 1", "It said: cannot open display"),
        ("exit 0", "It said: nothing"),
        ('for one; do case $one in --print-to-pdf=*) echo %PDF-1.4 > "${one#*=}";; esac; done', ""),
    ],
    ids=["fails", "prints nothing", "prints half"],
)
def test_a_browser_that_prints_nothing_is_told(
    page: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    script: str,
    reason: str,
) -> None:
    monkeypatch.setenv("ONEVICE_CHROMIUM", fake_browser(tmp_path, script))
    with pytest.raises(PrintError, match=f"printed no PDF of 'influence-report.html'.*{reason}"):
        print_to_pdf(page, DAY)


@pytest.mark.usefixtures("left_behind")
def test_a_browser_that_hangs_is_stopped_with_all_it_started(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = f"sleep 600 & echo $! > {tmp_path}/child; wait"
    monkeypatch.setenv("ONEVICE_CHROMIUM", fake_browser(tmp_path, script))
    with pytest.raises(PrintError, match="after 3 s and was stopped"):
        print_to_pdf(page, DAY, timeout_s=3)
    child = int((tmp_path / "child").read_text())
    wait_for(lambda: not is_running(child))


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (ProcessLookupError, FileNotFoundError):
        return False


def wait_for(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)


def test_secrets_of_the_environment_are_not_given_to_the_browser(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "canary-4711")
    monkeypatch.setenv("ONEVICE_CHROMIUM", fake_browser(tmp_path, f"env > {tmp_path}/env"))
    with pytest.raises(PrintError):
        print_to_pdf(page, DAY)
    assert "canary-4711" not in (tmp_path / "env").read_text()


def test_a_page_that_is_not_there_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEVICE_CHROMIUM", fake_browser(tmp_path, "true"))
    with pytest.raises(MissingDataError, match=r"no page 'none\.html'"):
        print_to_pdf(tmp_path / "none.html", DAY)

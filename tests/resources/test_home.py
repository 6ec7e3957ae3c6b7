"""One folder holds everything; progress is a bar for a person and a few lines for a log."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from resources.home import home, subfolder
from resources.progress import Progress


def test_the_home_is_made_where_the_variable_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONEVICE_HOME", str(tmp_path / "a" / ".." / "b"))
    assert home() == tmp_path / "b"
    assert subfolder("logs") == tmp_path / "b" / "logs"
    assert (tmp_path / "b" / "logs").is_dir()


@pytest.mark.parametrize("value", [None, ""])
def test_without_the_variable_it_lies_in_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ONEVICE_HOME", raising=False)
    if value is not None:
        monkeypatch.setenv("ONEVICE_HOME", value)
    assert home() == tmp_path / ".onevice"


def test_a_tilde_is_the_persons_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("ONEVICE_HOME", "~/onevice")
    assert home() == tmp_path / "onevice"


@pytest.mark.parametrize("total", [3, 10, 95, 1000])
def test_a_log_gets_a_line_now_and_then(caplog: pytest.LogCaptureFixture, total: int) -> None:
    with caplog.at_level(logging.INFO), Progress(mode="log").track("Asking", total) as task:
        for _ in range(total):
            task.advance()
    assert 1 <= len(caplog.messages) <= 11
    assert caplog.messages[0].startswith("Asking: ")
    assert task.done == total


def test_work_of_unknown_size_is_counted_too(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO), Progress(mode="log").track("Crawling") as task:
        task.advance(10)
        task.expect(40)
        task.advance(30)
    assert caplog.messages == ["Crawling: 10 of ?", "Crawling: 40 of 40"]


def test_a_bar_is_drawn_beside_the_output(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress(mode="bar").track("Asking") as task:
        task.expect(2)
        task.advance(2)
    told = capsys.readouterr()
    assert "Asking" in told.err
    assert told.out == ""


def test_nothing_is_told_where_it_is_off(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO), Progress(mode="off").track("Asking", 10) as task:
        task.advance(10)
    assert (capsys.readouterr().err, caplog.messages) == ("", [])

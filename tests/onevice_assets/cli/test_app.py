"""Errors end with one line and a code; Ctrl-C ends a run gently."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import typer

from onevice_assets.cli import app as command_line
from onevice_assets.cli.days import parse_day
from onevice_assets.cli.session import RunFailedError, Session
from onevice_assets.partitions import FIRST_DAY
from resources.errors import InputError

KEY = "default.shop.test"
WEBSITES = dg.DynamicPartitionsDefinition(name="websites")


def run_with(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> int | str | None:
    """The exit code of `onevice status` when it raises an error."""

    def fail(home: Path) -> Any:
        raise error

    monkeypatch.setattr("resources.local_servers.status", fail)
    monkeypatch.setattr("sys.argv", ["onevice", "status"])
    with pytest.raises(SystemExit) as ended:
        command_line.run_app()
    return ended.value.code


def test_a_known_error_is_one_line_and_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    long = "the file [/x] " + "very " * 40 + "long"
    assert run_with(monkeypatch, InputError(long)) == 1
    assert capsys.readouterr().err == f"error {long}\n"


def test_ctrl_c_tells_that_the_answers_are_kept(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_with(monkeypatch, KeyboardInterrupt()) == 130
    assert capsys.readouterr().err.startswith("error Stopped. What was answered is kept")


def test_an_unknown_error_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(home: Path) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr("resources.local_servers.status", fail)
    with pytest.raises(ZeroDivisionError):
        typer.main.get_command(command_line.app).main(["status"], standalone_mode=False)


@dg.asset(partitions_def=WEBSITES)
def interrupted() -> None:
    signal.raise_signal(signal.SIGINT)
    time.sleep(1)


@dg.asset(partitions_def=WEBSITES)
def refusing() -> None:
    raise dg.Failure(description="The provider refused the key.", allow_retries=False)


@dg.asset(partitions_def=WEBSITES)
def broken() -> None:
    raise InputError("This page is no page.")


@pytest.fixture
def session() -> Session:
    """A session whose code location is the three assets above."""
    made = Session()
    assets = [interrupted, refusing, broken]
    jobs = [dg.define_asset_job(f"run_{asset.key.path[-1]}", [asset]) for asset in assets]
    made.__dict__["definitions"] = dg.Definitions(assets, jobs=jobs)
    made.__dict__["instance"] = dg.DagsterInstance.ephemeral()
    return made


def test_ctrl_c_during_a_step_is_ctrl_c(session: Session) -> None:
    with pytest.raises(KeyboardInterrupt):
        session.materialize("run_interrupted", KEY)


@pytest.mark.parametrize(
    ("job", "reason"),
    [("run_refusing", "The provider refused the key."), ("run_broken", "This page is no page.")],
)
def test_a_failed_run_names_the_asset_and_its_own_reason(
    session: Session, job: str, reason: str
) -> None:
    with pytest.raises(RunFailedError, match=rf"{job} of {KEY} (.|\n)*{reason}"):
        session.materialize(job, KEY)


@pytest.mark.parametrize("text", ["", None])
def test_no_day_means_today(text: str | None) -> None:
    assert parse_day(text).isoformat() == time.strftime("%Y-%m-%d", time.gmtime())


@pytest.mark.parametrize("text", ["tomorrow", "2026-02-30", "20-11-2026", "../../x", "2026-11"])
def test_a_day_that_is_none_shows_how_to_write_one(text: str) -> None:
    with pytest.raises(InputError, match=r"not a day; write it as \d{4}-\d{2}-\d{2}"):
        parse_day(text)


def test_a_day_lies_between_the_first_day_and_today() -> None:
    assert parse_day(FIRST_DAY).isoformat() == FIRST_DAY
    with pytest.raises(InputError, match=FIRST_DAY):
        parse_day("2001-01-01")
    with pytest.raises(InputError, match="future"):
        parse_day("2999-01-01")
    assert parse_day("2999-01-01", ahead=True).year == 2999

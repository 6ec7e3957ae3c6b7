"""What steps print is kept, and a Ctrl-C in the terminal leaves Dagster's helpers silent."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import dagster as dg
import psutil
import pytest

from onevice_assets.cli.session import Session

KEY = ["run", "compute_logs", "step"]


@pytest.fixture
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dg.DagsterInstance:
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    return Session().instance


def test_what_a_step_prints_is_kept_where_it_always_was(
    instance: dg.DagsterInstance, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with capfd.disabled(), instance.compute_log_manager.capture_logs(KEY):
        os.write(sys.stdout.fileno(), b"a word of the step\n")
    kept = list((tmp_path / "storage").rglob("step.out"))
    assert [one.read_text() for one in kept] == ["a word of the step\n"]


def test_a_ctrl_c_ends_none_of_the_helpers(
    instance: dg.DagsterInstance, capfd: pytest.CaptureFixture[str]
) -> None:
    before = set(psutil.Process().children())
    with capfd.disabled(), instance.compute_log_manager.capture_logs(KEY):
        helpers = set(psutil.Process().children()) - before
        assert len(helpers) == 4
        for one in helpers:
            os.kill(one.pid, signal.SIGINT)
        _, alive = psutil.wait_procs(list(helpers), timeout=0.5)
        assert set(alive) == helpers
    assert not any(one.is_running() for one in helpers)


def test_the_process_itself_hears_ctrl_c_again(
    instance: dg.DagsterInstance, capfd: pytest.CaptureFixture[str]
) -> None:
    with capfd.disabled(), instance.compute_log_manager.capture_logs(KEY):
        assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())

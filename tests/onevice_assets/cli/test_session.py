"""What a command says of a run that failed."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

import dagster as dg
import pytest

from onevice_assets.cli.session import Session, dagster_home, tell_failure
from resources.errors import StoreError

AWAY = "The graph at bolt://graph.test:7687 did not answer. Start it and check NEO4J_URI."


@dg.op
def write_people() -> None:
    raise dg.Failure(AWAY)


@dg.op
def write_projects() -> None:
    raise dg.Failure(AWAY)


@dg.op
def write_report() -> None:
    raise dg.Failure("The disk is full.")


@dg.job
def publish() -> None:
    write_people()
    write_projects()
    write_report()


def test_a_reason_that_several_steps_give_is_told_once() -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        done = publish.execute_in_process(instance=instance, raise_on_error=False)
    told = tell_failure("publish", "2026-11-21|acme.a.com", done)
    assert told.startswith("publish of 2026-11-21|acme.a.com did not finish (run ")
    assert told.count(AWAY) == 1
    assert f"write_people, write_projects: {AWAY}" in told
    assert "write_report: The disk is full." in told


def test_a_full_disk_leaves_no_half_of_dagsters_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty file would have been taken for the settings ever after: other limits, telemetry."""
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    with monkeypatch.context() as patched, pytest.raises(StoreError, match=r"No space.*make room"):
        patched.setattr(shutil, "copyfile", _write_half)
        _ = Session().instance
    assert not list(tmp_path.iterdir())
    assert "telemetry" in (dagster_home() / "dagster.yaml").read_text("utf-8")


def _write_half(source: Path, target: Path) -> None:
    target.write_bytes(source.read_bytes()[:10])
    raise OSError(errno.ENOSPC, "No space left on device")

"""A killed command's run does not count as running for ever."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict, replace

import dagster as dg
import pytest

from resources.left_runs import TAG, end_left_runs, tag_of_process
from resources.saga.owner import this_process


@dg.job
def work() -> None:
    """Nothing."""


def begin(instance: dg.DagsterInstance, tags: dict[str, str]) -> str:
    """A run that was started and not ended."""
    run = instance.create_run_for_job(work, tags=tags, status=dg.DagsterRunStatus.STARTED)
    return run.run_id


def gone() -> dict[str, str]:
    """The tag of a process that is certainly gone."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return {TAG: json.dumps(asdict(replace(this_process(), pid=ended.pid)))}


def elsewhere() -> dict[str, str]:
    """The tag of a process of another machine."""
    return {TAG: json.dumps(asdict(replace(this_process(), host="another", pid=1)))}


@pytest.mark.parametrize(
    ("tags", "is_ended"),
    [(gone, True), (tag_of_process, False), (elsewhere, False), (dict, False)],
)
def test_only_runs_of_processes_that_are_certainly_gone_are_ended(tags, is_ended) -> None:  # type: ignore[no-untyped-def]
    with dg.DagsterInstance.ephemeral() as instance:
        run_id = begin(instance, tags())
        assert end_left_runs(instance) == int(is_ended)
        run = instance.get_run_by_id(run_id)
        assert run is not None
        assert (run.status is dg.DagsterRunStatus.FAILURE) == is_ended
        assert end_left_runs(instance) == 0

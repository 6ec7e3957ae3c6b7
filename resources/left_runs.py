"""Runs of Dagster whose process was killed: nobody else would ever end them.

A command runs in its own process, which no launcher watches. Killed, its run stays `started`: it
keeps a place in the daemon's queue for ever, and its partition counts as being worked on. So each
such run says whose it is, and whoever comes next ends those whose process is certainly gone.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Final

import dagster as dg

from resources.saga.owner import Owner, has_ended, this_process

TAG: Final = "onevice/process"
_OPEN: Final = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def tag_of_process() -> dict[str, str]:
    """The tag of a run in this process."""
    return {TAG: json.dumps(asdict(this_process()))}


def end_left_runs(instance: dg.DagsterInstance) -> int:
    """Report the runs of killed processes of this machine as failed; how many there were.

    Runs of other machines, and those that a launcher watches, are left alone.
    """
    left = [
        run
        for run in instance.get_runs(dg.RunsFilter(statuses=_OPEN))
        if TAG in run.tags and has_ended(Owner(**json.loads(run.tags[TAG])))
    ]
    for run in left:
        instance.report_run_failed(run, "Its process was killed; the same command goes on from it.")
    return len(left)

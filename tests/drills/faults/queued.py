"""A day started as somebody does from the UI: queued, taken by the daemon, run by its workers.

python -m tests.drills.faults.queued DAY
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import dagster as dg

_LOCATION = "tests.drills.faults.code_location"
_JOB = "watch_website"
_ENDS_WITHIN_S = 240.0


def main() -> None:
    """Start it and wait for its end; the exit code is 1 where it did not end well."""
    from onevice_assets.cli.session import Session, dagster_home
    from onevice_assets.partitions import join_key
    from resources.control_plane import websites

    dagster_home()
    with Session().resources["control"].begin() as db:
        (website,) = websites.list_all(db)
    started = _start(join_key(sys.argv[1], website.key))
    with dg.DagsterInstance.get() as instance:
        sys.exit(_wait(instance, started))


def _start(partition: str) -> str:
    """Put it into the queue; the id by which its run is found."""
    program = str(Path(sys.executable).parent / "dagster")
    words = ["job", "backfill", "-m", _LOCATION, "-j", _JOB, "--partitions", partition]
    done = subprocess.run(
        [program, *words, "--noprompt"], capture_output=True, text=True, check=False
    )
    found = re.search(r"Launched backfill job `(\w+)`", done.stdout)
    if found is None:
        sys.exit(f"nothing was started: {done.stdout[-1000:]} {done.stderr[-2000:]}")
    return found.group(1)


def _wait(instance: dg.DagsterInstance, started: str) -> int:
    """The exit code; a run that nobody works on any more is given up as an operator would."""
    deadline = time.monotonic() + _ENDS_WITHIN_S
    while True:
        (run,) = instance.get_runs(dg.RunsFilter(tags={"dagster/backfill": started}))
        if run.is_finished:
            print(f"the queued run ended {run.status.value}")  # noqa: T201
            return int(not run.is_success)
        if time.monotonic() > deadline:
            instance.report_run_failed(run, "given up: it did not end in time")
            print(f"the queued run was {run.status.value} for too long")  # noqa: T201
            return 1
        time.sleep(1)


if __name__ == "__main__":
    main()

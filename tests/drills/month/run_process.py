"""One run in a process of its own, at a moment of the month: it is there to be killed.

python -m tests.drills.month.run_process RUN_ID MOMENT
"""

from __future__ import annotations

import sys

import time_machine


def main() -> None:
    """Carry the run out."""
    run_id, moment = sys.argv[1:]
    with time_machine.travel(moment, tick=True):
        _carry_out(run_id)


def _carry_out(run_id: str) -> None:
    import dagster as dg
    from dagster._core.execution.api import execute_run  # noqa: TID251
    from dagster._utils.hosted_user_process import recon_job_from_origin

    from tests.drills.month.same_ids import same_ids

    with same_ids(), dg.DagsterInstance.get() as instance:
        run = instance.get_run_by_id(run_id)
        assert run is not None
        assert run.job_code_origin is not None
        execute_run(recon_job_from_origin(run.job_code_origin), run, instance)


if __name__ == "__main__":
    main()

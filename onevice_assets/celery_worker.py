"""What a Celery worker runs: `celery --app onevice_assets.celery_worker worker --queues free,paid`.

One step at a time and process (`--concurrency 1`); more workers, not more in one, is how it grows.
The settings are those of the run (`executors.py`). The code location is loaded once a process, so
workers are started anew after an update, as the code server is.

A broker cannot tell a worker that was killed from one that takes long: it hands a step out again
either way. Here the second one to come finds out, and begins only what nobody is at.
"""

from __future__ import annotations

import os
from typing import Any

import dagster as dg
from celery import Task
from celery.exceptions import Ignore
from dagster_celery.make_app import make_app
from dagster_celery.tasks import create_task
from dagster_shared.serdes import unpack_value

from onevice_assets.executors import celery_settings
from resources.control_plane.in_hand import taking_in_hand
from resources.control_plane.resource import ControlPlane
from resources.errors import OneviceError
from resources.registry import silence_telemetry

MOST_STARTS = 3


class StepLostError(OneviceError):
    """A step ended every worker that began it; it is not begun again in this run."""


class Step(Task):  # type: ignore[misc]  # Celery is untyped
    """A step of a run that is carried out by one worker at a time, and once when it ends well."""

    abstract = True
    max_retries = None  # of looking again, which may be for as long as a step takes

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Carry it out, unless another worker is at it or nobody waits for it any more.

        Raises:
            Retry: another worker is at it; looked at again a little later.
            Ignore: the run has ended, or the step has failed already.
            StepLostError: too many workers were killed by it.
        """
        control = ControlPlane(url=os.environ.get("DATABASE_URL", ""))
        with taking_in_hand(control, f"celery-step:{self.request.id}") as is_ours:
            if not is_ours:
                raise self.retry(countdown=_look_again_after_s())
            known = self.AsyncResult(self.request.id)
            if known.successful():
                return known.result
            if known.ready():
                raise Ignore
            asked: Any = unpack_value(kwargs["execute_step_args_packed"])
            (step,) = asked.step_keys_to_execute
            refuse_what_is_lost(asked.run_id, step)
            return super().__call__(*args, **kwargs)


def _look_again_after_s() -> float:
    """Sooner than the broker would hand it out once more."""
    options = app.conf.broker_transport_options
    return float(options["visibility_timeout"]) / 2


def refuse_what_is_lost(run_id: str, step: str) -> None:
    """Begin no step of a run that has ended, and none that has ended its workers.

    Raises:
        Ignore: nobody waits for it.
        StepLostError: it was begun too often.
    """
    with dg.DagsterInstance.get() as instance:
        run = instance.get_run_by_id(run_id)
        if run is None or run.is_finished:
            raise Ignore
        begun = instance.all_logs(run_id, of_type=dg.DagsterEventType.STEP_START)
    starts = sum(entry.step_key == step for entry in begun)
    if starts >= MOST_STARTS:
        raise StepLostError(
            f"{step} was begun {starts} times and each worker was killed at it (out of memory?); "
            "it is not begun again. What it wrote so far stays; what it asked is in the ledger."
        )


silence_telemetry()
app = make_app(celery_settings(os.environ))  # type: ignore[no-untyped-call,unused-ignore]
execute_step = create_task(app, base=Step)  # type: ignore[no-untyped-call,unused-ignore]

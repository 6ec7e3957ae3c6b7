"""What a worker begins and what it refuses, without a broker."""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import dagster as dg
import pytest

pytestmark = pytest.mark.celery

STEP = "asset"


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[ModuleType]:
    """The module, with Dagster's storage in the test's folder."""
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:9/0")
    monkeypatch.setenv("DAGSTER_HOME", str(tmp_path))
    (tmp_path / "dagster.yaml").write_text("telemetry: {enabled: false}\n")
    from onevice_assets import celery_worker

    yield celery_worker


def run_that_asks(worker: ModuleType) -> dg.ExecuteInProcessResult:
    """Run one step that asks whether it may be begun once more while it is being carried out."""

    @dg.asset
    def asset(context: dg.AssetExecutionContext) -> None:
        worker.refuse_what_is_lost(context.run.run_id, STEP)

    with dg.DagsterInstance.get() as instance:
        return dg.materialize([asset], instance=instance, raise_on_error=False)


def test_a_step_of_a_run_that_goes_on_is_begun(worker: ModuleType) -> None:
    assert run_that_asks(worker).success


def test_a_step_that_killed_its_workers_is_not_begun_for_ever(
    worker: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "MOST_STARTS", 1)
    failed = run_that_asks(worker)
    (event,) = failed.get_step_failure_events()
    error = event.step_failure_data.error
    assert error is not None
    assert error.cause is not None
    assert error.cause.cls_name == "StepLostError"
    assert "begun 1 times" in error.cause.message


def test_nothing_is_begun_for_a_run_that_has_ended(worker: ModuleType) -> None:
    from celery.exceptions import Ignore

    ended = run_that_asks(worker)
    with pytest.raises(Ignore):
        worker.refuse_what_is_lost(ended.run_id, STEP)


def test_nothing_is_begun_for_a_run_that_nobody_knows(worker: ModuleType) -> None:
    from celery.exceptions import Ignore

    with pytest.raises(Ignore):
        worker.refuse_what_is_lost("0" * 32, STEP)


def test_a_step_leaves_the_broker_when_it_is_done_and_not_before(worker: ModuleType) -> None:
    for name in ("task_acks_late", "task_reject_on_worker_lost"):
        assert worker.app.conf[name] is True
    assert worker.app.conf.task_default_queue == "free"
    assert (
        worker._look_again_after_s()
        < worker.app.conf.broker_transport_options["visibility_timeout"]
    )

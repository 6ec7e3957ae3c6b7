"""A code location, its run and its Celery workers as processes of this machine."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import dagster as dg
import psutil

ROOT = Path(__file__).resolve().parents[2]
_PROGRAMS = Path(sys.executable).parent
_START_SECONDS = 150.0
_OURS = ("ONEVICE_", "DAGSTER_", "OPENAI_", "ANTHROPIC_", "GEMINI_", "PERPLEXITY_", "NEO4J_")


class Fleet:
    """Who carries out runs on one set of stores.

    Attributes:
        env: the variables of every process.
    """

    def __init__(self, folder: Path, env: Mapping[str, str]) -> None:
        """Lay out Dagster's settings.

        Args:
            folder: what the processes say goes here.
            env: addresses of the stores; Dagster's own in DAGSTER_DATABASE_URL.
        """
        self._folder = folder
        folder.mkdir()
        shutil.copyfile(ROOT / "deploy" / "dagster" / "dagster.yaml", folder / "dagster.yaml")
        mine = {k: v for k, v in os.environ.items() if not k.startswith(_OURS)}
        given = {"DAGSTER_HOME": str(folder), "PYTHONPATH": str(ROOT), "CANARIES": "off"}
        self.env = {**mine, **given, **env}
        self._workers: dict[str, subprocess.Popen[bytes]] = {}

    def start_workers(self, *names: str) -> None:
        """Start workers the way docker-compose.yml does, and wait until they are ready."""
        for name in names:
            self._start_worker(name)
        for name in names:
            self.wait_until(lambda name=name: "ready." in self.said(name), f"{name} is not ready")

    def _start_worker(self, name: str) -> None:
        program = [str(_PROGRAMS / "celery"), "--app", "onevice_assets.celery_worker", "worker"]
        options = ["--queues", "free,paid", "--concurrency", "1", "--loglevel", "INFO"]
        options += ["--hostname", f"{name}@%h"]
        with self._log(name).open("wb") as log:
            self._workers[name] = subprocess.Popen(
                [*program, *options],
                env=self.env,
                cwd=self._folder,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def kill_worker(self, name: str) -> None:
        """Take a worker and its processes away at once, as a machine that loses its power."""
        process = self._workers.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def kill_process_of(self, name: str) -> None:
        """Kill only the process a worker carries steps out in, as a kernel short of memory does."""
        (child,) = psutil.Process(self._workers[name].pid).children()
        child.kill()

    def start_run(
        self,
        assets: str,
        partition: str,
        executor: str,
        module: str = "onevice_assets.definitions",
    ) -> subprocess.Popen[bytes]:
        """Start a run; the process is the run's own, its steps are where the executor has them.

        Args:
            assets: which to materialise, as Dagster writes a selection.
            partition: its key; empty where they have none.
            executor: what ONEVICE_EXECUTOR says.
            module: the code location.
        """
        told = ["--select", assets, *(["--partition", partition] if partition else [])]
        with self._log(f"run-{executor}").open("wb") as log:
            return subprocess.Popen(
                [str(_PROGRAMS / "dagster"), "asset", "materialize", "-m", module, *told],
                env={**self.env, "ONEVICE_EXECUTOR": executor},
                cwd=self._folder,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def run(self, assets: str, partition: str, executor: str) -> dg.DagsterRun:
        """Carry a run out to its end; it must end well."""
        return self.ended(self.start_run(assets, partition, executor), executor)

    def ended(
        self, process: subprocess.Popen[bytes], executor: str, seconds: float = 400.0
    ) -> dg.DagsterRun:
        """Wait for the end of a run, which must be a good one."""
        code = process.wait(seconds)
        assert code == 0, self.said(f"run-{executor}")
        with self.instance() as instance:
            run = next(iter(instance.get_runs(limit=1)))
        assert run.status is dg.DagsterRunStatus.SUCCESS, self.said(f"run-{executor}")
        return run

    def instance(self) -> dg.DagsterInstance:
        """Dagster's own storage, as every process sees it."""
        os.environ["DAGSTER_DATABASE_URL"] = self.env["DAGSTER_DATABASE_URL"]
        return dg.DagsterInstance.from_config(str(self._folder))

    def workers_of(self, run: dg.DagsterRun) -> dict[str, list[str]]:
        """Who began each step of a run, by step; more than one where it was begun again."""
        found: dict[str, list[str]] = {}
        with self.instance() as instance:
            entries = instance.all_logs(run.run_id, of_type=dg.DagsterEventType.ENGINE_EVENT)
        for entry in entries:
            metadata = entry.dagster_event.engine_event_data.metadata if entry.dagster_event else {}
            if entry.step_key and "Celery worker" in metadata:
                name = str(metadata["Celery worker"].value).partition("@")[0]
                found.setdefault(entry.step_key, []).append(name)
        return found

    def at_work(self, step: str) -> list[str]:
        """Who began a step of the last run."""
        with self.instance() as instance:
            run = next(iter(instance.get_runs(limit=1)))
        return self.workers_of(run).get(step, [])

    def said(self, name: str) -> str:
        """The last lines a process wrote."""
        return "\n".join(self._log(name).read_text("utf-8", "replace").splitlines()[-60:])

    def wait_until(self, is_so: Callable[[], bool], complaint: str) -> None:
        """Wait for something that comes soon."""
        deadline = time.monotonic() + _START_SECONDS
        while not is_so():
            assert time.monotonic() < deadline, complaint
            time.sleep(0.1)

    def stop(self) -> None:
        """End every worker."""
        for process in self._workers.values():
            process.terminate()
        for process in self._workers.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)

    def _log(self, name: str) -> Path:
        return self._folder / f"{name}.log"

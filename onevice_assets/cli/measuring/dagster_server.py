"""`dagster dev` as a person has it running: runs are launched over its GraphQL and timed.

A run so has everything a click has: the queue, a process of its own, the definitions, the steps.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import psutil

from resources.errors import StoreError
from resources.local_servers.processes import free_port

MODULE = "onevice_assets.definitions"
_REPOSITORY = "__repository__"
_PATIENCE_S = 900.0
_LOOK_EVERY_S = 0.1
_ENDED = {"SUCCESS", "FAILURE", "CANCELED"}
_LAUNCH = """mutation($params: ExecutionParams!) { launchPipelineExecution(executionParams: $params)
  { __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message }
    ... on RunConfigValidationInvalid { errors { message } } } }"""
_STATUS = "query($id: ID!) { runOrError(runId: $id) { ... on Run { status } } }"
_AUTOMATIC = """query($of: RepositorySelector!) {
  sensorsOrError(repositorySelector: $of) { ... on Sensors { results { sensorState { id } } } }
  schedulesOrError(repositorySelector: $of) {
    ... on Schedules { results { scheduleState { id } } } } }"""
_STOP = {
    "sensor": "mutation($id: String!) { stopSensor(id: $id) { __typename } }",
    "schedule": "mutation($id: String!) { stopRunningSchedule(id: $id) { __typename } }",
}
_TIMES = """query($id: ID!) { runOrError(runId: $id) { ... on Run {
  status creationTime startTime endTime stepStats { stepKey startTime endTime } } } }"""


@dataclass(frozen=True)
class RunTimes:
    """How a run went.

    Attributes:
        status: as Dagster names it.
        seconds: from its launch to its end.
        start_seconds: from its launch to its first step: queue, process, imports.
        cpu_seconds: of Dagster's processes and the embedded servers meanwhile.
        steps: seconds of each step.
    """

    status: str
    seconds: float
    start_seconds: float
    cpu_seconds: float
    steps: Mapping[str, float]


class DagsterServer:
    """A running `dagster dev`."""

    def __init__(self, url: str, process: psutil.Process) -> None:
        self._url, self._process = url, process

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """Answer of a GraphQL query.

        Raises:
            StoreError: Dagster says that the query is wrong.
        """
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = Request(f"{self._url}/graphql", body, {"content-type": "application/json"})
        with urlopen(request) as answer:
            told: dict[str, Any] = json.load(answer)
        if "data" not in told or told.get("errors"):
            raise StoreError(f"Dagster's GraphQL refused a query of this bench: {told['errors']}.")
        data: dict[str, Any] = told["data"]
        return data

    def time_run(self, job: str, tags: Mapping[str, str]) -> RunTimes:
        """Launch a job as the UI does, wait for its end, and tell what it took.

        Args:
            job: its name.
            tags: of the run; those that name its partition or range of partitions too.

        Raises:
            StoreError: it was refused, or did not end within a quarter of an hour.
        """
        begun_cpu, begun = self.cpu_seconds(), time.time()
        run_id = self._launch(job, tags)
        self._wait(run_id)
        spent = self.cpu_seconds() - begun_cpu
        told = self.ask(_TIMES, id=run_id)["runOrError"]
        steps = [one for one in told["stepStats"] if one["endTime"]]
        first = min((one["startTime"] for one in steps), default=told["endTime"])
        return RunTimes(
            told["status"],
            round(told["endTime"] - begun, 2),
            round(first - begun, 2),
            round(spent, 2),
            {one["stepKey"]: round(one["endTime"] - one["startTime"], 2) for one in steps},
        )

    def stop_automation(self) -> None:
        """Stop every sensor and schedule, whose runs would take their share of the machine."""
        of = {"repositoryName": _REPOSITORY, "repositoryLocationName": MODULE}
        told = self.ask(_AUTOMATIC, of=of)
        for kind, stop in _STOP.items():
            for one in told[f"{kind}sOrError"]["results"]:
                self.ask(stop, id=one[f"{kind}State"]["id"])

    def cpu_seconds(self) -> float:
        """Processor seconds so far of Dagster's processes and of the home's embedded servers."""
        from resources.home import home
        from resources.local_servers import status

        roots = [self._process]
        for one in status(home()):
            if one.pid:
                with suppress(psutil.NoSuchProcess):
                    roots.append(psutil.Process(one.pid))
        every = {one for root in roots for one in (root, *root.children(recursive=True))}
        return sum(map(_cpu_seconds, every))

    def _launch(self, job: str, tags: Mapping[str, str]) -> str:
        selector = {
            "repositoryName": _REPOSITORY,
            "repositoryLocationName": MODULE,
            "pipelineName": job,
        }
        written = [{"key": key, "value": value} for key, value in tags.items()]
        params = {
            "selector": selector,
            "mode": "default",
            "runConfigData": {},
            "executionMetadata": {"tags": written},
        }
        told = self.ask(_LAUNCH, params=params)["launchPipelineExecution"]
        if "run" not in told:
            raise StoreError(f"Dagster did not launch {job} with {dict(tags)}: {told}.")
        return str(told["run"]["runId"])

    def _wait(self, run_id: str) -> None:
        until = time.monotonic() + _PATIENCE_S
        while self.ask(_STATUS, id=run_id)["runOrError"]["status"] not in _ENDED:
            if time.monotonic() > until:
                raise StoreError(f"Run {run_id} did not end within {_PATIENCE_S:.0f} s.")
            time.sleep(_LOOK_EVERY_S)


@contextmanager
def serving_dagster(folder: Path) -> Iterator[DagsterServer]:
    """Run `dagster dev` over the present home until the block ends; its log goes to the folder.

    Raises:
        StoreError: it does not answer within a quarter of an hour.
    """
    port = free_port()
    command = [str(Path(sys.executable).parent / "dagster"), "dev", "--module-name", MODULE]
    with (folder / "dagster-dev.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(port)],
            start_new_session=True,
            stdout=log,
            stderr=log,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_for(url, process)
            yield DagsterServer(url, psutil.Process(process.pid))
        finally:
            with suppress(ProcessLookupError):  # its servers do not follow it (dagster.md, 29)
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE_S
    while process.poll() is None and time.monotonic() < until:
        with suppress(URLError, ConnectionError, TimeoutError), urlopen(f"{url}/server_info"):
            return
        time.sleep(_LOOK_EVERY_S)
    raise StoreError(f"`dagster dev` did not answer at {url}; its log is in the bench's home.")


def _cpu_seconds(process: psutil.Process) -> float:
    """Of a process and of its children that ended."""
    with suppress(psutil.NoSuchProcess):
        times = process.cpu_times()
        return float(times.user + times.system + times.children_user + times.children_system)
    return 0.0

"""A whole platform for drills: a home, a slow provider, a real webserver and a real daemon.

What a drill does by them is in `drill_daemon`. Everything is started here and ended here; nothing
of it is a test's double but the provider.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import httpx

from tests.e2e.market import ANSWER, ROOT, start_provider

T = TypeVar("T")
LOCATION = "onevice_assets.definitions"
LATENCY_S = 4.0
_START_S = 240.0
_LOOK_S = 2.0
_LAUNCH = """
mutation Launch($params: LaunchBackfillParams!) { launchPartitionBackfill(backfillParams: $params) {
  __typename ... on LaunchBackfillSuccess { backfillId } ... on PythonError { message } } }
"""
_BACKFILL = """
query Backfill($id: String!) { partitionBackfillOrError(backfillId: $id) {
  __typename ... on PartitionBackfill { status error { message } } } }
"""
_RUN = """
mutation Run($params: ExecutionParams!) { launchRun(executionParams: $params) {
  __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message } } }
"""
_END = """
mutation End($id: String!) { terminateRun(runId: $id, terminatePolicy: SAFE_TERMINATE) {
  __typename } }
"""


@dataclass
class Live:
    """A running platform and how the UI acts on it.

    Attributes:
        folder: everything it writes; the home is in it.
        address: the webserver's.
    """

    folder: Path
    address: str
    _known: dict[str, str] = field(default_factory=dict)

    def ask(self, query: str, **variables: Any) -> Any:
        """Send GraphQL as the UI does; the one field of what it answers."""
        body = {"query": query, "variables": variables}
        told = httpx.post(f"{self.address}/graphql", json=body, timeout=120).json()
        assert "errors" not in told, told["errors"]
        return next(iter(told["data"].values()))

    def launch_backfill(self, assets: Sequence[Sequence[str]], partitions: Sequence[str]) -> str:
        """What "Launch backfill" sends; returns the backfill's id."""
        chosen = [{"path": list(path)} for path in assets]
        params = {"assetSelection": chosen, "partitionNames": list(partitions), "title": "drill"}
        told = self.ask(_LAUNCH, params=params)
        assert told["__typename"] == "LaunchBackfillSuccess", told
        return str(told["backfillId"])

    def backfill_status(self, backfill: str) -> str:
        """How far a backfill is, in Dagster's words."""
        return str(self.ask(_BACKFILL, id=backfill)["status"])

    def launch_run(self, job: str, partition: str) -> str:
        """Launch a job for a partition; returns the run's id."""
        day, _, website = partition.partition("|")
        keys = {"": partition, "/day": day, "/website": website}
        tags = [{"key": f"dagster/partition{end}", "value": value} for end, value in keys.items()]
        selector = {
            "jobName": job,
            "repositoryName": "__repository__",
            "repositoryLocationName": LOCATION,
        }
        params = {"selector": selector, "mode": "default", "executionMetadata": {"tags": tags}}
        told = self.ask(_RUN, params=params)
        assert told["__typename"] == "LaunchRunSuccess", told
        return str(told["run"]["runId"])

    def cancel(self, run: str) -> None:
        """Press "Terminate"."""
        assert self.ask(_END, id=run)["__typename"] == "TerminateRunSuccess"

    def calls(self) -> int:
        """How many calls the provider has seen."""
        log = self.folder / "calls.jsonl"
        return len(log.read_text("utf-8").splitlines()) if log.exists() else 0


def wait_for(look: Callable[[], T], what: str, seconds: float) -> T:
    """Look again and again until something comes of it.

    Raises:
        AssertionError: nothing came in time.
    """
    deadline = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < deadline, f"{what}: not within {seconds:.0f} s"
        time.sleep(_LOOK_S)
    return found


@contextmanager
def running() -> Iterator[Live]:
    """A platform in a home of its own; at the end its processes and its home are gone."""
    from resources.dbt_project import compile_project
    from resources.local_servers import stop_all
    from resources.local_servers.processes import free_port

    folder = Path(tempfile.mkdtemp(prefix="onevice-daemon-"))
    folder.chmod(0o755)
    provider, url = start_provider(folder, [{"text": ANSWER, "latency_s": LATENCY_S}])
    os.environ.update(_environment(folder, url))
    compile_project()
    port, started = free_port(), list[subprocess.Popen[bytes]]()
    address = f"http://127.0.0.1:{port}"
    commands: Mapping[str, Sequence[str]] = {
        "dagster-webserver": ("--host", "127.0.0.1", "--port", str(port)),
        "dagster-daemon": ("run",),
    }
    try:
        for name, words in commands.items():
            started.append(_start(folder, name, [*words, "--module-name", LOCATION]))
        wait_for(lambda: _is_up(address), "the webserver", _START_S)
        yield Live(folder, address)
    finally:
        _stop([*started, provider])
        stop_all(folder / "home")
        shutil.rmtree(folder)


def _environment(folder: Path, provider: str) -> dict[str, str]:
    from onevice_assets.cli.session import dagster_home

    first: date = datetime.now(UTC).date() - timedelta(days=10)
    os.environ.pop("DAGSTER_HOME", None)
    os.environ["ONEVICE_HOME"] = str(folder / "home")
    return {
        "DAGSTER_HOME": str(dagster_home()),
        "ONEVICE_FIRST_DAY": first.isoformat(),
        "OPENAI_API_KEY": "sk-drill",
        "OPENAI_BASE_URL": provider,
        "MAX_USD": "20",
        "PYTHONPATH": str(ROOT),
    }


def _start(folder: Path, program: str, words: Sequence[str]) -> subprocess.Popen[bytes]:
    """Start a program of Dagster in a process group of its own, for its children's sake."""
    with (folder / f"{program}.log").open("wb") as log:
        return subprocess.Popen(
            [str(Path(sys.executable).parent / program), *words],
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _is_up(address: str) -> bool:
    with suppress(httpx.HTTPError, json.JSONDecodeError):
        return httpx.get(f"{address}/server_info", timeout=2).status_code == 200
    return False


def _stop(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        if os.getpgid(0) != process.pid:
            with suppress(ProcessLookupError):  # its servers do not always follow
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait(20)

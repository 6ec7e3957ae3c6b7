"""The servers tests run on: nothing is left of them, nothing half-installed counts."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from resources.local_servers.processes import Command
from tests.servers import __main__ as entry
from tests.servers import session
from tests.servers.__main__ import SERVERS, main
from tests.servers.server import CannotInstallError, Server, find_tool, install_once
from tests.servers.session import ServerFailedError, running
from tests.servers.side_by_side import OfProcess

WAITING = "import time; time.sleep(600)"
WITH_A_CHILD = """
import pathlib, subprocess, sys

child = subprocess.Popen([sys.executable, "-c", sys.argv[1]])
pathlib.Path(sys.argv[2]).write_text(f"{child.pid} ready")
child.wait()
"""


@dataclass
class Sleeper:
    """A process that answers as soon as it runs."""

    name: str = "sleeper"
    variable: str = "ONEVICE_TEST_SLEEPER_URL"
    stop_signal = signal.SIGKILL
    program: str = WAITING
    lacking: str = ""
    started_in: list[Path] = field(default_factory=list)

    def install(self, cache: Path) -> None:
        if self.lacking:
            raise CannotInstallError(self.lacking)

    def prepare(self, cache: Path, folder: Path) -> Command:
        self.started_in.append(folder)
        return Command([sys.executable, "-c", self.program, str(folder)], folder)

    def answers(self) -> str | None:
        return "Sleeper 1" if self.program == WAITING else None

    def variables(self) -> Mapping[str, str]:
        return {self.variable: "sleeper://1"}

    def is_left(self) -> bool:
        (folder,) = self.started_in
        found = [one.info["cmdline"] or [] for one in psutil.process_iter(["cmdline"])]
        return folder.exists() or any(str(folder) in argv for argv in found)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of the test's own, and no wish to have everything."""
    monkeypatch.setattr(session, "choose_cache", lambda: tmp_path)
    monkeypatch.delenv("ONEVICE_REQUIRE_ALL", raising=False)
    return tmp_path


def test_a_command_that_fails_leaves_no_server_behind() -> None:
    server = Sleeper()
    with pytest.raises(ZeroDivisionError), running([server]) as variables:
        assert variables == {"ONEVICE_TEST_SLEEPER_URL": "sleeper://1"}
        assert server.is_left()
        raise ZeroDivisionError
    assert not server.is_left()


def test_a_server_that_ends_is_told_with_its_last_words_and_the_others_are_stopped() -> None:
    good, bad = Sleeper(), Sleeper("bad", program="raise SystemExit('no room')")
    words = r"(?s)bad: ended before it answered.*no room"
    with pytest.raises(ServerFailedError, match=words), running([good, bad]):
        raise AssertionError("it must not come here")
    assert not good.is_left()


def test_a_server_that_somebody_names_is_not_started(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ONEVICE_TEST_SLEEPER_URL", "sleeper://mine")
    server = Sleeper()
    with running([server]) as variables:
        assert (variables, server.started_in) == ({}, [])
    assert "the one that ONEVICE_TEST_SLEEPER_URL names" in capsys.readouterr().out


def test_a_missing_tool_costs_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with running([Sleeper(lacking="no `mvn` on the PATH")]) as variables:
        assert variables == {}
    (line,) = capsys.readouterr().out.splitlines()
    assert "NOT HERE" in line
    assert "no `mvn` on the PATH" in line


def test_the_gate_fails_where_a_tool_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEVICE_REQUIRE_ALL", "1")
    server = Sleeper(lacking="no `mvn` on the PATH")
    words = "sleeper is not installed: no `mvn`"
    with pytest.raises(ServerFailedError, match=words), running([server]):
        raise AssertionError("it must not come here")


def test_ctrl_c_ends_the_servers_and_is_heard_again_afterwards() -> None:
    server = Sleeper()
    with pytest.raises(KeyboardInterrupt), running([server]):
        signal.raise_signal(signal.SIGINT)
    assert not server.is_left()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_half_an_installation_does_not_count(cache: Path) -> None:
    def break_off(folder: Path) -> None:
        (folder / "half").touch()
        raise CannotInstallError("the network is gone")

    with pytest.raises(CannotInstallError):
        install_once(cache, "thing-1", break_off)
    done = install_once(cache, "thing-1", lambda folder: (folder / "whole").touch())
    assert [one.name for one in done.iterdir()] == ["whole"]
    assert install_once(cache, "thing-1", break_off) == done


def test_a_tool_that_is_not_there_is_named_with_what_to_do() -> None:
    with pytest.raises(CannotInstallError, match=r"no `nosuchtool` .*\(apt-get install it\)"):
        find_tool("nosuchtool", "apt-get install it")


def test_the_command_s_exit_code_is_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONEVICE_TEST_S3_URL", "s3://not-asked")
    assert main(["--only", "s3", "--", sys.executable, "-c", "raise SystemExit(7)"]) == 7


def test_two_processes_have_one_of_a_server_each_and_both_end() -> None:
    first, second = Sleeper(), Sleeper()
    with running([first, OfProcess(second, "gw1")]) as variables:
        assert variables == {
            "ONEVICE_TEST_SLEEPER_URL": "sleeper://1",
            "GW1_ONEVICE_TEST_SLEEPER_URL": "sleeper://1",
        }
        assert first.started_in != second.started_in
    assert not first.is_left()
    assert not second.is_left()


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What `main` would have started, and the command it would have run."""
    noted: dict[str, list[str]] = {}

    def note_servers(made: Sequence[Server]) -> AbstractContextManager[dict[str, str]]:
        noted["servers"] = [one.name for one in made]
        return nullcontext({})

    def note_command(command: Sequence[str], variables: dict[str, str]) -> int:
        noted["command"] = list(command)
        return 0

    monkeypatch.setattr(entry, "running", note_servers)
    monkeypatch.setattr(entry, "_run", note_command)
    for server in SERVERS.values():
        monkeypatch.delenv(server.variable, raising=False)
    return noted


def test_only_what_cannot_be_shared_is_started_for_each_process(
    begun: dict[str, list[str]],
) -> None:
    assert main(["--processes", "3"]) == 0
    more = ["redis-gw1", "neo4j-gw1", "redis-gw2", "neo4j-gw2"]
    assert begun["servers"] == [*SERVERS, *more]
    assert begun["command"][-6:-2] == ["-n", "3", "--dist", "loadfile"]
    assert main(["--processes", "2", "--only", "postgres,redis", "--", "true"]) == 0
    assert begun == {"servers": ["postgres", "redis", "redis-gw1"], "command": ["true"]}


def test_on_a_graph_that_somebody_names_one_process_tests(
    begun: dict[str, list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("ONEVICE_TEST_NEO4J_URI", "bolt://mine")
    assert main(["--processes", "2"]) == 0
    assert begun["servers"] == list(SERVERS)
    assert "-n" not in begun["command"]
    assert "one process: tests empty the server that ONEVICE_TEST_NEO4J_URI names" in (
        capsys.readouterr().out
    )


def test_when_told_to_end_the_command_ends_with_all_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONEVICE_TEST_S3_URL", "s3://not-asked")
    told = tmp_path / "child"

    def tell() -> None:
        while not told.exists() or "ready" not in told.read_text():
            time.sleep(0.05)
        os.kill(os.getpid(), signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    threading.Thread(target=tell, daemon=True).start()
    with pytest.raises(SystemExit):
        main(["--only", "s3", "--", sys.executable, "-c", WITH_A_CHILD, WAITING, str(told)])
    signal.signal(signal.SIGTERM, before)
    child = int(told.read_text().split()[0])
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE


def test_an_unknown_server_is_refused_with_those_there_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        main(["--only", "oracle"])
    assert "no oracle here, only postgres, redis, s3, neo4j" in capsys.readouterr().err

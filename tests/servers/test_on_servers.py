"""`--on-servers` runs what touches a store; without it, nothing that needs a server is run.

Processes side by side take nothing from each other.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.servers.postgres import EMBEDDED_PROGRAM
from tests.servers.server import ROOT

TESTS = """
import pytest

@pytest.fixture
def server_url():
    return ""

@pytest.fixture
def control(server_url):
    return server_url

def test_of_nothing(): ...
def test_of_a_store(control): ...
@pytest.mark.server
def test_of_any_server(): ...
@pytest.mark.server("ONEVICE_TEST_SLEEPER_URL")
def test_of_one_server(): ...
"""


TESTS_OF_A_FOLDER = """
import pytest

@pytest.fixture
def server_url(): ...
@pytest.fixture
def store(): ...
@pytest.fixture
def storage_root(): ...

def test_of_{folder}(server_url, storage_root): ...
def test_of_{folder}_and_redis(server_url, store): ...
"""
FILES = {"one": "seen_one", "two": "seen_two"}
TEST_OF_A_PROCESS = """
import os, time
from pathlib import Path

def test_it():
    names = ("NEO4J_URI", "REDIS_URL", "DATABASE_URL")
    seen = [os.environ["ONEVICE_TEST_" + name] for name in names]
    Path("{mine}").write_text(" ".join(seen))
    while not Path("{other}").exists():  # so that the other process is there too
        time.sleep(0.05)
"""
ONE_OF_EACH = {
    "ONEVICE_TEST_NEO4J_URI": "neo4j-0",
    "ONEVICE_TEST_REDIS_URL": "redis-0",
    "ONEVICE_TEST_DATABASE_URL": "postgres",
}


def run_pytest(
    folder: Path, words: list[str], env: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run a folder's tests as ours are run, with nothing else of ours."""
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = server\n")
    mine = {name: value for name, value in os.environ.items() if "ONEVICE" not in name}
    mine.pop("PYTEST_XDIST_WORKER", None)
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-p", "tests.on_servers", "-p", "no:dash", *words],
        cwd=folder,
        env={**mine, **env, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("words", "env", "run"),
    [
        ([], {}, {"nothing", "a_store"}),
        (["--on-servers"], {}, {"a_store", "any_server"}),
        (
            ["--on-servers"],
            {"ONEVICE_TEST_SLEEPER_URL": "x"},
            {"a_store", "any_server", "one_server"},
        ),
        (["--on-servers"], {"ONEVICE_REQUIRE_ALL": "1"}, {"a_store", "any_server", "one_server"}),
    ],
)
def test_each_test_runs_where_it_belongs(
    tmp_path: Path, words: list[str], env: dict[str, str], run: set[str]
) -> None:
    (tmp_path / "test_it.py").write_text(TESTS)
    done = run_pytest(tmp_path, words, env)
    assert done.returncode == 0, done.stdout
    assert set(re.findall(r"::test_of_(\w+) PASSED", done.stdout)) == run
    left_out = "marked server: no ONEVICE_TEST_SLEEPER_URL" in done.stdout
    assert left_out == ("--on-servers" in words and not env)


def test_what_reaches_postgres_and_files_is_repeated_only_where_its_program_is_another(
    tmp_path: Path,
) -> None:
    for folder in ("resources", "sensors"):
        (tmp_path / "tests" / folder).mkdir(parents=True)
        text = TESTS_OF_A_FOLDER.format(folder=folder)
        (tmp_path / "tests" / folder / f"test_{folder}.py").write_text(text)
    run = {}
    for program in ("", "1"):
        done = run_pytest(tmp_path, ["--on-servers"], {EMBEDDED_PROGRAM: program})
        run[program] = set(re.findall(r"::test_of_(\w+) PASSED", done.stdout))
    assert run[""] == {"resources", "resources_and_redis", "sensors", "sensors_and_redis"}
    assert run["1"] == run[""] - {"sensors"}


def test_each_process_finds_a_graph_and_a_redis_of_its_own_and_what_all_can_share(
    tmp_path: Path,
) -> None:
    for mine, other in (("one", "two"), ("two", "one")):
        text = TEST_OF_A_PROCESS.format(mine=FILES[mine], other=FILES[other])
        (tmp_path / f"test_{mine}.py").write_text(text)
    own = {"GW1_ONEVICE_TEST_NEO4J_URI": "neo4j-1", "GW1_ONEVICE_TEST_REDIS_URL": "redis-1"}
    done = run_pytest(tmp_path, ["-n", "2", "--dist", "loadfile"], {**ONE_OF_EACH, **own})
    assert done.returncode == 0, done.stdout
    seen = {(tmp_path / name).read_text() for name in FILES.values()}
    assert seen == {"neo4j-0 redis-0 postgres", "neo4j-1 redis-1 postgres"}


def test_processes_that_would_empty_one_server_under_each_other_do_not_begin(
    tmp_path: Path,
) -> None:
    (tmp_path / "test_it.py").write_text("def test_it(): ...")
    done = run_pytest(tmp_path, ["-n", "2"], ONE_OF_EACH)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "ONEVICE_TEST_NEO4J_URI, ONEVICE_TEST_REDIS_URL names one server" in done.stderr
    assert "PASSED" not in done.stdout
    assert run_pytest(tmp_path, [], ONE_OF_EACH).returncode == 0

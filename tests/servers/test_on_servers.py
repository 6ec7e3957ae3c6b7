"""`--on-servers` runs what touches a store; without it, nothing that needs a server is run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

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
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = server\n")
    mine = {name: value for name, value in os.environ.items() if not name.startswith("ONEVICE")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", "-p", "tests.on_servers", "-p", "no:dash", *words],
        cwd=tmp_path,
        env={**mine, **env, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(re.findall(r"::test_of_(\w+) PASSED", done.stdout)) == run
    left_out = "marked server: no ONEVICE_TEST_SLEEPER_URL" in done.stdout
    assert left_out == ("--on-servers" in words and not env)

"""What runs under a target of its own is left out of `make test` with a line, and is run there."""

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

def test_of_any_kind(): ...
@pytest.mark.e2e
def test_from_outside(): ...
@pytest.mark.timed
def test_of_time(): ...
@pytest.mark.server
@pytest.mark.e2e
def test_from_outside_on_a_server(): ...
"""


@pytest.mark.parametrize(
    ("options", "run", "left_out"),
    [
        ([], {"of_any_kind"}, ["2 tests marked e2e", "1 tests marked timed"]),
        (["--e2e"], {"from_outside"}, []),
        (["--timed"], {"of_time"}, []),
        (["--on-servers"], {"from_outside_on_a_server"}, ["1 tests marked timed"]),
    ],
)
def test_a_target_runs_what_is_marked_for_it_and_the_others_tell_what_they_leave_out(
    tmp_path: Path, options: list[str], run: set[str], left_out: list[str]
) -> None:
    (tmp_path / "test_some.py").write_text(TESTS, "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = server\n", "utf-8")
    plugins = ["-p", "tests.on_servers", "-p", "tests.elsewhere", "-p", "no:dash"]
    mine = {name: value for name, value in os.environ.items() if "ONEVICE" not in name}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-v", *plugins, *options],
        cwd=tmp_path, env={**mine, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert set(re.findall(r"::test_(\w+) PASSED", done.stdout)) == run
    assert re.findall(r"deselected (.*):", done.stdout) == left_out

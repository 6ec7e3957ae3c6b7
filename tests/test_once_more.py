"""A test that fails only beside others is told, not hidden; one that fails for good still fails."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.once_more import AT_MOST
from tests.servers.server import ROOT

STEADY = "def test_steady(): ...\n"
BROKEN = "def test_broken():\n    assert False\n"
UNSTEADY = """
from pathlib import Path

def test_unsteady(tmp_path_factory):
    seen = Path(__file__).with_name("seen")
    was_there = seen.exists()
    seen.touch()
    assert was_there
"""
MANY = "".join(f"def test_broken_{one}():\n    assert False\n" for one in range(AT_MOST + 1))


def ask(tmp_path: Path, *files: str, options: tuple[str, ...] = ()) -> tuple[int, str]:
    for number, text in enumerate(files):
        (tmp_path / f"test_{number}.py").write_text(text, "utf-8")
    alone = ["-c", "/dev/null", "--rootdir", ".", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "tests.once_more", *alone, *options]
    done = subprocess.run(
        command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout


@pytest.mark.parametrize("options", [(), ("-n", "2", "--dist", "loadfile")])
def test_what_passes_alone_lets_the_gate_pass_and_is_named(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    code, told = ask(tmp_path, STEADY, UNSTEADY, options=options)
    assert code == 0, told
    assert told.count("unsteady, to be mended") == 1
    assert told.rstrip().endswith("test_1.py::test_unsteady")


def test_what_fails_again_fails_the_gate(tmp_path: Path) -> None:
    code, told = ask(tmp_path, STEADY, UNSTEADY, BROKEN)
    assert code == 1
    assert "unsteady" not in told.partition("asked once more")[2].partition(":\n")[0]
    assert "1 failed" in told.partition("asked once more")[2]


def test_many_that_fail_are_not_asked_again(tmp_path: Path) -> None:
    code, told = ask(tmp_path, STEADY, MANY)
    assert code == 1
    assert "too many to be asked once more" in told


@pytest.mark.parametrize("text", ["import nothing_of_that_name\n", "def broken(:\n"])
def test_a_file_that_cannot_be_read_fails_the_gate(tmp_path: Path, text: str) -> None:
    code, told = ask(tmp_path, STEADY, text)
    assert code != 0, told

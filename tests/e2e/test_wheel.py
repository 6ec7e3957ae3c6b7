"""The wheel is the whole platform: it runs the main job where no repository is."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.e2e.market import ROOT, Market

BIN = Path(sys.executable).parent


def run(*command: str | Path) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command} ended {done.returncode}:\n{done.stderr[-3000:]}"


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the lock and our wheel; no path into the repository."""
    folder = tmp_path_factory.mktemp("wheel")
    run(BIN / "python", "-m", "build", "--wheel", "--no-isolation", "--outdir", folder)
    (wheel,) = folder.glob("*.whl")
    python = folder / "venv" / "bin" / "python"
    run(BIN / "uv", "venv", "--quiet", "--python", sys.executable, folder / "venv")
    lock = ("pip", "sync", "--quiet", "--python", python, "requirements.lock")
    run(BIN / "uv", *lock)
    run(BIN / "uv", "pip", "install", "--quiet", "--python", python, "--no-deps", wheel)
    return python.parent


@pytest.fixture
def elsewhere(installed: Path, market: Market, tmp_path: Path) -> Iterator[Market]:
    """A home far from the repository, worked on by the installed command."""
    env = {**market.env, "ONEVICE_HOME": str(tmp_path / "home")}
    away = replace(market, folder=tmp_path, env=env, program=installed / "onevice")
    yield away
    assert away.command("down").returncode == 0


def test_the_installed_wheel_runs_the_main_job_outside_the_repository(elsewhere: Market) -> None:
    told = elsewhere.told("run", CONVERSATIONS="core")
    assert {row["brand"] for row in told["brands"]} >= {"Firefox", "Chrome"}
    assert Path(told["report"]).exists()

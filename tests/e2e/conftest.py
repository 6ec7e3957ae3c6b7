"""One market for all end-to-end tests: its first run has happened, over real HTTP."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.market import ANSWER, HERE, ROOT, Market, start_provider

BIN = Path(sys.executable).parent


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`onevice` of our wheel, in an environment of its own; no path into the repository.

    The lock's packages are those that `make setup` put into `.venv`, where they are compiled
    already: a path file names their folder. Python follows no path file that lies in a folder
    so named, so not the one that leads to our sources.
    """
    folder = tmp_path_factory.mktemp("wheel")
    _run(BIN / "python", "-m", "build", "--wheel", "--no-isolation", "--outdir", folder)
    (wheel,) = folder.glob("*.whl")
    python = folder / "venv" / "bin" / "python"
    _run(BIN / "uv", "venv", "--quiet", "--python", sys.executable, folder / "venv")
    _run(BIN / "uv", "pip", "install", "--quiet", "--python", python, "--no-deps", wheel)
    packages = Path(sysconfig.get_path("purelib"))
    (own,) = (folder / "venv").glob("lib/python*/site-packages")
    (own / "lock.pth").write_text(f"{packages}\n", "utf-8")
    for program in BIN.glob("dagster*"):  # `onevice ui` starts them, with the Python of their own
        lines = program.read_text("utf-8").splitlines(keepends=True)
        copy = python.with_name(program.name)
        copy.write_text("".join([f"#!{python}\n", *lines[1:]]), "utf-8")
        copy.chmod(0o755)
    return python.parent / "onevice"


def _run(*command: str | Path) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command} ended {done.returncode}:\n{done.stderr[-3000:]}"


@pytest.fixture(scope="session")
def market(installed: Path) -> Iterator[Market]:
    """A home whose provider answers every question alike; servers are stopped at the end."""
    folder = Path(tempfile.mkdtemp(prefix="onevice-e2e-"))
    folder.chmod(0o755)
    provider, url = start_provider(folder, [{"text": ANSWER}])
    env = {
        "ONEVICE_HOME": str(folder / "home"),
        "ONEVICE_REFUSED_LOG": str(folder / "refused.log"),
        "PYTHONPATH": str(HERE / "no_network"),
        "OPENAI_API_KEY": "sk-test-canary-4711",
        "OPENAI_BASE_URL": url,
    }
    market = Market(folder, installed, env)
    yield market
    provider.kill()
    provider.wait()
    stopped = market.command("down")
    assert stopped.returncode == 0, stopped.stderr
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def first_run(market: Market) -> dict[str, Any]:
    """What the first `onevice run --json` printed."""
    told: dict[str, Any] = market.told("run")
    return told

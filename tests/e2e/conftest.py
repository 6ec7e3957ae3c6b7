"""One market for all end-to-end tests: its first run has happened, over real HTTP."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.market import ANSWER, HERE, ROOT, Market, start_provider

BIN = Path(sys.executable).parent


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`onevice` in a fresh environment with the lock and our wheel; no path into the repository."""
    folder = tmp_path_factory.mktemp("wheel")
    _run(BIN / "python", "-m", "build", "--wheel", "--no-isolation", "--outdir", folder)
    (wheel,) = folder.glob("*.whl")
    python = folder / "venv" / "bin" / "python"
    _run(BIN / "uv", "venv", "--quiet", "--python", sys.executable, folder / "venv")
    _run(BIN / "uv", "pip", "sync", "--quiet", "--python", python, "requirements.lock")
    _run(BIN / "uv", "pip", "install", "--quiet", "--python", python, "--no-deps", wheel)
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

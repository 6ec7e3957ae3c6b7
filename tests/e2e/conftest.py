"""One market for all end-to-end tests: its first run has happened, over real HTTP."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.market import ANSWER, HERE, Market, start_provider


@pytest.fixture(scope="session")
def market() -> Iterator[Market]:
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
    market = Market(folder, env)
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

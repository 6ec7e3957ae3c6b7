"""One home with real servers per test module; no process outlives it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from resources.local_servers import (
    stop_all,
)
from tests.resources.local_servers.probes import (
    processes_of,
)


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="onevice-test-"))
    folder.chmod(0o755)
    yield folder
    stop_all(folder)
    left = processes_of(folder)
    shutil.rmtree(folder)
    assert left == [], "the servers of a stopped home leave no process"

"""Servers that may be broken."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from resources.local_servers import stop_all
from tests.resources.resilience.lab import Lab


@pytest.fixture(scope="session")
def own_home() -> Iterator[Path]:
    """A home whose servers nobody else uses; they start when they are asked for."""
    folder = Path(tempfile.mkdtemp(prefix="onevice-faults-"))
    folder.chmod(0o755)
    yield folder
    stop_all(folder)
    shutil.rmtree(folder)


@pytest.fixture
def lab(home: Path, own_home: Path, session_database: str) -> Iterator[Lab]:
    with ExitStack() as ends:
        yield Lab(home, own_home, session_database, ends)

"""A database whose schema may be changed, for all tests of changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from resources.control_plane.resource import ControlPlane
from resources.object_store import Objects
from tests.conftest import new_database


@pytest.fixture(scope="session")
def changed_database(server_url: str) -> Iterator[ControlPlane]:
    """Brought up to date, and used by nothing but tests that change it."""
    with new_database(server_url) as url:
        control = ControlPlane(url=url)
        with control.begin():
            pass
        yield control
        control.close()


@pytest.fixture
def kept(tmp_path: Path) -> Objects:
    """Where backups go."""
    return Objects(url=(tmp_path / "objects").as_uri())

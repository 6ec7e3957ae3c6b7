"""An open transaction and a website in it, for tests of the nouns."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection

from resources.control_plane import audit, websites
from resources.control_plane.resource import ControlPlane
from resources.control_plane.websites import Website


@pytest.fixture
def db(control: ControlPlane) -> Iterator[Connection]:
    with control.begin() as db:
        yield db


@pytest.fixture
def website(db: Connection) -> Website:
    return websites.add(db, url="https://demo.test/", name="Demo", actor="test")


class AuditCount:
    """How many audit rows were written since the last look."""

    def __init__(self, db: Connection) -> None:
        self._db, self._seen = db, 0
        self.new()

    def new(self) -> int:
        count = len(audit.entries(self._db, limit=10_000))
        fresh, self._seen = count - self._seen, count
        return fresh


@pytest.fixture
def audited(db: Connection, website: Website) -> AuditCount:
    return AuditCount(db)

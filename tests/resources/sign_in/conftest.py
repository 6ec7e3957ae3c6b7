"""People of two organizations, at the door."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from resources.control_plane import users
from resources.control_plane.resource import ControlPlane
from resources.control_plane.users import User
from resources.redis_store import RedisStore
from resources.sign_in import Session, look_up, sign_in
from tests.accounts import PASSWORD, CountingHasher

HOME_ADDRESS = "192.0.2.7"


@dataclass
class Door:
    """Where people sign in, with their usual address."""

    control: ControlPlane
    store: RedisStore

    def sign_in(
        self,
        email: str,
        password: str = PASSWORD,
        address: str = HOME_ADDRESS,
        now: datetime | None = None,
    ) -> Session:
        return sign_in(
            self.control, self.store, email=email, password=password, address=address, now=now
        )

    def look_up(self, secret: str, now: datetime | None = None) -> User | None:
        return look_up(self.control, self.store, secret, now=now)


@pytest.fixture
def door(control: ControlPlane, store: RedisStore, hasher: CountingHasher) -> Door:
    return Door(control, store)


@pytest.fixture
def ada(door: Door) -> User:
    with door.control.begin() as db:
        return users.add(db, "ada@example.com", password=PASSWORD, actor="test")


@pytest.fixture
def now() -> datetime:
    """Redis has a clock of its own, so tests begin now and not at a made-up moment."""
    return datetime.now(UTC)

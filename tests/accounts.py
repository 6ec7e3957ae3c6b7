"""Accounts to test with: passwords hashed cheaply, and hashing that can be counted."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from resources.control_plane import passwords

PASSWORD = "correct horse battery"
OTHER_PASSWORD = "staple of the horse"


class CountingHasher(PasswordHasher):
    """Argon2 with the least work it takes; counts how often it worked."""

    def __init__(self, time_cost: int = 1) -> None:
        super().__init__(time_cost=time_cost, memory_cost=8, parallelism=1)
        self.worked = 0

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self.worked += 1
        return super().hash(password, salt=salt)

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:
        try:
            found = super().verify(hash, password)
        except VerifyMismatchError:
            self.worked += 1
            raise
        self.worked += 1
        return found


@pytest.fixture
def hasher(monkeypatch: pytest.MonkeyPatch) -> CountingHasher:
    made = CountingHasher()
    monkeypatch.setattr(passwords, "_hasher", made)
    return made

"""Lets runners of migrations on one Elasticsearch wait for each other, also for dead ones.

The lock is a document that its holder keeps writing. Who waits takes it over when it did not
change for a whole lease by their own clock: no two clocks are compared. A holder that was only
slow finds out at its next write, or when it wants to swap (`elastic_swap.py`).
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from resources.errors import StoreError

if TYPE_CHECKING:
    from elasticsearch import Elasticsearch

LEASE_SECONDS = 30.0
_POLL_SECONDS = 0.2
_DOCUMENT = "lock"


class Lock:
    """A held lock; made by `hold`."""

    def __init__(self, client: Elasticsearch, index: str, lease_seconds: float) -> None:
        """Not held yet."""
        self.owner = uuid4().hex
        self._client = client
        self._index = index
        self._lease = lease_seconds
        self._seen: dict[str, Any] = {}
        self._renewed = 0.0

    def renew(self) -> None:
        """Tell that the holder lives; cheap to call often.

        Raises:
            StoreError: somebody took the lock over.
        """
        if time.monotonic() - self._renewed > self._lease / 5 and not self._write(self.owner):
            raise StoreError(
                "Another migration of the search took over, because this one did not move for "
                f"{self._lease:.0f} s. Nothing more was changed here; see `onevice migrate status`."
            )

    def wait(self) -> None:
        """Wait until the lock is free or its holder is dead, and take it."""
        last, since = None, time.monotonic()
        while True:
            found = self._look()
            if found is None:
                taken = self._create()
            else:
                self._seen = found
                if found["_seq_no"] != last:
                    last, since = found["_seq_no"], time.monotonic()
                is_free = not found["_source"]["owner"]
                is_dead = time.monotonic() - since > self._lease
                taken = (is_free or is_dead) and self._write(self.owner)
            if taken:
                return
            time.sleep(_POLL_SECONDS)

    def release(self) -> None:
        """Give it back, unless somebody else has it."""
        self._write("")

    def _look(self) -> dict[str, Any] | None:
        from elasticsearch import NotFoundError

        try:
            return dict(self._client.get(index=self._index, id=_DOCUMENT).body)
        except NotFoundError:
            return None

    def _create(self) -> bool:
        from elasticsearch import ConflictError

        try:
            made = self._client.create(
                index=self._index, id=_DOCUMENT, document={"owner": self.owner}
            )
        except ConflictError:
            return False
        self._seen, self._renewed = dict(made.body), time.monotonic()
        return True

    def _write(self, owner: str) -> bool:
        from elasticsearch import ConflictError

        try:
            made = self._client.index(
                index=self._index,
                id=_DOCUMENT,
                document={"owner": owner},
                if_seq_no=self._seen["_seq_no"],
                if_primary_term=self._seen["_primary_term"],
            )
        except ConflictError:
            return False
        self._seen, self._renewed = dict(made.body), time.monotonic()
        return True


@contextmanager
def hold(client: Elasticsearch, index: str, lease_seconds: float) -> Iterator[Lock]:
    """Wait for the lock of an index, and give it back at the end, whatever happens."""
    lock = Lock(client, index, lease_seconds)
    lock.wait()
    try:
        yield lock
    finally:
        lock.release()

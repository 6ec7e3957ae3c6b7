"""Work on Redis that nothing depends on: it starts no server, and fails at most once."""

from __future__ import annotations

import logging
from collections.abc import Callable

from resources.errors import ConfigurationError, StoreError
from resources.redis_store import RedisStore
from resources.resilience.guard import tell_once

_log = logging.getLogger("onevice.redis")


class BestEffort:
    """Does work where Redis is at hand; after a first failure, told in one line, none any more."""

    def __init__(self, store: RedisStore | None, what: str) -> None:
        """Prepare.

        Args:
            store: where; none to do nothing.
            what: what goes on without it, for the line in the log, as `asking`.
        """
        self._store, self._what = store, what

    def do(self, work: Callable[[RedisStore], object]) -> None:
        """Do it, or not. Never raises a `StoreError` or `ConfigurationError`."""
        try:
            if self._store is not None and self._store.is_at_hand():
                work(self._store)
        except (StoreError, ConfigurationError) as error:
            _log.warning("Going on with %s, but without Redis: %s", self._what, tell_once(error))
            self._store = None

"""A psycopg connection that gives a server up that keeps silent.

`statement_timeout` ends a slow statement at the server, which helps nobody where the server hangs
or the network swallows its answer: libpq would wait for ever. Here every wait ends.
"""

from __future__ import annotations

import time
from typing import Any

import psycopg


class AnsweringConnection(psycopg.Connection[Any]):
    """Waits `answer_seconds` for each answer, then closes; None waits for ever."""

    answer_seconds: float | None = None

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Drive one exchange with the server to its end.

        Raises:
            psycopg.OperationalError: the server did not answer in time; the connection is closed.
        """
        limit = self.answer_seconds if timeout is None else timeout
        begun = time.monotonic()
        try:
            return super().wait(gen, interval, limit)
        except psycopg.OperationalError as error:
            if limit is None or timeout is not None or time.monotonic() - begun < limit:
                raise
            self.pgconn.finish()
            raise psycopg.OperationalError(f"no answer within {limit:g} s") from error

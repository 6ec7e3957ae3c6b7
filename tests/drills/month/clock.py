"""One time for all: Python's clock, PostgreSQL's and what Redis lets end.

Python is moved by time-machine. PostgreSQL gets functions `now` and `clock_timestamp` in a schema
that is looked into before its own, made before the platform's tables, so that their defaults
follow too. Redis keeps the real clock, which is earlier: what ended meanwhile is deleted here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from resources.control_plane.engine import parse_url

if TYPE_CHECKING:
    from redis import Redis

_FUNCTIONS = """
CREATE SCHEMA moved;
CREATE TABLE moved.clock (shift interval NOT NULL);
INSERT INTO moved.clock VALUES ('0');
CREATE FUNCTION moved.now() RETURNS timestamptz LANGUAGE sql STABLE AS
    'SELECT pg_catalog.now() + shift FROM moved.clock';
CREATE FUNCTION moved.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
    'SELECT pg_catalog.clock_timestamp() + shift FROM moved.clock';
"""
_ENDS_AT = """
local left = redis.call('PTTL', KEYS[1])
local now = redis.call('TIME')
if left < 0 then return -1 end
return now[1] * 1000 + math.floor(now[2] / 1000) + left
"""


class Clock:
    """The time of one world.

    Args:
        database_url: an empty database; its connections are to be made after this.
        redis: where keys end.
    """

    def __init__(self, database_url: str, redis: Redis) -> None:
        url = parse_url(database_url)
        self._address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._redis = redis
        with self._connect() as db:
            db.execute(_FUNCTIONS)
            path = "moved, pg_catalog, public"
            db.execute(f'ALTER DATABASE "{url.database}" SET search_path = {path}')

    @contextmanager
    def at(self, moment: datetime, *, stands_still: bool = False) -> Iterator[None]:
        """Let it be a moment, everywhere, from which time goes on unless it stands still."""
        import time_machine

        with time_machine.travel(moment, tick=not stands_still):
            with self._connect() as db:
                sql = "UPDATE moved.clock SET shift = %s - pg_catalog.clock_timestamp()"
                db.execute(sql, [moment])
            self._end_in_redis(moment)
            yield

    def _connect(self) -> Any:
        import psycopg

        return psycopg.connect(self._address, autocommit=True)

    def _end_in_redis(self, moment: datetime) -> None:
        for key in list(self._redis.scan_iter()):
            ends_at: Any = self._redis.eval(_ENDS_AT, 1, key)
            if 0 <= int(ends_at) <= moment.timestamp() * 1000:
                self._redis.delete(key)

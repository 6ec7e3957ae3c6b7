"""What Dagster works out anew for each test and is the same each time is worked out once.

Nothing that a test looks at: the number of the newest revision that an instance of a test is
stamped with or compared to (Dagster reads some fifty files for it, twice an instance, thrice where
one is opened again), and the schema of a resource's class, made again for each object of it. A
quarter of the suite's time (2026-11-22). The tables of an instance in memory are copied from those
of the first one (22 of 26 ms), and its statements take the connection that it holds open instead
of opening one each (a fifth of a run).

And one thing it gets wrong here: a sensor's context that the garbage collector ends puts back the
store of definitions' state that was in use when it began: of an instance that is gone. Whatever
test loads definitions next then asks a file that is not there. No test has such state.
"""

from __future__ import annotations

import sqlite3
from functools import cache
from typing import Any

import dagster._config.pythonic_config.resource as pythonic_resource
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from dagster._core.storage import sql  # noqa: TID251 - where each instance is stamped
from dagster._core.storage.defs_state.base import DefsStateStorage  # noqa: TID251
from dagster._core.storage.event_log import in_memory as events  # noqa: TID251 - and made
from dagster._core.storage.runs import in_memory as runs  # noqa: TID251
from sqlalchemy import Connection, Engine, MetaData
from sqlalchemy.pool import QueuePool

_infer = pythonic_resource.infer_schema_from_config_class


@cache
def _revisions(folder: str) -> ScriptDirectory:
    return ScriptDirectory(folder)


def _stamp(config: Config, revision: str) -> None:
    """What `alembic.command.stamp` does through `env.py`."""
    script = _revisions(ScriptDirectory.from_config(config).dir)
    MigrationContext.configure(config.attributes["connection"]).stamp(script, revision)


class _Scripts:
    """Where Dagster looks up the newest revision of a storage that it opens."""

    @staticmethod
    def from_config(config: Config) -> ScriptDirectory:
        return _revisions(ScriptDirectory.from_config(config).dir)


@cache
def _schema(model: type, description: str | None, omitted: frozenset[str]) -> Any:
    return _infer(model, description, set(omitted))


def _infer_once(
    model_cls: type, description: str | None = None, fields_to_omit: set[str] | None = None
) -> Any:
    return _schema(model_cls, description, frozenset(fields_to_omit or ()))


class _Tables:
    """Tables of a storage in memory: made and stamped for its first instance, then copied."""

    def __init__(self, tables: MetaData) -> None:
        self._tables = tables
        self._made: sqlite3.Connection | None = None

    def create_all(self, db: Connection) -> None:
        if self._made is not None:
            self._made.backup(_driver_of(db))
            return
        self._tables.create_all(db)

    def stamp(self, config: Config, db: Connection) -> None:
        if self._made is None:
            sql.stamp_alembic_rev(config, db)
            _driver_of(db).commit()
            made = sqlite3.connect(":memory:", check_same_thread=False)
            _driver_of(db).backup(made)
            self._made = made


def _engine(address: str, **_: Any) -> Engine:
    """As Dagster makes it, but its connections are opened once and not for each statement."""
    kept = {"check_same_thread": False}  # they are lent to one thread at a time
    return sql.create_engine(address, poolclass=QueuePool, connect_args=kept)


def _driver_of(db: Connection) -> sqlite3.Connection:
    driver: Any = db.connection.driver_connection
    return driver


sql.stamp = _stamp
sql.ScriptDirectory = _Scripts
for storage, name in ((events, "SqlEventLogStorageMetadata"), (runs, "RunStorageSqlMetadata")):
    tables = _Tables(getattr(storage, name))
    setattr(storage, name, tables)
    storage.stamp_alembic_rev = tables.stamp
    storage.create_engine = _engine
pythonic_resource.infer_schema_from_config_class = _infer_once
DefsStateStorage.get = classmethod(lambda _: None)

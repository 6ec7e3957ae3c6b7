"""What a PostgreSQL server is set to where its WAL is archived, and what it should be.

Archiving is the server's own work (`archive_mode`, `pg_basebackup`): whoever runs the server sets
it. Here is what to set, and whether it works; nothing is changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlalchemy import Connection

_READ: Final = "SELECT name, setting FROM pg_settings WHERE name = ANY(%(names)s) ORDER BY name"
_DONE: Final = (
    "SELECT archived_count, failed_count, last_archived_time, last_failed_time > "
    "coalesce(last_archived_time, '-infinity') FROM pg_stat_archiver"
)
_COPY: Final = "test ! -f {folder}/%f && cp %p {folder}/%f"


@dataclass(frozen=True)
class Setting:
    """A setting of the server: what it is, and what archiving needs."""

    name: str
    now: str
    wanted: str

    @property
    def is_right(self) -> bool:
        """Whether its value will do: any command that is one, any timeout."""
        if self.name == "archive_command":
            return self.now not in ("", "(disabled)")
        good = {"archive_mode": ("on", "always"), "wal_level": ("replica", "logical")}
        return self.now in good[self.name] if self.name in good else self.now != "0"


@dataclass(frozen=True)
class Archiving:
    """Whether a server archives its WAL.

    Attributes:
        settings: by name.
        archived, failed: segments since the server's statistics began.
        newest_at: when the last one was archived, ISO 8601; empty where none was.
        is_failing: the last try failed.
    """

    settings: tuple[Setting, ...]
    archived: int
    failed: int
    newest_at: str
    is_failing: bool

    @property
    def is_on(self) -> bool:
        """Whether every setting is right and the last try did not fail."""
        return all(one.is_right for one in self.settings) and not self.is_failing


def read_archiving(db: Connection, folder: str) -> Archiving:
    """Look at a server.

    Args:
        db: an open transaction.
        folder: where the server is to copy its WAL, for the setting that is told.
    """
    wanted = {
        "archive_mode": "on",
        "archive_command": _COPY.format(folder=folder),
        "archive_timeout": "300",
        "wal_level": "replica",
    }
    found = dict(db.exec_driver_sql(_READ, {"names": list(wanted)}).tuples().all())
    settings = tuple(Setting(name, found[name], value) for name, value in wanted.items())
    archived, failed, newest, is_failing = db.exec_driver_sql(_DONE, {}).one()
    at = newest.isoformat(timespec="seconds") if newest else ""
    return Archiving(settings, archived, failed, at, bool(is_failing))

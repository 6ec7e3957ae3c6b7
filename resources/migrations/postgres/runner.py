"""Brings the schema `control` to a revision and says where it stands.

One upgrade runs at a time, whoever starts it: an advisory lock of the transaction makes the
others wait and then find nothing to do. All steps of an upgrade are one transaction.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from resources.control_plane.engine import allow_seconds
from resources.control_plane.failures import describe
from resources.errors import StoreError

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import Script
    from sqlalchemy import Connection

_FOLDER = Path(__file__).parent
NONE = "0000"
_LOCK = 6_831_203_004  # any number that nothing else in the database uses


@cache
def revisions() -> tuple[Script, ...]:
    """Every step that this code brings, oldest first."""
    from alembic.script import ScriptDirectory

    return tuple(ScriptDirectory.from_config(_config()).walk_revisions())[::-1]


@cache
def head() -> str:
    """Newest revision that this code brings, e.g. `0003`; read from the file names."""
    return max(path.name[1:].split("_")[0].zfill(4) for path in _FOLDER.glob("versions/V*_*.py"))


def current(db: Connection) -> str | None:
    """Revision of the database; none where nothing was ever migrated."""
    if db.exec_driver_sql("SELECT to_regclass('control.alembic_version')").scalar() is None:
        return None
    version = db.exec_driver_sql("SELECT version_num FROM control.alembic_version").scalar()
    return None if version is None else str(version)


def known(db: Connection) -> str:
    """Revision of the database, `0000` where nothing was ever migrated.

    Raises:
        StoreError: the database is newer than this code.
    """
    found = current(db) or NONE
    if found > head():
        raise StoreError(
            f"The schema in {describe(db.engine.url)} is at revision {found} and this code knows "
            f"revisions up to {head()}: install the newer onevice-assets that made it, or take it "
            "back with that one (`onevice migrate down --store postgres --to "
            f"{head()}`). Nothing was done."
        )
    return found


def upgrade(db: Connection, revision: str = "head") -> None:
    """Bring the database up to a revision, inside the caller's transaction.

    Raises:
        StoreError: when the database is newer than this code.
    """
    from alembic import command

    known(db)  # a newer schema is told before any right to change it is needed
    lock(db)
    if known(db) != head():
        command.upgrade(_config(db), revision)


def downgrade(db: Connection, revision: str = "base") -> None:
    """Take the database back to a revision; what only later revisions hold is lost."""
    from alembic import command

    lock(db)
    command.downgrade(_config(db), revision)


def lock(db: Connection) -> None:
    """Wait for other upgrades, for as long as they take; steps have no time limit either."""
    allow_seconds(db, None)
    db.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    db.exec_driver_sql("CREATE SCHEMA IF NOT EXISTS control")


def _config(db: Connection | None = None) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = db
    return config

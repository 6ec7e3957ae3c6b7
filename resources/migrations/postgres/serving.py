"""Schema `serving` by itself, for it is a copy of the lake: emptied, or made anew where it is gone.

Alembic counts one version for `serving` and `control` together, so it can take neither back alone.
Its own statements are used here; the test that rebuilds a dropped schema fails when a later
revision changes `serving` and is not listed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from resources.control_plane.resource import ControlPlane
from resources.migrations.postgres.migrations import PostgresMigrations
from resources.migrations.store_migrations import Drift

_VERSIONS = Path(__file__).with_name("versions")
_FILES = ("V007_serving_websites.sql", "V007_serving_days.sql")


class ServingSchema:
    """Up, down and check of schema `serving`; promises as `StoreMigrations`."""

    def __init__(self, control: ControlPlane) -> None:
        """Hold the resource that knows the address."""
        self._control = control

    def up(self) -> None:
        """Apply pending revisions, and make the schema where it is not there."""
        PostgresMigrations(self._control).up()
        with self._control.begin() as db:
            if db.exec_driver_sql("SELECT to_regnamespace('serving')").scalar() is None:
                db.exec_driver_sql("CREATE SCHEMA serving")
                for name in _FILES:
                    db.exec_driver_sql((_VERSIONS / name).read_text("utf-8"))

    def down(self, to: str) -> None:  # noqa: ARG002
        """Empty the tables; where parts of the schema are gone, drop what is left of it."""
        is_whole = not any(one.declared and not one.actual for one in self.check())
        with self._control.begin() as db:
            if not is_whole:
                db.exec_driver_sql("DROP SCHEMA IF EXISTS serving CASCADE")
                return
            found = db.exec_driver_sql(
                "SELECT string_agg('serving.' || quote_ident(tablename), ', ') FROM pg_tables "
                "WHERE schemaname = 'serving'"
            )
            db.exec_driver_sql(f"TRUNCATE {found.scalar_one()}")

    def check(self) -> Sequence[Drift]:
        """Every difference of `serving` to what the newest revision leaves in place."""
        drifts = PostgresMigrations(self._control).check()
        return [one for one in drifts if one.place.rpartition(" ")[2].startswith("serving.")]

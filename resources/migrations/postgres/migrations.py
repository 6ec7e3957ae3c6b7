"""PostgreSQL's migrations as the other stores have them: status, up, down, check."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from resources.control_plane.failures import check_version, explain_refusal
from resources.control_plane.resource import ControlPlane
from resources.errors import InputError
from resources.migrations.postgres import runner
from resources.migrations.postgres.catalogue import compare_catalogues, read_catalogue
from resources.migrations.store_migrations import Drift, Revision

if TYPE_CHECKING:
    from alembic.script import Script
    from sqlalchemy import Connection

DECLARED = Path(__file__).with_name("schema.json")
"""What the newest revision leaves in place; `scripts/write_postgres_schema.py` writes it."""


class PostgresMigrations:
    """Migrations of the control plane and the serving tables; promises as `StoreMigrations`."""

    store = "postgres"

    def __init__(self, control: ControlPlane) -> None:
        """Hold the resource that knows the address."""
        self._control = control

    def status(self) -> Sequence[Revision]:
        """Every revision; Alembic does not note when one was applied."""
        with self._control.begin_as_is() as db:
            found = runner.known(db)
        return [_revision(script, script.revision <= found) for script in runner.revisions()]

    def up(self, to: str | None = None, *, dry_run: bool = False) -> Sequence[Revision]:
        """Apply the missing revisions up to and with `to`, all of them or none."""
        wanted = _read_version(runner.head() if to is None else to)
        with self._change() as db:
            steps = _between(runner.known(db), wanted)
            if steps and not dry_run:
                check_version(db)
                runner.lock(db)
                steps = _between(runner.known(db), wanted)  # others may have been at it meanwhile
                if steps:
                    runner.upgrade(db, wanted)
        return [_revision(script, not dry_run) for script in steps]

    def down(self, to: str, *, dry_run: bool = False) -> Sequence[Revision]:
        """Undo the revisions above `to`, all of them or none; what only those made is lost."""
        wanted = _read_version(to)
        with self._change() as db:
            steps = _between(wanted, runner.known(db))
            if steps and not dry_run:
                runner.lock(db)
                steps = _between(wanted, runner.known(db))
                if steps:
                    runner.downgrade(db, "base" if wanted == runner.NONE else wanted)
        self._control.close()  # whatever this process uses next looks at the schema again
        return [_revision(script, dry_run) for script in reversed(steps)]

    def check(self) -> Sequence[Drift]:
        """Tables, columns, constraints, indexes, views, triggers and functions that differ.

        What a change adds that is carried on while the store is used (`resources/change`) does not.
        """
        from resources.change.records import list_explained

        with self._control.begin_as_is() as db:
            explained = list_explained(db)
            found, actual = runner.current(db) or runner.NONE, read_catalogue(db)
        behind = [] if found == runner.head() else [Drift("version", runner.head(), found)]
        differing = compare_catalogues(json.loads(DECLARED.read_text("utf-8")), actual)
        return behind + [one for one in differing if one.place not in explained]

    @contextmanager
    def _change(self) -> Iterator[Connection]:
        with self._control.begin_as_is() as db, explain_refusal(db.engine.url):
            yield db


def _between(above: str, to: str) -> list[Script]:
    """The revisions that lead from one to a later one, oldest first."""
    return [script for script in runner.revisions() if above < script.revision <= to]


def _read_version(version: str) -> str:
    known = [runner.NONE, *(script.revision for script in runner.revisions())]
    if version not in known:
        raise InputError(
            f"PostgreSQL has no migration {version!r}: name one of {', '.join(known)}."
        )
    return version


def _revision(script: Script, is_applied: bool) -> Revision:
    title = (script.doc or "").partition("\n")[0]
    return Revision(script.revision, f"{Path(script.path).name}: {title}", is_applied)

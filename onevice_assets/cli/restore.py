"""`onevice restore`: a backup read whole, written into an empty home, and compared."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import print_json, say
from onevice_assets.cli.session import Session

if TYPE_CHECKING:
    from onevice_assets.upkeep.backup.restore import Restored


def register(app: typer.Typer) -> None:
    """Add this module's command."""
    app.command()(restore)


def restore(
    into: Annotated[Path, typer.Option(help="The home to write, empty or not there")],
    backup: Annotated[
        str | None, typer.Argument(help="From `onevice backup list`; the newest by default")
    ] = None,
    servers: Annotated[
        bool,
        typer.Option("--servers", help="Into the (empty) servers that the environment names"),
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Move aside what is in the home")
    ] = False,
    stop: Annotated[
        bool, typer.Option("--stop", help="Stop the home's servers when it is done")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Restore a backup into a home, and compare every table, graph and file with it.

    Nothing is written before all of the backup was read and found right. Ended on the way, the
    home says so and refuses to be used; the same command then does it again.
    """
    from onevice_assets.cli.backup import Megabytes
    from onevice_assets.upkeep.backup.restore import restore as bring_back
    from resources.backup.choose_place import choose_place
    from resources.local_servers import stop_all
    from resources.progress import Progress

    target = into.expanduser().resolve()
    vault = choose_place(os.environ).open()
    manifest = vault.read_manifest(vault.find_id(backup))
    total = 3 * manifest.size // 1_000_000  # read, written and compared
    with Progress(mode="log" if as_json else "bar").track("Restoring, MB", total) as task:
        done = bring_back(
            vault,
            manifest,
            target,
            lambda: Session().resources,
            datetime.now(UTC),
            overwrite=overwrite,
            embedded=not servers,
            tell=Megabytes(task).add,
        )
    if stop:
        stop_all(target)
    _print(done, as_json=as_json)


def _print(done: Restored, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "backup": done.backup_id,
                "home": str(done.home),
                "moved_aside": str(done.aside) if done.aside else None,
                "compared": done.compared,
                "next": list(done.told),
            }
        )
        return
    equal = f"{done.compared} tables, graphs and files are equal to the backup's"
    say(escape(f"Restored {done.backup_id} into {done.home}: {equal}."))
    if done.aside:
        say(escape(f"What was there lies in {done.aside} now."))
    for line in done.told:
        say(escape(f"Next: {line}"))
    say(escape(f"Use it with ONEVICE_HOME={done.home}."))

"""`onevice backup`: take, list, verify; and the keys that open backups."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.session import Session
from resources.backup.choose_place import choose_place

if TYPE_CHECKING:
    from onevice_assets.upkeep.backup.take import Taken
    from resources.backup.vault import Vault

app = typer.Typer(
    help="Encrypted copies of every store; `onevice restore` is the way back.",
    no_args_is_help=True,
)
_MB = 1_000_000
_LISTED = ("backup", "entries", "content_mb", "state")


@app.command()
def now(
    full: Annotated[
        bool, typer.Option("--full", help="Read everything anew, write broken pieces again")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Take a backup, and let those go that are past their days.

    What did not change since the last one is not written again. It is listed only once all of it
    was written and read back.
    """
    from onevice_assets.upkeep.backup.take import take_backup

    session = Session(bars=not as_json)
    with session.resources["progress"].track("Backing up, MB", _size_of_last(session)) as task:
        shown = Megabytes(task)
        taken = take_backup(session.resources, datetime.now(UTC), full=full, tell=shown.add)
    told = tell_taken(taken)
    if as_json:
        print_json(told)
        return
    say(
        f"Backup {told['backup']}: {told['entries']} files and tables of {told['content_mb']} MB, "
        f"{told['written_mb']} MB of it new, in {told['seconds']} s."
    )
    for line in (*taken.manifest.notes, told["kept_because"]):
        if line:
            say(escape(f"Not in it: {line}" if line in taken.manifest.notes else f"Note: {line}"))


def tell_taken(taken: Taken) -> dict[str, Any]:
    """What a backup did, in numbers."""
    return {
        "backup": taken.manifest.id,
        "entries": len(taken.manifest.entries),
        "content_mb": round(taken.manifest.size / _MB, 3),
        "read_mb": round(taken.read_bytes / _MB, 3),
        "written_mb": round(taken.written_bytes / _MB, 3),
        "seconds": round(taken.seconds, 2),
        "rotated": list(taken.rotated.backups),
        "kept_because": taken.rotated.kept_because,
    }


@app.command("list")
def list_backups(as_json: JsonOption = False) -> None:
    """Show the backups there are, the newest last; one that no key here opens says so."""
    vault = choose_place(os.environ).open()
    rows = [_row(vault, one) for one in vault.list_ids()]
    if as_json:
        print_json(rows)
        return
    print_rows(f"Backups in {vault.url}" if rows else f"No backup in {vault.url}.", rows, _LISTED)


def _row(vault: Vault, backup_id: str) -> dict[str, Any]:
    from resources.backup.manifest import moment_of
    from resources.backup.sealed import BrokenBackupError

    row: dict[str, Any] = {"backup": backup_id, "begun_at": moment_of(backup_id)}
    try:
        found = vault.read_manifest(backup_id)
    except BrokenBackupError as error:
        return {**row, "entries": None, "content_mb": None, "state": str(error)}
    size = round(found.size / _MB, 3)
    return {**row, "entries": len(found.entries), "content_mb": size, "state": "written whole"}


@app.command()
def verify(
    backup: Annotated[str | None, typer.Argument(help="The newest by default")] = None,
    every: Annotated[bool, typer.Option("--all", help="Each of them")] = False,
    as_json: JsonOption = False,
) -> None:
    """Read a backup as a restore does, every byte of it; code 1 where one is broken."""
    from resources.backup.entries import verify as look
    from resources.backup.sealed import BrokenBackupError

    session = Session(bars=not as_json)
    vault = session.resources["backups"].open()
    wanted = vault.list_ids() if every else [vault.find_id(backup)]
    rows = []
    with session.resources["progress"].track("Verifying, MB") as task:
        for one in wanted:
            row = {"backup": one, "is_whole": True, "error": ""}
            try:
                manifest = vault.read_manifest(one)
                task.expect(task.done + manifest.size // _MB)
                look(vault, manifest, Megabytes(task).add)
            except BrokenBackupError as error:
                row |= {"is_whole": False, "error": str(error)}
            rows.append(row)
    if as_json:
        print_json(rows)
    else:
        print_rows("Backups, read whole", rows, ("backup", "is_whole", "error"))
    if not all(row["is_whole"] for row in rows):
        raise typer.Exit(1)


@app.command()
def keys(
    new: Annotated[Path | None, typer.Option(help="Write a new key to this file")] = None,
    as_json: JsonOption = False,
) -> None:
    """Tell by their public halves which keys are here and which backups they open; or make one."""
    from resources.backup.keys import make_key_file
    from resources.backup.sealed import BrokenBackupError

    if new is not None:
        made = make_key_file(new)
        told = {"file": str(new.resolve()), "recipient": made.recipient}
        if as_json:
            print_json(told)
            return
        say(escape(f"A new key is in {told['file']} (recipient {made.recipient})."))
        say(
            "Keep a copy away from this machine: without it no backup can be read. Then set "
            "ONEVICE_BACKUP_KEY_FILE to the file; over an older key, put its line above that one."
        )
        return
    vault = choose_place(os.environ).open()
    opened: dict[str, bool] = {}
    for backup_id in vault.list_ids():
        try:
            vault.read_manifest(backup_id)
            opened[backup_id] = True
        except BrokenBackupError:
            opened[backup_id] = False
    rows = [{"recipient": one.recipient, "writes": one is vault.ring.writing}
            for one in vault.ring.keys]  # fmt: skip
    if as_json:
        print_json({"keys": rows, "opens": opened})
        return
    print_rows("Keys", rows, ("recipient", "writes"))
    say(f"They open {sum(opened.values())} of {len(opened)} backups in {escape(vault.url)}.")


@app.command()
def wal(
    folder: Annotated[str, typer.Option(help="Where the server is to copy it")] = "/var/lib/wal",
    as_json: JsonOption = False,
) -> None:
    """Tell whether your PostgreSQL archives its WAL, and the settings it needs; changes nothing.

    Code 1 where it does not. A backup is of one moment; with the WAL beside a base backup every
    moment since comes back.
    """
    from dataclasses import asdict

    from resources.backup.stores.wal import read_archiving

    with Session().resources["control"].begin() as db:
        found = read_archiving(db, folder)
    if as_json:
        print_json({**asdict(found), "is_on": found.is_on})
    else:
        rows = [{**asdict(one), "is_right": one.is_right} for one in found.settings]
        print_rows("Archiving the WAL", rows, ("name", "now", "wanted", "is_right"))
        say(f"{found.archived} segments archived, {found.failed} tries failed.")
        for one in (one for one in found.settings if not one.is_right):
            value = one.wanted.replace("'", "''")
            say(escape(f"    {one.name} = '{value}'"))
        if not found.is_on:
            say("Those lines go into postgresql.conf; restart the server then.")
    if not found.is_on:
        raise typer.Exit(1)


def _size_of_last(session: Session) -> int | None:
    """Megabytes of the last backup, which this one will have about as many of; none before it."""
    from onevice_assets.upkeep.backup.take import find_readable

    last = find_readable(session.resources["backups"].open())
    return last.size // _MB if last else None


class Megabytes:
    """Advances a task by whole megabytes of the bytes that it is told of; its total may grow."""

    def __init__(self, task: Any) -> None:
        self._task, self._bytes = task, 0

    def add(self, count: int) -> None:
        """Count bytes."""
        before = self._bytes // _MB
        self._bytes += count
        if more := self._bytes // _MB - before:
            self._task.advance(more)
            if self._task.total is not None and self._task.done > self._task.total:
                self._task.expect(self._task.done)

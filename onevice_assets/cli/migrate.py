"""`onevice migrate`: where each store's schema stands, bringing it up and down, and drift.

One store that fails keeps none of the others from being done; the command then ends with code 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from rich.markup import escape

from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import print_json, print_rows, say, say_error
from onevice_assets.cli.session import Session
from resources.errors import InputError, OneviceError

if TYPE_CHECKING:
    from resources.migrations.store_migrations import Revision, StoreMigrations

T = TypeVar("T")
Told = dict[str, Any]

app = typer.Typer(help="Schemas of the stores: where they stand, up, down.", no_args_is_help=True)

StoreOption = Annotated[
    str | None, typer.Option(help="postgres, graph (neo4j), …; all of them where none is named")
]
DryOption = Annotated[bool, typer.Option("--dry-run", help="Tell the steps and change nothing")]


@app.command()
def status(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Tell each store's version and which migrations are pending; changes nothing."""
    told = _ask_each(_choose(store), lambda one: {"revisions": _rows(one.status())})
    for one in told:
        applied = [row["version"] for row in one.get("revisions", ()) if row["is_applied"]]
        one["version"] = max(applied, default="0000") if "revisions" in one else None
    _finish(told, as_json, "revisions", ["version", "name", "is_applied", "applied_at"])


@app.command()
def up(
    store: StoreOption = None,
    to: Annotated[str | None, typer.Option(help="Version, as 0003; the newest by default")] = None,
    dry_run: DryOption = False,
    as_json: JsonOption = False,
) -> None:
    """Bring the stores up to date; whoever runs it at the same time waits."""
    if to is not None and store is None:
        raise InputError("Versions are counted per store: name one with --store beside --to.")
    version = None if to is None else _read_version(to)
    told = _ask_each(_choose(store), lambda one: {"steps": _rows(one.up(version, dry_run=dry_run))})
    _finish(told, as_json, "steps", ["version", "name", "is_applied"])


@app.command()
def down(
    store: Annotated[str, typer.Option(help="postgres, graph (neo4j), …")],
    to: Annotated[str, typer.Option(help="Version to go back to, as 0003; 0000 for none")],
    dry_run: DryOption = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False,
    as_json: JsonOption = False,
) -> None:
    """Take one store back; what only later migrations hold is lost. Stop what writes first."""
    (migrations,) = _choose(store)
    version = _read_version(to)
    undone = migrations.down(version, dry_run=True)
    if undone and not dry_run:
        if not yes:
            _confirm(migrations, undone)
        undone = migrations.down(version)
    told = [{"store": migrations.store, "steps": _rows(undone)}]
    if undone and not as_json:
        say("These would be undone; nothing was changed:" if dry_run else "These were undone:")
    _finish(told, as_json, "steps", ["version", "name"])


@app.command()
def check(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """Compare declared schemas with actual ones; code 1 when anything differs."""
    told = _ask_each(_choose(store), lambda one: {"drift": [vars(drift) for drift in one.check()]})
    _finish(told, as_json, "drift", ["place", "declared", "actual"])
    if any(one.get("drift") for one in told):
        raise typer.Exit(1)


def _choose(store: str | None) -> list[StoreMigrations]:
    """Migrations of the store named, or of every store that has some.

    Raises:
        InputError: the store named has none.
    """
    from resources.migrations.every_store import every_store
    from resources.store_names import read_store_name

    name = read_store_name(store) if store is not None else None
    every = every_store(Session().resources)
    chosen = [one for one in every if name in (None, one.store)]
    if not chosen:
        having = ", ".join(one.store for one in every)
        raise InputError(f"{store} has no schema to migrate; these have: {having}.")
    return chosen


def _ask_each(
    stores: Sequence[StoreMigrations], ask: Callable[[StoreMigrations], Told]
) -> list[Told]:
    """Ask every store, whatever became of those before it."""
    told: list[Told] = []
    for one in stores:
        try:
            told.append({"store": one.store, **ask(one)})
        except OneviceError as error:
            told.append({"store": one.store, "error": str(error)})
    return told


def _finish(told: Sequence[Told], as_json: bool, part: str, columns: Sequence[str]) -> None:
    """Print what was told of each store; end with code 1 when one of them failed."""
    if as_json:
        print_json({"stores": list(told)})
    for one in told:
        if "error" in one:
            say_error(f"{one['store']}: {one['error']}")
        elif not as_json:
            version = f" at {one['version']}" if "version" in one else ""
            title = f"{one['store']}{version}" + ("" if one[part] else f": no {part}")
            rows = [
                {name: row[name] if row[name] != "" else None for name in row} for row in one[part]
            ]
            print_rows(title, rows, columns)
    if any("error" in one for one in told):
        raise typer.Exit(1)


def _confirm(migrations: StoreMigrations, undone: Sequence[Revision]) -> None:
    say("These are undone, and what only they brought is lost:")
    for one in undone:
        say(f"  {one.version} {escape(one.name)}")
    typer.confirm(f"Take {migrations.store} back by {len(undone)}?", abort=True, err=True)


def _read_version(text: str) -> str:
    """`3` as `0003`; anything else as it is, for the store to refuse."""
    return text.zfill(4) if text.isdecimal() else text


def _rows(revisions: Sequence[Revision]) -> list[Told]:
    return [vars(one) for one in revisions]

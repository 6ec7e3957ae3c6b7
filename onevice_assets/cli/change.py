"""`onevice change`: a store's shape changed while it is in use, one stage at a time."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.session import Session, actor
from resources.change.stages import NONE, STAGES
from resources.errors import InputError

if TYPE_CHECKING:
    from resources.change.procedure import Procedure
    from resources.change.records import ChangeRecord
    from resources.change.store_change import StoreChange

app = typer.Typer(
    help="Change what a store holds while it is written and read (docs/how-to/zero-downtime.md).",
    no_args_is_help=True,
)
NameArgument = Annotated[str, typer.Argument(help="From `onevice change status`")]
StageOption = Annotated[
    str | None, typer.Option("--to", help="Go on until this stage is the last one done")
]
_ORDER = (NONE, *STAGES)
_COLUMNS = ("name", "store", "stage", "writes", "reads", "next", "changed_by", "changed_at")


@app.command()
def status(
    name: Annotated[str | None, typer.Argument(help="Only this one")] = None,
    as_json: JsonOption = False,
) -> None:
    """Show every change: the stage done last, who did it and when, and what comes next."""
    session = Session()
    every = _changes(session)
    chosen = [_find(every, name)] if name else list(every.values())
    rows = [_tell(one, _procedure(session, one).status()) for one in chosen]
    if as_json:
        print_json(rows)
        return
    print_rows("Changes", rows, _COLUMNS)
    for row in rows:
        say(f"{row['name']}: {row['what']}")
        if row["error"]:
            say(f"  {row['under_way']} failed: {row['error']}")


@app.command("next")
def go_on(name: NameArgument, to: StageOption = None, as_json: JsonOption = False) -> None:
    """Do the next stage of a change, or go on with the one that was interrupted."""
    procedure, aim = _prepare(name, to)
    done = _move(procedure, procedure.next, aim, operator.ge)
    _finish(procedure, done, as_json)


@app.command()
def rollback(
    name: NameArgument,
    to: Annotated[
        str | None, typer.Option("--to", help="Go back until this is the last one done; none = all")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Take the last stage of a change back, or the one that was interrupted."""
    procedure, aim = _prepare(name, to)
    done = _move(procedure, procedure.rollback, aim, operator.le)
    _finish(procedure, done, as_json)


@app.command()
def restore(
    name: NameArgument, yes: Annotated[bool, typer.Option("--yes", help="Do not ask")] = False
) -> None:
    """Put back from the backup what the old shape lacks; what was deleted on purpose too."""
    procedure, _ = _prepare(name, None)
    if not yes:
        typer.confirm("Rows deleted on purpose since the backup come back. Go on?", abort=True)
    count = procedure.restore(actor=actor())
    say(f"{count} rows were put back.")


def _prepare(name: str, to: str | None) -> tuple[Procedure, str | None]:
    if to is not None and to not in _ORDER:
        raise InputError(f"There is no stage {to!r}; there is {', '.join(_ORDER)}.")
    session = Session()
    return _procedure(session, _find(_changes(session), name)), to


def _changes(session: Session) -> dict[str, StoreChange]:
    from onevice_assets.operations.timeline.changes import CHANGES

    return {name: make(session.resources) for name, make in CHANGES.items()}


def _find(every: dict[str, StoreChange], name: str) -> StoreChange:
    if name not in every:
        raise InputError(f"There is no change {name!r}; there is {', '.join(every)}.")
    return every[name]


def _procedure(session: Session, change: StoreChange) -> Procedure:
    from resources.change.procedure import Procedure

    return Procedure(session.resources["control"], session.resources["objects"], change)


def _move(
    procedure: Procedure,
    move: Callable[..., ChangeRecord],
    aim: str | None,
    is_beyond: Callable[[int, int], bool],
) -> ChangeRecord | None:
    """Move one stage; with an aim, until that is done and nothing is under way, maybe none."""
    if aim is None:
        return move(actor=actor())
    done = procedure.status()
    while not is_beyond(_ORDER.index(done.stage if done else NONE), _ORDER.index(aim)) or (
        done is not None and done.under_way is not None
    ):
        done = move(actor=actor())
    return done


def _finish(procedure: Procedure, done: ChangeRecord | None, as_json: bool) -> None:
    row = _tell(procedure.change, done)
    if as_json:
        print_json(row)
        return
    name = row["name"]
    say(f"{name} is at {row['stage']}: writes {row['writes']}, reads {row['reads']}.")
    if row["next"]:
        say(f"Next: {row['next']} (`onevice change next {name}`).")


def _tell(change: StoreChange, found: ChangeRecord | None) -> dict[str, Any]:
    return {
        "name": change.name,
        "store": change.store,
        "what": change.what,
        "stage": found.stage if found else "none",
        "under_way": found.under_way if found else None,
        "is_undoing": found.is_undoing if found else False,
        "writes": found.writes if found else "old",
        "reads": found.reads if found else "old",
        "next": found.next_stage if found else "backup",
        "detail": found.detail if found else {},
        "error": found.error if found else None,
        "changed_by": found.changed_by if found else None,
        "changed_at": found.changed_at if found else None,
    }

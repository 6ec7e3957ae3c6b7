"""`onevice retention`: how long what is kept, what would go, what goes, and the archive."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli import retention_holds
from onevice_assets.cli.days import parse_day
from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import print_json, print_rows, say, say_error
from onevice_assets.cli.session import Session, actor

if TYPE_CHECKING:
    from onevice_assets.upkeep.retention.data_type import DataType
    from onevice_assets.upkeep.retention.unit import Decision

app = typer.Typer(
    help="How long data are kept: what goes when, what a hold keeps, and the archive.",
    no_args_is_help=True,
)
archive = typer.Typer(help="What was archived before it went.", no_args_is_help=True)
app.add_typer(archive, name="archive")
retention_holds.register(app)
TypeArgument = Annotated[
    list[str] | None, typer.Argument(help="Data types, as `retention show` lists them; all")
]
AsOf = Annotated[str | None, typer.Option("--as-of", help="The day it is looked on; today (UTC)")]
_SHOWN = 20


@app.command()
def show(as_json: JsonOption = False) -> None:
    """Print the retention table: each data type, how long it is kept, by which date, and why."""
    from onevice_assets.upkeep.retention.tell import list_rows

    rows = list_rows()
    if as_json:
        print_json(rows)
        return
    print_rows("Retention", rows, ("data type", "kept", "by", "archived", "seed", "where"))


@app.command()
def plan(types: TypeArgument = None, as_of: AsOf = None, as_json: JsonOption = False) -> None:
    """List what would go on a day, and why the rest stays. Changes nothing."""
    _print_plan(_plan(Session(), types, parse_day(as_of, ahead=True)), as_json=as_json)


@app.command()
def apply(
    types: TypeArgument = None,
    as_of: AsOf = None,
    yes: Annotated[bool, typer.Option("--yes", help="Remove; without it only the plan")] = False,
    as_json: JsonOption = False,
) -> None:
    """Archive and remove what is due; code 1 where something could not go."""
    from onevice_assets.upkeep.retention.apply import apply as remove
    from onevice_assets.upkeep.retention.apply import refuse_future

    session, today = Session(), parse_day(as_of, ahead=True)
    refuse_future(today, datetime.now(UTC).date())
    found = _plan(session, types, today)
    if not yes:
        _print_plan(found, as_json=as_json)
        say("Nothing was removed: say --yes to archive and remove what goes.")
        return
    given = {**session.resources, "instance": session.instance}
    done = [remove(of, given, today, actor=actor()) for of in found]
    rows = [
        {"data_type": one.of.name, "partition": unit.partition, "count": count}
        for one in done
        for unit, count in one.removed
    ]
    failed = [why for one in done for why in one.failed]
    if as_json:
        print_json({"removed": rows, "failed": failed})
    else:
        print_rows(f"{len(rows)} partitions removed", rows, ("data_type", "partition", "count"))
        for why in failed:
            say_error(why)
    if failed:
        raise typer.Exit(1)


@archive.command("list")
def list_archive(types: TypeArgument = None, as_json: JsonOption = False) -> None:
    """List what is archived: partitions, files, bytes, since when."""
    from resources.archive import Archive

    every = Archive(Session().resources["objects"]).list_all()
    rows = [
        {
            "data_type": one.data_type,
            "partition": one.partition,
            "files": len(one.files),
            "bytes": one.size_bytes,
            "archived_on": one.archived_on,
        }
        for one in every
        if not types or one.data_type in types
    ]
    if as_json:
        print_json(rows)
        return
    print_rows(f"{len(rows)} archived partitions", rows, list(rows[0]) if rows else ())


@archive.command()
def restore(
    data_type: Annotated[str, typer.Argument(help="As `archive list` has it")],
    partition: Annotated[str, typer.Argument(help="As `archive list` has it")],
    as_json: JsonOption = False,
) -> None:
    """Put an archived partition back where it was, and its copies in the stores; code 1 if not.

    What is there now stays; so does the archive. Place a hold first where it is to stay.
    """
    from onevice_assets.upkeep.retention.restoring import restore_partition

    given = Session().resources
    count, failed = restore_partition(given, data_type, partition, actor=actor())
    if as_json:
        print_json({"restored": count, "failed": failed})
    else:
        say(f"{count} files or rows of {escape(data_type)} {escape(partition)} were put back.")
        say("The next `retention apply` removes them again, but for what is on hold.")
    for why in failed:
        say_error(why)
    if failed:
        raise typer.Exit(1)


def _plan(session: Session, types: list[str] | None, today: date) -> dict[DataType, list[Decision]]:
    from onevice_assets.upkeep.retention.data_types import find_removed
    from onevice_assets.upkeep.retention.sources import plan as decide

    wanted = find_removed(types)
    given = {**session.resources, "instance": session.instance}
    return {of: decide(of, given, today) for of in wanted}


def _print_plan(found: dict[DataType, list[Decision]], *, as_json: bool) -> None:
    if as_json:
        print_json([_row(of, one) for of, every in found.items() for one in every])
        return
    rows = []
    for of, every in found.items():
        counts = Counter[str](one.verdict for one in every)
        rows.append({"data_type": of.name, **{name: counts[name] for name in _VERDICTS}})
    print_rows("Partitions by what becomes of them", rows, ("data_type", *_VERDICTS))
    told = [_row(of, one) for of, every in found.items() for one in every]
    told = [one for one in told if one["verdict"] != "too_young"]
    if told:
        more = f", the first {_SHOWN}" if len(told) > _SHOWN else ""
        columns = ("data_type", "partition", "verdict", "count", "why")
        print_rows(f"{len(told)} are due{more}", told[:_SHOWN], columns)


_VERDICTS = ("goes", "held", "needed", "too_young")


def _row(of: DataType, one: Decision) -> dict[str, Any]:
    return {
        "data_type": of.name,
        "partition": one.unit.partition,
        "verdict": one.verdict,
        "count": one.unit.count,
        "archived": of.is_archived,
        "due_on": one.due_on,
        "why": one.why,
    }

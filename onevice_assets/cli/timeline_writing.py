"""`onevice timeline relation|say|retract|import`: what a person adds to the timeline."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.session import Session, actor
from onevice_assets.cli.timeline import OrganizationOption, ZoneOption, open_facts
from resources.errors import InputError

if TYPE_CHECKING:
    from onevice_assets.operations.timeline.coordination.stores import Stores
    from onevice_assets.operations.timeline.postgres.facts import PostgresFacts

_LINES_TOLD = 10


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    app.command("relation")(declare_relation)
    app.command("relations")(list_relations)
    app.command("say")(say_fact)
    app.command("retract")(retract)
    app.command("import")(import_facts)


def declare_relation(
    name: Annotated[str, typer.Argument(help="e.g. driver")],
    holds: Annotated[str, typer.Option(help="one object of a subject at a time, or many")],
    on_overlap: Annotated[
        str, typer.Option(help="What overlaps known time is to replace it there, or be refused")
    ] = "replace",
    organization: OrganizationOption = "default",
) -> None:
    """Declare how a relation holds, once; the same again changes nothing."""
    from onevice_assets.operations.timeline.statement import Relation

    if holds not in ("one", "many") or on_overlap not in ("replace", "refuse"):
        raise InputError("Write --holds one or many, and --on-overlap replace or refuse.")
    relation = Relation(name, holds, on_overlap)  # type: ignore[arg-type]
    _open_or_make(organization).declare(relation, actor=actor())
    say(f"{escape(name)} holds {holds}; what overlaps is to {on_overlap}.")


def list_relations(
    organization: OrganizationOption = "default", as_json: JsonOption = False
) -> None:
    """List the declared relations."""
    rows = [vars(one) for one in open_facts(organization).relations().values()]
    if as_json:
        print_json(rows)
        return
    print_rows(f"Relations of {organization}: {len(rows)}", rows, ["name", "holds", "on_overlap"])


def say_fact(
    subject: Annotated[str, typer.Argument(help="e.g. 'unit 1234'")],
    relation: Annotated[str, typer.Argument(help="A declared one: `onevice timeline relations`")],
    object_: Annotated[str, typer.Argument(metavar="OBJECT", help="e.g. 'Ann Lee'")],
    first: Annotated[str, typer.Option("--from", help="Day or moment; open where not given")] = "",
    last: Annotated[
        str, typer.Option("--to", help="Last day (whole), or moment; open: until something else")
    ] = "",
    was_not: Annotated[bool, typer.Option("--not", help="It was not so in that time")] = False,
    instead_of: Annotated[
        str | None, typer.Option(help="Id of the statement that this one corrects")
    ] = None,
    zone: ZoneOption = "UTC",
    organization: OrganizationOption = "default",
    as_json: JsonOption = False,
) -> None:
    """Say what held when; your name and the words are kept in the audit log."""
    from onevice_assets.operations.timeline.calendar import now
    from onevice_assets.operations.timeline.coordination.write import say_statement
    from onevice_assets.operations.timeline.reading.read_dates import read_interval, read_zone
    from onevice_assets.operations.timeline.statement import Statement, tell_interval
    from resources.identity import new_id

    valid = read_interval(first, last, read_zone(zone))
    if valid.is_empty:
        raise InputError(f"--from {first} is not before --to {last}: swap or correct them.")
    facts, me = _open_or_make(organization), actor()
    if instead_of is not None:
        instead_of = facts.find_statement(_id(instead_of)).id
    words = (subject, relation, object_)
    more = {"denies": was_not, "withdraws": instead_of, "source": me}
    statement = Statement(new_id(), *words, valid, now(), **more)  # type: ignore[arg-type]
    with _open_stores() as stores:
        done = say_statement(stores, facts.organization_id, statement, actor=me)
    if as_json:
        print_json({"statement_id": statement.id, "facts": len(done.came)})
        return
    what = f"{' '.join(words)} {'did not hold' if was_not else 'holds'}, {tell_interval(valid)}"
    say(f"{escape(what)} (statement {statement.id})")


def retract(
    statement_id: Annotated[str, typer.Argument(help="Of `onevice timeline show --history`")],
    organization: OrganizationOption = "default",
) -> None:
    """Withdraw a statement that was wrong; what it covered holds again, and history keeps it."""
    from onevice_assets.operations.timeline.calendar import now
    from onevice_assets.operations.timeline.coordination.write import say_statement
    from onevice_assets.operations.timeline.statement import NEVER, Statement
    from resources.identity import new_id

    facts, me = open_facts(organization), actor()
    wrong = facts.find_statement(_id(statement_id))
    statement = Statement(
        new_id(), wrong.subject, wrong.relation, None, NEVER, now(), withdraws=wrong.id, source=me
    )
    with _open_stores() as stores:
        say_statement(stores, facts.organization_id, statement, actor=me)
    told = f"{wrong.subject} {wrong.relation} {wrong.object or ''}".strip()
    say(f"Retracted: {escape(told)} (by statement {statement.id})")


def import_facts(
    path: Annotated[Path, typer.Argument(help="TSV or .gz: subject, relation, object, from, to")],
    known: Annotated[
        str | None, typer.Option(help="Since when it is known: day or moment; else now")
    ] = None,
    zone: ZoneOption = "UTC",
    organization: OrganizationOption = "default",
    as_json: JsonOption = False,
) -> None:
    """Import a file of facts; the same lines again change nothing."""
    from onevice_assets.operations.timeline.calendar import now
    from onevice_assets.operations.timeline.coordination.write import write_statements
    from onevice_assets.operations.timeline.reading import read_dates
    from onevice_assets.operations.timeline.reading.read_facts import read_facts

    where = read_dates.read_zone(zone)
    known_at = read_dates.read_moment(known, where) if known else now()
    if known_at > now():
        raise InputError(f"--known {known} is still to come: nothing is known before it is.")
    facts = _open_or_make(organization)
    file = read_facts(path, facts.organization_id, known_at, zone=where)
    with _open_stores() as stores:
        done = write_statements(stores, facts.organization_id, file.statements.values())
    reasons = [one.reason for one in done.refused]
    told: dict[str, Any] = {
        "lines": file.lines,
        "new_statements": done.statements,
        "refused": [*map(vars, file.refused), *({"line": None, "reason": r} for r in reasons)],
        "without_time": [*map(vars, file.without_time)],
        "duplicates": len(file.duplicates),
    }
    if as_json:
        print_json(told)
        return
    _tell_lines("left out", told["refused"])
    _tell_lines("", told["without_time"])
    say(
        f"{told['new_statements']} new statements of {file.lines} lines; "
        f"{len(told['refused'])} left out, {len(told['without_time'])} without a time, "
        f"{len(file.duplicates)} there before in the file."
    )


def _open_stores() -> AbstractContextManager[Stores]:
    from onevice_assets.operations.timeline.coordination.stores import open_stores

    return open_stores(Session().resources)


def _open_or_make(organization: str) -> PostgresFacts:
    from onevice_assets.operations.timeline.postgres.facts import PostgresFacts
    from resources.control_plane import organizations

    control = Session().resources["control"]
    with control.begin() as db:
        owner = organizations.find_or_add(db, organization, actor=actor())
    return PostgresFacts(control, owner)


def _id(text: str) -> str:
    from resources.control_plane.rows import is_id

    if not is_id(text):
        raise InputError(
            f"{text[:60]!r} is no id of a statement: `onevice timeline show SUBJECT --history` "
            "shows them."
        )
    return text.lower()


def _tell_lines(what: str, lines: list[dict[str, Any]]) -> None:
    for one in lines[:_LINES_TOLD]:
        where = "a line" if one["line"] is None else f"line {one['line']}"
        say(f"[yellow]{where} {what}:[/] {escape(str(one['reason']))}")
    if len(lines) > _LINES_TOLD:
        say(f"[yellow]and {len(lines) - _LINES_TOLD} more; --json lists all[/]")

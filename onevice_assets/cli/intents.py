"""`onevice intents`: import logs of conversations, mine them, ask what people ask and ask next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from rich.markup import escape

from onevice_assets.cli.intents_output import print_answer, print_patterns, print_ties
from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.session import Session, actor
from resources.errors import InputError, MissingDataError

if TYPE_CHECKING:
    from onevice_assets.intents.patterns.service.pattern_service import PatternService

app = typer.Typer(
    help="Recurring intents: what people ask, and what they ask next.", no_args_is_help=True
)

T = TypeVar("T")
OrganizationOption = Annotated[str, typer.Option(help="Slug of the organization")]
UserOption = Annotated[str, typer.Option("--user", help="Whose patterns: `onevice intents users`")]
PatternArgument = Annotated[str, typer.Argument(help="Id of a pattern: `onevice intents list`")]
_ORGANIZATIONS = "intents_organizations"
_BAD_LINES_TOLD = 10


@app.command("import")
def import_log(
    path: Annotated[Path, typer.Argument(help="A log: .jsonl or .csv")],
    organization: OrganizationOption = "default",
    as_json: JsonOption = False,
) -> None:
    """Import a log of conversations and mine it: conversation, user, turn, time, text."""
    from onevice_assets.intents.patterns.logs.keep_log import keep_log, tell_format
    from resources.control_plane import organizations

    format_ = tell_format(path.name)
    if not path.is_file():
        raise InputError(f"There is no file {path}; nothing was imported.")
    session = Session(bars=not as_json)
    # read before anything is made: a log of which no line can be used leaves nothing behind
    log, is_new = keep_log(session.resources["objects"], organization, path.read_bytes(), format_)
    with session.resources["control"].begin() as db:
        organizations.find_or_add(db, organization, actor=actor())
    if not is_new:
        say("This log was imported before; it is not kept twice.")
    if log.duplicates:
        say(f"[yellow]{log.duplicates} line(s) that were there twice counted once[/]")
    for bad in log.bad[:_BAD_LINES_TOLD]:
        say(f"[yellow]line {bad.line_number} left out:[/] {escape(bad.reason)}")
    if len(log.bad) > _BAD_LINES_TOLD:
        say(f"[yellow]and {len(log.bad) - _BAD_LINES_TOLD} more lines[/]")
    counts = {"lines": len(log.turns), "duplicates": log.duplicates, "is_new": is_new}
    told = {**counts, "bad": [vars(bad) for bad in log.bad], **_mine(session, organization)}
    _print_mined(told, organization, as_json=as_json)


@app.command("mine")
def mine_again(organization: OrganizationOption = "default", as_json: JsonOption = False) -> None:
    """Mine an organization's conversations anew; without anything new nothing changes."""
    session = Session(bars=not as_json)
    _print_mined(_mine(session, organization), organization, as_json=as_json)


@app.command("users")
def list_users(organization: OrganizationOption = "default", as_json: JsonOption = False) -> None:
    """List who has conversations, and how many patterns."""
    from onevice_assets.tables import intents as tables

    lake = Session().resources["lake"]
    counts: dict[str, dict[str, int]] = {}
    for name, table in (("turns", tables.conversation_turns), ("patterns", tables.patterns)):
        for row in lake.read_rows_if_there(table.only("user_id"), organization):
            of = counts.setdefault(row["user_id"], {"turns": 0, "patterns": 0})
            of[name] += 1
    users = sorted(counts, key=lambda user: (-counts[user]["patterns"], user))
    rows: list[dict[str, object]] = [{"user": user, **counts[user]} for user in users]
    if as_json:
        print_json(rows)
        return
    print_rows(f"Users of {organization}: {len(rows)}", rows, ["user", "turns", "patterns"])


@app.command("list")
def list_patterns(
    user: UserOption,
    type: Annotated[
        str | None, typer.Option("--type", help="informational, evaluation or decision")
    ] = None,
    min_confidence: Annotated[float, typer.Option(help="0 to 1")] = 0.0,
    depth: Annotated[int, typer.Option(help="Steps to related patterns, 1 to 5")] = 1,
    limit: Annotated[int, typer.Option(help="Patterns, 1 to 100")] = 20,
    organization: OrganizationOption = "default",
    as_json: JsonOption = False,
) -> None:
    """List what a user asks again and again, the surest first."""
    from onevice_assets.intents.patterns.service.query import PatternQuery

    query = PatternQuery(user, min_confidence, type, depth, limit)
    answer = _ask(organization, lambda service: service.list_patterns(actor(), query))
    print_answer(answer, as_json=as_json)
    if not as_json:
        print_patterns(f"Patterns of {user}: {len(answer.patterns)}", answer.patterns)


@app.command("show")
def show_pattern(
    pattern: PatternArgument,
    user: UserOption,
    organization: OrganizationOption = "default",
    as_json: JsonOption = False,
) -> None:
    """Show one pattern: how often, how sure, in which words, and what it is tied to."""
    answer = _ask(organization, lambda service: service.show_pattern(actor(), user, pattern))
    print_answer(answer, as_json=as_json)
    if as_json:
        return
    (row,) = answer.patterns
    facts = {**row["data"], "type": row["pattern_type"], "confidence": row["confidence"]}
    facts["examples"] = " | ".join(row["data"].get("examples", ()))
    rows = [{"what": name, "value": value} for name, value in sorted(facts.items())]
    print_rows(f"Pattern {pattern}", rows, ["what", "value"])
    print_ties("Tied to", row["ties"])


@app.command("next")
def list_next(
    pattern: PatternArgument,
    user: UserOption,
    organization: OrganizationOption = "default",
    as_json: JsonOption = False,
) -> None:
    """List what a user asks after a pattern, the surest first."""
    answer = _ask(organization, lambda service: service.list_next(actor(), user, pattern))
    print_answer(answer, as_json=as_json)
    if not as_json:
        print_ties("Asked next", answer.patterns)


@app.command("usage")
def show_usage(
    client: Annotated[str | None, typer.Option(help="Who called; this command by default")] = None,
    day: Annotated[str | None, typer.Option(help="Day (UTC), 35 days back; today")] = None,
    organization: OrganizationOption = "default",
    as_json: JsonOption = False,
) -> None:
    """Show how often a client asked on a day, and how often it was refused."""
    from onevice_assets.intents.patterns.service.query import ENDPOINTS

    on, who = _read_day(day), client or actor()

    async def read(service: PatternService) -> list[dict[str, Any]]:
        return [{"endpoint": one, **await service.read_usage(who, one, on)} for one in ENDPOINTS]

    rows = _ask(organization, read)
    if as_json:
        print_json({"client": who, "day": on, "usage": rows})
        return
    print_rows(f"Calls of {who} on {on}", rows, ["endpoint", "allowed", "refused"])


def _ask(organization: str, work: Callable[[PatternService], Awaitable[T]]) -> T:
    """Ask the service of an organization, with its stores for as long as that takes."""
    from onevice_assets.intents.patterns.service.pattern_service import open_service
    from resources.control_plane import organizations

    resources = Session().resources
    with resources["control"].begin() as db:
        owner = organizations.find(db, organization)

    async def ask() -> T:
        async with open_service(resources["graph"], resources["redis"], owner) as service:
            return await work(service)

    return asyncio.run(ask())


def _mine(session: Session, organization: str) -> dict[str, Any]:
    """Mine and publish; how much there is then."""
    from onevice_assets.tables import intents as tables
    from resources.control_plane import organizations

    with session.resources["control"].begin() as db:
        organizations.find(db, organization)
    session.materialize("mine_intents", organization, partitions=_ORGANIZATIONS)
    lake = session.resources["lake"]
    counted = (tables.conversation_turns, *tables.MINED[:2])
    rows = {one.name: lake.read_rows(one.only("user_id"), organization) for one in counted}
    if not rows["conversation_turns"]:
        raise MissingDataError(
            f"{organization} has no conversations: import a log by `onevice intents import`, or "
            "watch a website by `onevice run --site URL`."
        )
    users = {row["user_id"] for row in rows["conversation_turns"]}
    return {"users": len(users), **{name: len(some) for name, some in rows.items()}}


def _print_mined(told: dict[str, Any], organization: str, *, as_json: bool) -> None:
    if as_json:
        print_json(told)
        return
    rows = [{"what": name, "count": count} for name, count in told.items() if name != "bad"]
    print_rows(f"Conversations of {organization}", rows, ["what", "count"])


def _read_day(text: str | None) -> date:
    try:
        return date.fromisoformat(text.strip()) if text else datetime.now(UTC).date()
    except ValueError as error:
        raise InputError(f"{text!r} is not a day; write it as 2026-11-20.") from error

"""`onevice erase` and `onevice retract`: show what would go, ask, and let it go."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.session import Session, actor, dagster_home
from resources.errors import InputError

if TYPE_CHECKING:
    from onevice_assets.upkeep.erasure.place import Place, Stores
    from resources.erasure.records import Erasure
    from resources.erasure.subject import Subject

Why = Annotated[str, typer.Option("--why", help="Why, for the audit log; names nobody")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Count what would go; change nothing")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask")]


def register(app: typer.Typer) -> None:
    """Add both commands."""
    app.command("erase")(erase)
    app.command("retract")(retract)


def erase(
    why: Why,
    organization: Annotated[str, typer.Option(help="Slug of an organization")] = "",
    website: Annotated[str, typer.Option(help="Key, domain or name of a website")] = "",
    user: Annotated[str, typer.Option(help="E-mail address of a user of --of")] = "",
    of: Annotated[str, typer.Option(help="The user's organization")] = "default",
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: JsonOption = False,
) -> None:
    """Erase an organization, a website or a user from every store, for good."""
    from onevice_assets.upkeep.erasure import erase as erasing
    from onevice_assets.upkeep.erasure import find_subject

    if sum(map(bool, (organization, website, user))) != 1:
        raise InputError("Name one of --organization, --website and --user. Nothing went.")
    session = Session()
    stores = open_stores(session)
    subject = erasing.find_open(stores, organization or website or user)
    if subject is not None:
        say("An erasure of it was begun before and is ended now.")
    elif organization:
        subject = find_subject.find_organization(stores, organization)
    elif website:
        subject = find_subject.find_website(stores, website)
    else:
        subject = find_subject.find_user(stores, user, of)
    if _is_wanted(stores, subject, dry_run=dry_run, yes=yes, as_json=as_json):
        done = erasing.erase(stores, subject, actor=actor(), why=why, tell=_tell)
        _report(done, as_json=as_json)


def retract(
    why: Why,
    response: Annotated[str, typer.Option(help="Id of an answer")] = "",
    run: Annotated[str, typer.Option(help="Id of a simulation run or an import")] = "",
    provider: Annotated[str, typer.Option(help="Provider of the answers of --day")] = "",
    day: Annotated[str, typer.Option(help="Day of those answers, UTC, as 2026-11-20")] = "",
    website: Annotated[str, typer.Option(help="Of this website alone, with --provider")] = "",
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: JsonOption = False,
) -> None:
    """Take answers back: they vanish with what was read from them, and stay away."""
    from onevice_assets.upkeep.erasure import retract as retracting

    session = Session()
    stores = open_stores(session)
    subject = find_answers(stores, response, run, provider, day, website)
    if _is_wanted(stores, subject, dry_run=dry_run, yes=yes, as_json=as_json):
        done = retracting.retract(
            stores,
            subject,
            actor=actor(),
            why=why,
            tell=_tell,
            publish=lambda partition: publish_day(session, partition),
        )
        _report(done, as_json=as_json)


def publish_day(session: Session, partition: str) -> None:
    """Count a day's numbers anew from the answers that are left, in every store."""
    session.materialize("publish", partition)


def open_stores(session: Session) -> Stores:
    """Everything that holds data, of a command's session."""
    from onevice_assets.upkeep.erasure.place import Stores
    from resources.erasure.dagster_log import DagsterLog
    from resources.home import home

    given: Mapping[str, Any] = session.resources
    dagster_home()
    names = ("lake", "control", "objects", "graph", "search", "vectors", "redis")
    stores = {name: given[name] for name in names}
    return Stores(**stores, dagster=DagsterLog(session.instance), home=home())


def find_answers(
    stores: Stores, response: str, run: str, provider: str, day: str, website: str
) -> Subject:
    """The answers that the options of `onevice retract` mean; an option not given is empty.

    Raises:
        InputError: none or several are named, or there is none such; nothing went.
    """
    from onevice_assets.upkeep.erasure import find_subject

    if sum(map(bool, (response, run, provider))) != 1 or bool(provider) != bool(day):
        raise InputError(
            "Name one of --response ID, --run ID, and --provider NAME with --day. Nothing went."
        )
    for wanted in filter(None, (response, run)):
        if (begun := find_subject.find_begun_answers(stores, wanted)) is not None:
            return begun
    if response:
        return find_subject.find_response(stores, response)
    if run:
        return find_subject.find_run(stores, run)
    try:
        meant = date.fromisoformat(day)
    except ValueError as error:
        raise InputError(f"--day {day!r} is not a day such as 2026-11-20.") from error
    return find_subject.find_day(stores, provider.lower(), meant, website or None)


def _is_wanted(
    stores: Stores, subject: Subject, *, dry_run: bool, yes: bool, as_json: bool
) -> bool:
    """Show what would go, and ask; a dry run wants nothing."""
    from onevice_assets.upkeep.erasure.erase import plan

    if as_json and not dry_run and not yes:
        raise InputError("--json asks nobody: say --yes or --dry-run as well. Nothing went.")
    if yes and not dry_run:
        return True
    planned = plan(stores, subject)
    rows = [{"place": title, "rows": count} for title, count in planned.counts.items()]
    if as_json:
        print_json({"kind": subject.kind, "rows": dict(planned.counts)})
        return False
    print_rows(f"Would go, of this {subject.kind}", rows, ["place", "rows"])
    if dry_run:
        return False
    typer.confirm("This cannot be undone. Let it go?", abort=True)
    return True


def _tell(place: Place, count: int) -> None:
    if count:
        say(f"    {place.title}: {count}")


def _report(done: Erasure, *, as_json: bool) -> None:
    if as_json:
        print_json({"id": done.id, "kind": done.kind, "rows": dict(done.counts)})
    else:
        say(f"Done, and nothing is left. On record as {done.id}: hashes alone.")

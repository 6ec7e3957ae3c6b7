"""`onevice brand approve|reject|merge|split|restore`: deciding about names that answers showed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.markup import escape

from onevice_assets.cli.days import parse_day
from onevice_assets.cli.look import DayOption, WebsiteOption
from onevice_assets.cli.output import say
from onevice_assets.cli.rescore import tell_rescore
from onevice_assets.cli.seen_names import Seen, find_seen
from onevice_assets.cli.session import Session, actor
from resources.control_plane.claims import owners
from resources.errors import InputError
from resources.identity import normalize_brand_name

if TYPE_CHECKING:
    from sqlalchemy import Connection

NameArgument = Annotated[str, typer.Argument(help="A name as `candidates` shows it, or a brand")]


def register(app: typer.Typer) -> None:
    """Add this module's commands."""
    for command in (approve, reject, merge, split, restore):
        app.command()(command)


def approve(
    name: NameArgument,
    canonical: Annotated[
        str | None, typer.Option("--as", help="The brand it is, as its owner writes it")
    ] = None,
    domain: Annotated[str | None, typer.Option(help="Its domain, e.g. example.com")] = None,
    track: Annotated[
        Literal["own", "competitor"] | None, typer.Option(help="Track it for the website too")
    ] = None,
    only: Annotated[
        bool, typer.Option("--only", help="Agree that a website comes to compare what it tracks")
    ] = False,
    website: WebsiteOption = None,
    day: DayOption = None,
) -> None:
    """Make a candidate a brand of the catalogue, with the spellings the answers use."""
    from resources.control_plane import brand_decisions, brands

    session = Session()
    tracking = session.website(website) if track else None
    with session.resources["control"].begin() as db:
        (one,) = _look_up(session, db, [name], website, day)
        done = brand_decisions.approve(
            db,
            one.name,
            canonical=canonical or _known_as(db, one.name),
            spellings=one.spellings,
            domain=domain,
            actor=actor(),
        )
        if tracking and not only and not brands.tracked(db, tracking.id):
            raise InputError(
                f"{tracking.key} tracks nothing, so the brands found in its answers are compared. "
                f"With --track only {one.name} would be, on past days too: approve it without, or "
                "add --only to agree."
            )
        if tracking and track:
            brands.track(db, tracking.id, done.brand.name, track, actor=actor())
    say(f"Approved: [bold]{escape(done.brand.name)}[/] is a brand of the catalogue.")
    for spelling, owner in done.left_out.items():
        say(f"    {escape(spelling)!r} stays a name of {escape(owner)}.")
    if tracking:
        say(f"    {escape(tracking.key)} tracks it as {track}.")
    tell_rescore(session)


def reject(
    name: NameArgument,
    why: Annotated[str | None, typer.Option(help="Kept with the decision")] = None,
    website: WebsiteOption = None,
    day: DayOption = None,
) -> None:
    """Say that a name is no brand: it never stands in again where nothing is tracked."""
    from resources.control_plane import brand_decisions

    session = Session()
    with session.resources["control"].begin() as db:
        (one,) = _look_up(session, db, [name], website, day)
        stays = brand_decisions.reject(db, one.name, why=why, actor=actor())
    say(f"Rejected: {escape(name)} is no candidate any more.")
    if stays:
        say("    Answers are still read for it: a person put it into the catalogue.")
    tell_rescore(session)


def merge(
    words: Annotated[list[str], typer.Argument(metavar="NAME INTO BRAND", help="Two names")],
    website: WebsiteOption = None,
    day: DayOption = None,
) -> None:
    """Read a brand and all its names as another brand; `split` undoes it."""
    from resources.control_plane import brand_merges

    name, into = _two(words, "INTO", "merge")
    session = Session()
    with session.resources["control"].begin() as db:
        first, second = _look_up(session, db, [name, into], website, day)
        found = {
            normalize_brand_name(one.name): (one.name, *one.spellings)
            for one in (first, second)
            if one.spellings
        }
        survivor = brand_merges.merge(db, first.name, second.name, found=found, actor=actor())
    say(f"Merged: {escape(name)} is a name of [bold]{escape(survivor.name)}[/], wherever tracked.")
    say(f'    [dim]To undo it: onevice brand split "{escape(name)}"[/]')
    tell_rescore(session)


def split(
    words: Annotated[list[str], typer.Argument(metavar="NAME [FROM BRAND]", help="One or two")],
    website: WebsiteOption = None,
    day: DayOption = None,
) -> None:
    """Undo a merge, or make an alias a brand of its own."""
    from resources.control_plane import brand_merges

    name, origin = (words[0], None) if len(words) == 1 else _two(words, "FROM", "split")
    session = Session()
    with session.resources["control"].begin() as db:
        _look_up(session, db, [name], website, day)
        known = bool(owners(db, name))
        left = brand_merges.split(db, name, origin=origin, actor=actor()) if known else None
    if left is None:
        say(
            f"{escape(name)} stands for itself already. If it is a brand and not in the "
            f'catalogue: onevice brand approve "{escape(name)}"'
        )
        return
    now = "is a brand of its own" if left.was_alias else "stands for itself again"
    say(f"Split: {escape(name)} {now}, no name of {escape(left.brand_name)}.")
    tell_rescore(session)


def restore(name: NameArgument) -> None:
    """Take back what was decided about a name: an approval, a rejection or a merge."""
    from resources.control_plane import brand_decisions

    session = Session()
    with session.resources["control"].begin() as db:
        stood = brand_decisions.restore(db, name, actor=actor())
    say(f"Restored: {escape(name)} is no longer {stood}.")
    tell_rescore(session)


def _look_up(
    session: Session, db: Connection, names: list[str], website: str | None, day: str | None
) -> list[Seen]:
    """The names as answers write them, with their spellings; none of a name of the catalogue."""
    key = session.website(website).key if website else None
    on = parse_day(day).isoformat() if day else None
    found = find_seen(session, db, names, key, on)
    return [found.get(normalize_brand_name(one), Seen(one, ())) for one in names]


def _known_as(db: Connection, name: str) -> str | None:
    """The brand that has a name in a like spelling: DeLonghi for De'Longhi."""
    from onevice_assets.brand_monitor.brand_states.read_decisions import read_decisions
    from resources.control_plane import brands

    if owners(db, name):
        return None
    brand = read_decisions(db).names.brand_of(name)
    return brands.by_id(db, brand).name if brand else None


def _two(words: list[str], between: str, command: str) -> tuple[str, str]:
    """The two names of `A INTO B`, with or without the word between."""
    if len(words) == 3 and words[1].upper() == between:
        return words[0], words[2]
    if len(words) == 2 and words[1].upper() != between:
        return words[0], words[1]
    raise InputError(
        f"Give two names, each in quotes if it has spaces: "
        f'onevice brand {command} "First Name" {between} "Second Name".'
    )

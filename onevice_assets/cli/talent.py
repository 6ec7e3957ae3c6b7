"""`onevice talent`: people and projects of the entertainment graph, as far as a role may see."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.session import Session
from onevice_assets.cli.talent_door import As, Group, Organization, User, open_door
from onevice_assets.cli.talent_output import print_answer, print_hits, print_page
from resources.errors import InputError

if TYPE_CHECKING:
    from onevice_assets.entertainment.talent.similar import Like

app = typer.Typer(
    help="People and projects of the entertainment graph, as far as a role may see.",
    no_args_is_help=True,
)

Limit = Annotated[int, typer.Option(help="Rows, 1 to 100")]
Id = Annotated[str | None, typer.Option("--id", help="Like this one")]
Text = Annotated[str | None, typer.Argument(help="Like what is described; or give --id")]
Type = Annotated[str | None, typer.Option("--type", help="Music Video, Commercial, Brand Film")]
Union = Annotated[str | None, typer.Option("--union", help="Union, Non-Union, Unknown")]
Tier = Annotated[list[str] | None, typer.Option("--tier", help="Budget tier; level 2")]
Since = Annotated[str | None, typer.Option("--since", help="Projects completed from this day on")]


@app.command("similar-projects")
def similar_projects(
    text: Text = None,
    id: Id = None,
    type: Type = None,
    tier: Annotated[str | None, typer.Option("--tier", help="Budget tier; level 2")] = None,
    limit: Limit = 10,
    as_: As = None,
    user: User = None,
    group: Group = None,
    organization: Organization = "default",
    as_json: JsonOption = False,
) -> None:
    """Projects near in meaning that share a creative concept."""
    from onevice_assets.entertainment.talent.similar import find_similar_projects

    like = _read_like(id, text)
    with open_door(Session(), organization, as_, user, group) as (door, finder):
        found = find_similar_projects(door, finder, like, type=type, tier=tier, limit=limit)
    print_answer("Similar projects", "Project", found, door.asker, as_json=as_json)


@app.command("similar")
def similar_talent(
    text: Text = None,
    id: Id = None,
    type: Type = None,
    tier: Tier = None,
    union: Union = None,
    limit: Limit = 20,
    as_: As = None,
    user: User = None,
    group: Group = None,
    organization: Organization = "default",
    as_json: JsonOption = False,
) -> None:
    """People with like skills who directed projects of a kind."""
    from onevice_assets.entertainment.talent.similar import find_similar_talent

    like = _read_like(id, text)
    with open_door(Session(), organization, as_, user, group) as (door, finder):
        found = find_similar_talent(
            door, finder, like, type=type, tiers=tier, union=union, limit=limit
        )
    print_answer("Similar talent", "Person", found, door.asker, as_json=as_json)


@app.command("discover")
def discover(
    role: Annotated[str, typer.Option("--role", help="What they are")] = "Director",
    union: Union = None,
    kind: Annotated[list[str] | None, typer.Option("--kind", help="Kind of work")] = None,
    tier: Tier = None,
    since: Since = None,
    least: Annotated[int, typer.Option("--least", help="Directed projects at least")] = 0,
    limit: Limit = 10,
    as_: As = None,
    user: User = None,
    group: Group = None,
    organization: Organization = "default",
    as_json: JsonOption = False,
) -> None:
    """People by role, union and kind of work, who directed most first."""
    from onevice_assets.entertainment.talent.discover import Wanted, discover_talent

    wanted = Wanted(role, union, kind, tier, _read_day(since), least)
    with open_door(Session(), organization, as_, user, group) as (door, _):
        found = discover_talent(door, wanted, limit=limit)
    print_answer(f"{role}s", "Person", found, door.asker, as_json=as_json)


@app.command("list")
def list_all(
    role: Annotated[str | None, typer.Option("--role", help="What they are")] = None,
    union: Union = None,
    since: Since = None,
    size: Annotated[int, typer.Option(help="People a page, 1 to 100")] = 20,
    page: Annotated[str, typer.Option(help="Token printed with the page before")] = "",
    as_: As = None,
    user: User = None,
    group: Group = None,
    organization: Organization = "default",
    as_json: JsonOption = False,
) -> None:
    """People by name, a page at a time."""
    from onevice_assets.entertainment.talent.list_people import Listed, list_people

    listed = Listed(role, union, _read_day(since))
    with open_door(Session(), organization, as_, user, group) as (door, _):
        found = list_people(door, listed, size=size, page=page)
    print_page(found, door.asker, as_json=as_json)


@app.command("search")
def search(
    text: Annotated[str, typer.Argument(help='Words; "a phrase"; `or`; -without')],
    label: Annotated[
        str, typer.Option("--in", help="Person, Project, Document or CreativeConcept")
    ] = "Person",
    hybrid: Annotated[bool, typer.Option("--hybrid", help="By meaning and network too")] = False,
    limit: Limit = 10,
    as_: As = None,
    user: User = None,
    group: Group = None,
    organization: Organization = "default",
    as_json: JsonOption = False,
) -> None:
    """Search by words; with --hybrid by words, meaning and network at once."""
    from onevice_assets.entertainment.talent.find import find_by_words, find_hybrid

    find = find_hybrid if hybrid else find_by_words
    with open_door(Session(), organization, as_, user, group) as (door, finder):
        found = find(door, finder, label, text, limit=limit)
    print_hits(text, label, found, door.asker, as_json=as_json)


def _read_like(id: str | None, text: str | None) -> Like:
    from onevice_assets.entertainment.talent.similar import Like

    return Like(id or "", text or "")


def _read_day(text: str | None) -> date | None:
    """A day, however long ago: projects are older than what is watched."""
    try:
        return date.fromisoformat(text.strip()) if text else None
    except ValueError as error:
        raise InputError(f"{text!r} is not a day; write it as 2020-01-01.") from error

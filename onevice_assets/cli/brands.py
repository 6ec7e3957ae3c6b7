"""`onevice brand`: the catalogue, other names and how they are matched, who is tracked.

What is decided about names that answers showed is in `brand_names`.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal, cast

import typer
from rich.markup import escape

from onevice_assets.cli import brand_candidates, brand_changes, brand_names
from onevice_assets.cli.days import parse_day
from onevice_assets.cli.look import JsonOption, WebsiteOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.rescore import tell_rescore
from onevice_assets.cli.session import Session, actor
from resources.errors import InputError

app = typer.Typer(help="Brands, their names, and who tracks them.", no_args_is_help=True)
for module in (brand_candidates, brand_names, brand_changes):
    module.register(app)

Match = Literal["auto", "any-case", "exact", "context"]


@app.command("add")
def add_brand(
    name: Annotated[str, typer.Argument(help="Name as its owner writes it")],
    domain: Annotated[str | None, typer.Option(help="Its domain, e.g. example.com")] = None,
    industry: Annotated[str | None, typer.Option(help="Its industry")] = None,
) -> None:
    """Add a brand to the catalogue answers are read with."""
    from resources.control_plane import brands

    session = Session()
    with session.resources["control"].begin() as db:
        added = brands.add(db, name, domain=domain, industry=industry, actor=actor())
    say(f"In the catalogue: [bold]{escape(added.name)}[/] ({added.id})")
    tell_rescore(session)


@app.command("alias")
def add_alias(
    name: Annotated[str, typer.Argument(help="Brand")],
    alias: Annotated[str, typer.Argument(help="Another name or product; or its own name")],
    match: Annotated[
        Match | None,
        typer.Option(
            help="auto; any-case: sure in any case; exact: in these letters only; context"
        ),
    ] = None,
    context: Annotated[
        str, typer.Option(help="Words one of which must stand beside it, separated by commas")
    ] = "",
    remove: Annotated[bool, typer.Option("--remove", help="Take the alias away")] = False,
) -> None:
    """Give a brand another name, or say how one of its names must be written to count."""
    from resources.control_plane import aliases, brands

    session = Session()
    words = [word for word in context.split(",") if word.strip()]
    if remove and (match or words):
        raise InputError("--remove takes the alias away with its policy: leave the others out.")
    with session.resources["control"].begin() as db:
        found = brands.find(db, name)
        if remove:
            aliases.remove_alias(db, found, alias, actor=actor())
        else:
            policy = cast("brands.MatchPolicy | None", match and match.replace("-", "_"))
            brands.add_alias(db, found, alias, match=policy, context=words, actor=actor())
    verb = "is no longer" if remove else "is"
    say(f"{escape(name)} {verb} also known as {escape(alias)}.{_told(match, words)}")
    tell_rescore(session)


def _told(match: Match | None, words: list[str]) -> str:
    if words:
        return f" It counts only beside: {escape(', '.join(words))}."
    return f" How it must be written: {match}." if match else ""


@app.command("track")
def track_brand(
    name: Annotated[str, typer.Argument(help="Brand; added to the catalogue if new")],
    website: WebsiteOption = None,
    own: Annotated[bool, typer.Option("--own", help="It is the website's own brand")] = False,
    relationship: Annotated[
        Literal["direct", "indirect", "substitute"] | None,
        typer.Option(help="Of a competitor to the own brand"),
    ] = None,
) -> None:
    """Track a brand for a website: its own, or a competitor's."""
    from resources.control_plane import brands

    session = Session()
    found = session.website(website)
    role: Literal["own", "competitor"] = "own" if own else "competitor"
    with session.resources["control"].begin() as db:
        brands.track(db, found.id, name, role, relationship_type=relationship, actor=actor())
        survivor = brands.survivor(db, name).name
    merged = "" if survivor.casefold() == name.strip().casefold() else f" (as {escape(survivor)})"
    say(f"{escape(found.key)} tracks {escape(name)} as {role}{merged}.")


@app.command("untrack")
def untrack_brand(
    name: Annotated[str, typer.Argument(help="Brand")],
    website: WebsiteOption = None,
    until: Annotated[str | None, typer.Option(help="First day without it; today if unset")] = None,
) -> None:
    """Stop tracking a brand; days before stay as they were."""
    from resources.control_plane import brands

    session = Session()
    found = session.website(website)
    last = parse_day(until, ahead=True)
    with session.resources["control"].begin() as db:
        brands.untrack(db, found.id, name, until=last, actor=actor())
    say(f"{escape(found.key)} no longer tracks {escape(name)}.")


@app.command("list")
def list_brands(website: WebsiteOption = None, as_json: JsonOption = False) -> None:
    """List the tracked brands of a website, or the whole catalogue without one."""
    from resources.control_plane import brands

    session = Session()
    with session.resources["control"].begin() as db:
        found: list[Any] = (
            list(brands.tracked(db, session.website(website).id))
            if website
            else list(brands.catalogue(db))
        )
        policies = brands.policies(db)
    rows = [vars(one) | {"match": policies.get(one.brand_id, ())} for one in found]
    if as_json:
        print_json([row | {"match": [asdict(one) for one in row["match"]]} for row in rows])
        return
    for row in rows:
        row["match"] = "; ".join(
            f"{one.name}: {one.match_policy} {', '.join(one.context_words)}".strip()
            for one in row["match"]
        )
    columns = ["name", "role", "relationship_type", "aliases", "match"]
    print_rows("Brands", rows, columns if website else ["name", "domain", "aliases", "match"])

"""Deciding: which websites are watched and which brands they track. Every decision is audited."""

from __future__ import annotations

from typing import Annotated, Literal

import typer
from rich.markup import escape

from onevice_assets.cli.days import parse_day
from onevice_assets.cli.look import JsonOption, WebsiteOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.session import Session, actor

site = typer.Typer(help="Websites that are watched.", no_args_is_help=True)
brand = typer.Typer(help="Brands, their other names, and who tracks them.", no_args_is_help=True)


@site.command("add")
def add_site(
    url: Annotated[str, typer.Argument(help="Address of the start page")],
    name: Annotated[str | None, typer.Option(help="Name to show")] = None,
    organization: Annotated[str, typer.Option(help="Slug of the organization")] = "default",
    scrape_depth: Annotated[int, typer.Option(min=0, max=10, help="Clicks from the start")] = 3,
) -> None:
    """Watch a website; adding it again changes nothing."""
    from resources.control_plane import websites

    session = Session()
    with session.resources["control"].begin() as db:
        added = websites.add(
            db,
            url=url,
            name=name,
            organization=organization,
            scrape_depth=scrape_depth,
            actor=actor(),
        )
    session.instance.add_dynamic_partitions("websites", [added.key])
    say(
        f"Watching [bold]{escape(added.key)}[/]. Next: "
        f"onevice brand track NAME --own --website {escape(added.key)}"
    )


@site.command("list")
def list_sites(as_json: JsonOption = False) -> None:
    """List the websites that are watched."""
    from resources.control_plane import websites

    with Session().resources["control"].begin() as db:
        rows = [vars(one) for one in websites.list_all(db)]
    if as_json:
        print_json(rows)
    else:
        print_rows("Websites", rows, ["key", "url", "source", "status", "last_scraped_at"])


@site.command("refresh")
def refresh_site(
    website: WebsiteOption = None,
    why: Annotated[str, typer.Option(help="Kept in the audit log")] = "asked for",
) -> None:
    """Have ICPs, conversations and prompts made anew at the next run (a new basket version)."""
    from resources.control_plane import websites

    session = Session()
    found = session.website(website)
    with session.resources["control"].begin() as db:
        basket = websites.request_refresh(db, found.id, actor=actor(), why=why)
    say(f"{escape(found.key)}: basket version {basket.version} is made at the next `onevice run`.")


@brand.command("add")
def add_brand(
    name: Annotated[str, typer.Argument(help="Name as its owner writes it")],
    domain: Annotated[str | None, typer.Option(help="Its domain, e.g. example.com")] = None,
    industry: Annotated[str | None, typer.Option(help="Its industry")] = None,
) -> None:
    """Add a brand to the catalogue answers are read with."""
    from resources.control_plane import brands

    with Session().resources["control"].begin() as db:
        added = brands.add(db, name, domain=domain, industry=industry, actor=actor())
    say(f"In the catalogue: [bold]{escape(added.name)}[/] ({added.id})")


@brand.command("alias")
def add_alias(
    name: Annotated[str, typer.Argument(help="Brand")],
    alias: Annotated[str, typer.Argument(help="Another name or product it is known by")],
) -> None:
    """Give a brand another name; past days are read again by `make backfill` or a re-run."""
    from resources.control_plane import brands

    with Session().resources["control"].begin() as db:
        brands.add_alias(db, name, alias, actor=actor())
    say(f"{escape(name)} is also known as {escape(alias)}.")


@brand.command("track")
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
    say(f"{escape(found.key)} tracks {escape(name)} as {role}.")


@brand.command("untrack")
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


@brand.command("list")
def list_brands(website: WebsiteOption = None, as_json: JsonOption = False) -> None:
    """List the tracked brands of a website, or the whole catalogue without one."""
    from resources.control_plane import brands

    session = Session()
    with session.resources["control"].begin() as db:
        if website:
            rows = [vars(one) for one in brands.tracked(db, session.website(website).id)]
        else:
            rows = [vars(one) for one in brands.catalogue(db)]
    if as_json:
        print_json(rows)
    else:
        columns = ["name", "role", "relationship_type", "aliases"] if website else None
        print_rows("Brands", rows, columns or ["name", "domain", "aliases"])

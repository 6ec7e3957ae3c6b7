"""Deciding: which websites are watched. Every decision is audited. Brands are in `brands`."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from onevice_assets.cli import brands
from onevice_assets.cli.look import JsonOption, WebsiteOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.session import Session, actor

site = typer.Typer(help="Websites that are watched.", no_args_is_help=True)
brand = brands.app


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

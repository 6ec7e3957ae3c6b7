"""`onevice campaigns`: clients, and the commands about what is remembered of them."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from onevice_assets.cli import campaigns_ask, campaigns_content, campaigns_learnings
from onevice_assets.cli.campaigns_attribution import leads, purchases
from onevice_assets.cli.campaigns_clients import PARTITIONS
from onevice_assets.cli.campaigns_webhooks import webhooks
from onevice_assets.cli.look import JsonOption
from onevice_assets.cli.output import print_json, print_rows, say
from onevice_assets.cli.session import Session, actor

app = typer.Typer(help="Campaigns of clients, remembered (Droom).", no_args_is_help=True)
clients = typer.Typer(help="Clients: whose campaigns are remembered.", no_args_is_help=True)
app.add_typer(clients, name="clients")
app.add_typer(campaigns_content.app, name="content")
campaigns_learnings.register(app)
app.add_typer(webhooks, name="webhooks")
app.add_typer(leads, name="leads")
app.add_typer(purchases, name="purchases")
app.add_typer(campaigns_ask.app, name="ask")


@clients.command("add")
def add_client(
    slug: Annotated[str, typer.Argument(help="Lower-case letters, digits, hyphens: yoga-loft")],
    organization: Annotated[str, typer.Option(help="Slug of the organization")] = "default",
    name: Annotated[str | None, typer.Option(help="As people write it")] = None,
    business_model: Annotated[str, typer.Option(help="service or ecommerce")] = "service",
    industry: Annotated[str | None, typer.Option(help="What it is in, in words")] = None,
    as_json: JsonOption = False,
) -> None:
    """Add a client; one that is there already stays as it is."""
    from resources.control_plane import campaign_clients

    session = Session()
    with session.resources["control"].begin() as db:
        client = campaign_clients.add(
            db,
            slug,
            organization=organization,
            name=name,
            business_model=business_model,
            industry=industry,
            actor=actor(),
        )
    session.instance.add_dynamic_partitions(PARTITIONS, [client.key])
    if as_json:
        print_json(vars(client))
        return
    say(f"{escape(client.name)} is client [bold]{client.key}[/] ({client.id}).")


@clients.command("list")
def list_clients(as_json: JsonOption = False) -> None:
    """List every client."""
    from resources.control_plane import campaign_clients

    with Session().resources["control"].begin() as db:
        rows = [vars(one) for one in campaign_clients.list_all(db)]
    if as_json:
        print_json(rows)
        return
    title = "Clients" if rows else "No client yet: `onevice campaigns clients add SLUG`."
    print_rows(title, rows, ["key", "name", "business_model", "industry"])
